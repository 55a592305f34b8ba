"""The parts of the tools panel: what is kept for each tool, the calls that run, options, definitions, copies."""
