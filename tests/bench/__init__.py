"""Measurements: `make bench`. Ratios of one run, because machines are noisy; nothing here is a test."""
