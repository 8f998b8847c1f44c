"""Mails: how they leave, where their links lead, and what becomes of them."""
