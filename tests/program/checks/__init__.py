"""Tests of what a team decides."""
