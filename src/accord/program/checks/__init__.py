"""The checks of a program, by room: what its clauses say must fit together."""
