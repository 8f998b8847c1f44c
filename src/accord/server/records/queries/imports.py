"""What was brought in by file: runs, their counts and every value that was not accepted."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Count

from accord.server import home, lead_reports, staging
from accord.server.records.models import ImportIssue, ImportRun
from accord.server.records.queries import seeing
from accord.values import ids
from accord.values.errors import NotFoundError


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
    place: int = 0
    """Where to go on from: give it as `after`."""


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
    worthless: tuple[dict[str, Any], ...] = ()
    """Kinds of activity that count for nothing by the rules in force: kind, n, is_clause."""
    kept_out: int = 0
    """Facts of people who were erased, which stay out."""
    reviews: tuple[dict[str, Any], ...] = ()
    """What each lead file came to: rows, accepted, reasons, terms, cost."""
    taken_before: int | None = None
    """Rows that the dry run took, where storing reviewed them again after another import."""


def list_runs(limit: int = 50) -> tuple[Run, ...]:
    """List the latest imports."""
    seeing.need_all("importing")
    return tuple(run_of(row) for row in ImportRun.objects.order_by("-id")[:limit])


def find_run(public_id: str) -> Run:
    """Find one import."""
    return run_of(row_of(public_id))


def list_issues(
    public_id: str, after: int = 0, limit: int = 200, severity: str = ""
) -> tuple[Issue, ...]:
    """List what an import did not take as it stood, from a place on, of a severity or of both."""
    found = ImportIssue.objects.filter(run=row_of(public_id), pk__gt=after)
    if severity:
        found = found.filter(severity=severity)
    rows = found.order_by("pk")[:limit]
    return tuple(
        Issue(row.file, row.row_number, row.column, row.raw, row.severity, row.reason, place=row.pk)
        for row in rows
    )


def count_issues(public_id: str) -> dict[str, int]:
    """Count the values that were named, by severity: rejected or coerced."""
    rows = ImportIssue.objects.filter(run=row_of(public_id)).values("severity")
    return {row["severity"]: row["n"] for row in rows.annotate(n=Count("pk")).order_by()}


def path_of_rejected(public_id: str) -> Path | None:
    """Return the file of rejected rows, or an archive of several, if there were any."""
    row = row_of(public_id)
    return staging.rejected(home.path("uploads", row.folder)) if row.folder else None


def list_rejected(public_id: str) -> list[Path]:
    """List the files of rejected rows, one for each file of an import that had such."""
    row = row_of(public_id)
    return staging.rejected_files(home.path("uploads", row.folder)) if row.folder else []


def path_of_acceptance(public_id: str, ending: str) -> Path | None:
    """Return the acceptance report of an import's lead file, or an archive of several."""
    row = row_of(public_id)
    if not row.folder:
        return None
    folder = home.path("uploads", row.folder)
    return staging.bundled(folder, lead_reports.files(folder, ending), f"acceptance-{ending}.zip")


def row_of(public_id: str) -> ImportRun:
    """Find the row of an import; refuse an unknown one."""
    seeing.need_all("importing")
    number = ids.from_public_id(public_id)
    row = ImportRun.objects.filter(pk=number).first() if number else None
    if row is None:
        message = f"there is no import {public_id}; the imports page lists them"
        raise NotFoundError(message)
    return row


def run_of(row: ImportRun) -> Run:
    """Read one import's row."""
    summary = row.summary
    return Run(
        public_id=ids.public_id(row.pk),
        state=row.state,
        is_dry=row.is_dry,
        started_by=row.started_by,
        started_at=row.started_at,
        finished_at=row.finished_at,
        files=tuple(row.files),
        kinds=tuple(summary.get("kinds", ())),
        rows_read=summary.get("rows_read", 0),
        rows_accepted=summary.get("rows_accepted", 0),
        rows_new=summary.get("rows_new", 0),
        rows_rejected=summary.get("rows_rejected", 0),
        rows_coerced=summary.get("rows_coerced", 0),
        mapping=tuple(summary.get("mapping", ())),
        questions=tuple(summary.get("questions", ())),
        error=row.error,
        seconds=summary.get("seconds"),
        worthless=tuple(summary.get("worthless", ())),
        kept_out=summary.get("kept_out", 0),
        reviews=tuple(summary.get("reviews", ())),
        taken_before=summary.get("taken_before"),
    )
