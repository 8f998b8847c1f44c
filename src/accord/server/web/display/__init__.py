"""From what a query answers to what a template prints: words, links and small drawings."""
