"""Reading CRMs on a schedule: secrets, runs, cursors, and trying a mapping before it counts."""
