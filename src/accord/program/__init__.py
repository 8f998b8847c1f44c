"""What you decided: one version of everything a team agreed, as data that checks itself."""
