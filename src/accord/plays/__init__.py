"""What to do next: one proposal an account, with its reason, its owner and its day."""
