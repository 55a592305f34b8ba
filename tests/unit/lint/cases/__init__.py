"""For each rule a message that breaks it and one that does not."""
