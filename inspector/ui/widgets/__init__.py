"""Small parts that know nothing of MCP."""
