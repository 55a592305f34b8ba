"""The question "which server?", a page for each side of the answer."""
