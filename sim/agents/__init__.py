"""Who lives in the municipality: what each kind of agent is and knows, one file a kind."""
