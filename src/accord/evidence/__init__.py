"""How sure we are: pure numpy, and never a bare number."""
