"""Pages for people, made from results: each one file that needs no network."""
