"""What was brought in by file: runs, their counts and every value that was not accepted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Issue:
    """A value that was rejected or coerced: file, row, column and the reason in words."""

    file: str
    row: int
    column: str
    raw: str
    severity: str
    """rejected or coerced."""
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """One import of one or more files, dry or committed."""

    public_id: str
    state: str
    """waiting, running, checked (a dry run is ready), done or failed."""
    is_dry: bool
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    files: tuple[str, ...]
    kinds: tuple[str, ...]
    rows_read: int
    rows_accepted: int
    rows_new: int
    rows_rejected: int
    rows_coerced: int
    mapping: tuple[dict[str, Any], ...]
    questions: tuple[dict[str, Any], ...]
    """What must be answered first: ambiguous dates."""
    error: str
    seconds: float | None
