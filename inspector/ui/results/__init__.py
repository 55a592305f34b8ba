"""How requests ended: results, their history, and what is done with them. Shared by the panels."""
