"""What a municipality may decide (levers), under which conditions (context), and what it costs (the ledger)."""
