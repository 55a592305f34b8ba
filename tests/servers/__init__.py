"""Servers as counterparts of tests."""
