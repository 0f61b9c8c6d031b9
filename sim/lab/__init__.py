"""What people do with a model: run it, and keep what came out."""
