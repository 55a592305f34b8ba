"""One content item, in each of the ways it can be looked at."""
