"""What a sweep says: which factors matter, where a goal is reached, and how sure that is."""
