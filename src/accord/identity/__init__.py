"""Who it was: every fact gets its account and its person here."""
