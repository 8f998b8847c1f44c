"""Audiences: who may stand in one now, and what changed since its last file."""
