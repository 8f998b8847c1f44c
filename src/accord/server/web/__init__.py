"""Pages: they parse, ask a query or an action, and render; nothing is decided here."""
