"""Which ones you want: ranking, tiers, the target list and its economics."""
