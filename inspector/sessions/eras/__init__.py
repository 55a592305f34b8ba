"""Era drivers: how a client speaks in the handshake revisions, and how in the stateless ones."""
