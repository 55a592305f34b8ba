"""Servers that others wrote, over every transport, in every revision, with every feature."""
