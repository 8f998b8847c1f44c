"""A warehouse by SQL: saved queries over a database or Parquet files, read as other sources are."""
