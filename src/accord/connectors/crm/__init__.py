"""What reading a CRM through its API has in common: shapes of records, limits, calls, cursors."""
