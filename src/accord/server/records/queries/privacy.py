"""Erasures with their receipts, backups that are kept, how many keys are kept out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.server.records.models import BackupRecord, Erasure, KeptOutKey
from accord.server.records.queries import seeing
from accord.values import ids
from accord.values.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """One erasure as its receipt tells it: never who it was about."""

    public_id: str
    state: str
    is_full: bool
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None
    error: str
    seconds: float | None = None
    names_kept_out: int = 0
    places: list[dict[str, Any]] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    backups: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup that is kept."""

    file: str
    written_at: datetime
    kept_until: datetime
    size: int


def list_erasures(limit: int = 200) -> tuple[ErasureRow, ...]:
    """List erasures, the latest first."""
    return tuple(_row(row) for row in Erasure.objects.order_by("-id")[:limit])


def find_erasure(public_id: str) -> ErasureRow:
    """Find an erasure by the number of its receipt."""
    seeing.need_all("a receipt of an erasure")
    number = ids.from_public_id(public_id)
    row = Erasure.objects.filter(pk=number).first() if number else None
    if row is None:
        message = f"there is no erasure {public_id}; the privacy page lists them"
        raise NotFoundError(message)
    return _row(row)


def list_backups() -> tuple[BackupRow, ...]:
    """List the backups that are kept, the latest first."""
    rows = BackupRecord.objects.order_by("-id")
    return tuple(BackupRow(row.file, row.written_at, row.kept_until, row.size) for row in rows)


def count_kept_out() -> int:
    """Count the keys that are kept out."""
    return KeptOutKey.objects.count()


def _row(row: Erasure) -> ErasureRow:
    receipt = row.receipt
    return ErasureRow(
        ids.public_id(row.pk),
        row.state,
        row.is_full,
        row.asked_by,
        row.asked_at,
        row.finished_at,
        row.error,
        receipt.get("seconds"),
        receipt.get("names_kept_out", 0),
        list(row.done),
        receipt.get("before", {}),
        receipt.get("after", {}),
        receipt.get("backups", []),
    )
