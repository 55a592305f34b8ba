"""OAuth as steps one can see."""
