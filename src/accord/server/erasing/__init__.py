"""Erasing and exporting a person: every place that may speak of one, rewritten with a receipt."""
