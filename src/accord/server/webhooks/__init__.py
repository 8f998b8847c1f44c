"""Webhooks: what happened is noticed, written down for every address, and delivered."""
