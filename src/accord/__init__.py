"""Accord: account-based marketing in which every number explains itself."""
