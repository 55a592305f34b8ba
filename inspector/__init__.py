"""MCP Loupe: an inspector and playground for Model Context Protocol servers."""

__version__ = "0.1.0"
