"""Plain objects as Qt models."""
