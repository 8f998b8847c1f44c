"""What the server keeps: one Django app of models, queries and mappings."""
