"""Figures as people read them."""


def format_duration(ns: int | None) -> str:
    """Write a duration as people read it; empty for None."""
    if ns is None:
        return ""
    ms = ns / 1e6
    if ms < 10:
        return f"{ms:.1f} ms"
    return f"{ms:.0f} ms" if ms < 10_000 else f"{ms / 1000:.1f} s"


def format_size(size: int) -> str:
    """Write a number of bytes as people read it."""
    if size < 1_000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1_000:.1f} KB"
    if size < 1_000_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{size / 1_000_000_000:,.1f} GB"
