"""Tables in, tables out: the one place that knows DuckDB, sqlglot and Spark."""
