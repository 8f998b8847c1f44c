"""Audiences: companies and people as the files that advertising platforms take."""
