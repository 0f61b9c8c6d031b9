"""What people look at: reports, made from folders of results. Imports the laboratory and what is below it."""
