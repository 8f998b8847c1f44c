"""Writing into CRMs: what shall stand there, what stands there, and what leaves."""
