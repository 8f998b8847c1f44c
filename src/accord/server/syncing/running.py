"""One run of a connection: batch by batch, facts on disk first, their cursor after them."""

import logging
import time as clock
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.utils import timezone

from accord.connectors.crm.faults import AccessError, AwayError, LimitError
from accord.connectors.crm.feed import Batch, Feed, Reader
from accord.server import compactor, configuration, faults, home, inbox, jobs, segments
from accord.server.records.models import (
    Connection,
    ConnectionIssue,
    ConnectionRun,
    SourceOpen,
    SyncCursor,
)
from accord.server.records.queries import programs
from accord.server.syncing import opening
from accord.server.writing_back import wishes
from accord.values import time
from accord.values.errors import AccordError, BusyError

_log = logging.getLogger(__name__)
_APPEND_TIMEOUT_S: Final = 120
_FULL_SHARE: Final = 0.5
_TRIES: Final = 60
_PAUSE_S: Final = 2.0
_ISSUES_AT_MOST: Final = 10_000
_RUNS_KEPT: Final = 500
_AWAY: Final = timedelta(minutes=5)


def run(number: int, asked_by: str = "") -> None:
    """Read everything that is new at a connection; what was read stays, however this ends."""
    row = Connection.objects.filter(pk=number, removed_at=None).first()
    if row is None or row.state == "paused":
        return
    if row.not_before and row.not_before > timezone.now():
        jobs.enqueue("sync", {"connection": number}, key=f"sync:{number}", due_at=row.not_before)
        return
    began = timezone.now()
    ConnectionRun.objects.filter(connection=row, state="running").update(
        state="failed", error="The process ended before it was done; this run goes on from there."
    )
    made = ConnectionRun.objects.create(connection=row, started_at=began, asked_by=asked_by)
    programs.keep_zone()
    try:
        _read(row, made)
    except AccordError as error:
        _end(row, made, error)
    else:
        made.state = "done"
        row.state, row.fresh_at, row.not_before = "active", began, None
        row.save(update_fields=["state", "fresh_at", "not_before"])
    made.finished_at = timezone.now()
    made.save()
    _forget_old(row)


def _read(row: Connection, made: ConnectionRun) -> None:
    feed = opening.feed_of(row)
    box = inbox.Inbox(home.path("inbox.db"), configuration.load().inbox_limit_bytes)
    try:
        _streams(feed, box, row, made)
    finally:
        box.close()
        feed.close()


def _streams(feed: Feed, box: inbox.Inbox, row: Connection, made: ConnectionRun) -> None:
    cursors = {each.stream: each.value for each in SyncCursor.objects.filter(connection=row)}
    reader = Reader(feed, time.to_us(timezone.now()))
    for stream in feed.streams:
        for batch in reader.batches(stream, cursors.get(stream)):
            _store(box, batch)
            faults.reach("sync.facts_stored")
            _save(row, made, batch)
            faults.reach("sync.cursor_saved")


def _store(box: inbox.Inbox, batch: Batch) -> None:
    """Put the facts of a batch on disk; wait where the inbox is being emptied."""
    facts = {
        kind: segments.shaped(kind, _of_others(kind, table))
        for kind, table in batch.facts().items()
    }
    if not any(table.num_rows for table in facts.values()):
        return
    limit = configuration.load().inbox_limit_bytes * _FULL_SHARE
    for _ in range(_TRIES):
        if inbox.used_bytes(home.path("inbox.db")) < limit:
            try:
                box.append_tables(facts).result(_APPEND_TIMEOUT_S)
            except BusyError:
                clock.sleep(_PAUSE_S)
                continue
            return
        _make_room()
    message = "the inbox stays full; look at the worker, the run goes on from where it is"
    raise BusyError(message)


def _of_others(kind: str, table: pa.Table) -> pa.Table:
    """Return what others did: a task that we made there is no news."""
    if kind != "activities":
        return table
    is_ours = pc.fill_null(pc.match_substring(table["text"], wishes.MARK), False)
    return table.filter(pc.invert(is_ours))


def _make_room() -> None:
    try:
        with compactor.lease():
            compactor.Compactor().drain()
    except BusyError:
        clock.sleep(_PAUSE_S)  # somebody else empties it


def _save(row: Connection, made: ConnectionRun, batch: Batch) -> None:
    """Save a batch's cursor, counts and issues together."""
    facts = sum(table.num_rows for table in batch.facts().values())
    counts = made.by_stream.setdefault(batch.stream, {"read": 0, "rejected": 0})
    counts["read"] += batch.read
    counts["rejected"] += batch.rejected()
    made.records_read += batch.read
    made.records_rejected += batch.rejected()
    made.facts += facts
    with transaction.atomic():
        SyncCursor.objects.update_or_create(
            connection=row, stream=batch.stream, defaults={"value": dict(batch.cursor)}
        )
        made.save()
        _keep_issues(row, batch)
        if "open" in batch.aside:
            _keep_open(row, batch.aside)


def _keep_issues(row: Connection, batch: Batch) -> None:
    """Keep why records were not taken; one that is taken by now is none any more."""
    wrong = {issue.record: issue for issue in batch.issues if issue.is_rejected and issue.record}
    taken = _ids_of(batch.facts())
    standing = ConnectionIssue.objects.filter(connection=row, stream=batch.stream)
    if standing.exists():
        mended = [one for one in standing.values_list("record", flat=True) if one in taken]
        standing.filter(record__in=mended[:500]).delete()
    if not wrong or standing.count() > _ISSUES_AT_MOST:
        return
    now = timezone.now()
    ConnectionIssue.objects.bulk_create(
        [
            ConnectionIssue(
                connection=row, stream=batch.stream, record=one[:200], column=issue.column[:200],
                value=issue.value[:2_000], reason=issue.reason, seen_at=now,
            )
            for one, issue in wrong.items()
        ],
        update_conflicts=True,
        unique_fields=["connection", "stream", "record"],
        update_fields=["column", "value", "reason", "seen_at"],
    )  # fmt: skip


def _ids_of(facts: dict[str, pa.Table]) -> set[str]:
    return {
        str(one)
        for table in facts.values()
        if "external_id" in table.column_names
        for one in table["external_id"].to_pylist()
    }


def _keep_open(row: Connection, aside: Any) -> None:
    SourceOpen.objects.update_or_create(
        connection=row,
        defaults={
            "read_at": time.from_us(aside["read_us"]),
            "currency": aside.get("currency") or "",
            "opened": aside["open"],
        },
    )


def _end(row: Connection, made: ConnectionRun, error: AccordError) -> None:
    """Say why a run ended early, and when it goes on: by itself, or after somebody mended it."""
    made.error, made.state = error.message, "failed"
    due: datetime | None = None
    if isinstance(error, AccessError):
        row.state = "refused"
    elif isinstance(error, LimitError):
        made.state = "waiting"
        due = timezone.now() + timedelta(seconds=error.wait_s)
        row.not_before = due
    elif isinstance(error, AwayError | BusyError):
        due = timezone.now() + _AWAY
    row.save(update_fields=["state", "not_before"])
    if due is not None:
        jobs.enqueue("sync", {"connection": row.pk}, key=f"sync:{row.pk}", due_at=due)
    _log.warning("%s ended early: %s", row, type(error).__name__)


def _forget_old(row: Connection) -> None:
    kept = ConnectionRun.objects.filter(connection=row).order_by("-id")[:_RUNS_KEPT]
    last = list(kept.values_list("pk", flat=True))
    ConnectionRun.objects.filter(connection=row, pk__lt=min(last)).delete()
