"""What is connected, when it ran, what it brought, and what it could not take."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accord.server.records.models import Connection, ConnectionIssue, ConnectionRun, WriteBack
from accord.server.records.queries import seeing
from accord.values import ids
from accord.values.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a connection."""

    started_at: datetime
    finished_at: datetime | None
    state: str
    """running, done, failed, or waiting for a limit."""
    read: int
    rejected: int
    facts: int
    by_stream: dict[str, Any]
    asked_by: str
    error: str


@dataclass(frozen=True, slots=True)
class Linked:
    """One connection as it stands."""

    number: int
    public_id: str
    name: str
    system: str
    state: str
    """active, paused, or refused until somebody mends its access."""
    schedule: str
    options: dict[str, Any]
    mapping: dict[str, dict[str, str]]
    custom: dict[str, list[str]]
    last: Run | None
    lag: timedelta | None
    """How old the newest change is that may not be read yet; None before a first whole run."""
    rejected: int
    read: int
    writing_error: str = ""
    """Why the last write did not come through."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A record that is not taken, and why."""

    stream: str
    record: str
    column: str
    value: str
    reason: str
    seen_at: datetime


def list_connections() -> tuple[Linked, ...]:
    """List every connection that was not removed."""
    rows = Connection.objects.filter(removed_at=None).order_by("pk")
    return tuple(linked_of(row) for row in rows)


def find_connection(public_id: str) -> Linked:
    """Find one connection."""
    return linked_of(row_of(public_id))


def list_runs(public_id: str, limit: int = 30) -> tuple[Run, ...]:
    """List the latest runs of a connection."""
    rows = ConnectionRun.objects.filter(connection=row_of(public_id)).order_by("-id")[:limit]
    return tuple(run_of(row) for row in rows)


def list_issues(public_id: str, limit: int = 200) -> tuple[Issue, ...]:
    """List the records that are not taken, the latest first."""
    rows = ConnectionIssue.objects.filter(connection=row_of(public_id)).order_by("-seen_at", "pk")
    return tuple(
        Issue(row.stream, row.record, row.column, row.value, row.reason, row.seen_at)
        for row in rows[:limit]
    )


def row_of(public_id: str) -> Connection:
    """Find the row of a connection; refuse an unknown one."""
    seeing.need_all("a connection")
    number = ids.from_public_id(public_id)
    row = Connection.objects.filter(pk=number, removed_at=None).first() if number else None
    if row is None:
        message = f"there is no connection {public_id}; the connections page lists them"
        raise NotFoundError(message)
    return row


def linked_of(row: Connection) -> Linked:
    """Read one connection's row."""
    runs = ConnectionRun.objects.filter(connection=row).order_by("-id")
    last = runs.first()
    return Linked(
        number=row.pk,
        public_id=ids.public_id(row.pk),
        name=row.name,
        system=row.system,
        state=row.state,
        schedule=row.schedule,
        options=row.options,
        mapping=row.mapping,
        custom=row.custom,
        last=run_of(last) if last else None,
        lag=timezone.now() - row.fresh_at if row.fresh_at else None,
        rejected=ConnectionIssue.objects.filter(connection=row).count(),
        read=sum(runs.values_list("records_read", flat=True)),
        writing_error=WriteBack.objects.filter(connection=row)
        .values_list("error", flat=True)
        .first()
        or "",
    )


def run_of(row: ConnectionRun) -> Run:
    """Read one run's row."""
    return Run(
        started_at=row.started_at,
        finished_at=row.finished_at,
        state=row.state,
        read=row.records_read,
        rejected=row.records_rejected,
        facts=row.facts,
        by_stream=row.by_stream,
        asked_by=row.asked_by,
        error=row.error,
    )
