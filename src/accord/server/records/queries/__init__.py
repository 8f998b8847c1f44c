"""Questions that pages and actions ask; each answers with frozen dataclasses."""
