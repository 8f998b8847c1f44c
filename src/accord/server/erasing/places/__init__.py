"""The places that may speak of a person, each with how to find, rewrite and export there."""
