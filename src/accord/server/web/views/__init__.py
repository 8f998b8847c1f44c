"""The views, by noun: each parses the request, asks, and renders."""
