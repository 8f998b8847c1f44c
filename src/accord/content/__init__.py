"""What to say to them: sentences, briefs, and the claims they rest on."""
