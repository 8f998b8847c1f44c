"""Files people export: CSV, TSV and XLSX in, facts and a word about every odd row out."""

from accord.connectors.files.client import agree, look, read
from accord.connectors.files.export import write_csv, write_rejected, write_xlsx
from accord.connectors.files.headers import fields_of
from accord.connectors.files.plan import (
    Chunk,
    ColumnMap,
    Dialect,
    Hints,
    Limits,
    Plan,
    Question,
    RejectedRow,
    RowIssue,
    from_json,
    to_json,
)

__all__ = [
    "Chunk",
    "ColumnMap",
    "Dialect",
    "Hints",
    "Limits",
    "Plan",
    "Question",
    "RejectedRow",
    "RowIssue",
    "agree",
    "fields_of",
    "from_json",
    "look",
    "read",
    "to_json",
    "write_csv",
    "write_rejected",
    "write_xlsx",
]
