"""The rules, a module for each topic: its rules, the checks that find them broken, and nothing else."""
