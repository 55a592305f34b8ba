"""Bytes through real pipes and sockets, cut everywhere: what is recorded must not depend on the cuts."""
