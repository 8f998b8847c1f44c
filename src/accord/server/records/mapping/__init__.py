"""Between rows of the database and tables of facts."""
