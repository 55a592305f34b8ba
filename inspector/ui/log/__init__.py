"""The parts of the message log."""
