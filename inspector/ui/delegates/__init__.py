"""Painting of cells, and nothing else."""
