"""What happened: immutable, each with an id, a source and a time."""
