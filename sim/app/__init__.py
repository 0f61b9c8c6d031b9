"""Pages for people: built from results, each one file that needs no network."""
