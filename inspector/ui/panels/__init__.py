"""One file for each thing with a title. Panels do not import each other."""
