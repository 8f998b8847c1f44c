"""The tags and filters that every template knows."""
