"""The official conformance suite's client scenarios outside authorization."""
