"""Marketo: leads, what they did, programs and lists they are in, deletes and merges."""
