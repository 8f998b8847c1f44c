"""Outgoing webhooks by Standard Webhooks: signed, called through the guard, tried by a schedule."""
