"""The outside, in and out: one folder per outside system, and no Django."""
