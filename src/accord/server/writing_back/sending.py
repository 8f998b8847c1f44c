"""Writes leave: claimed, decided again by what stands there now, sent, and what came of it kept."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from accord.connectors.crm import writing
from accord.connectors.crm.writing import Decision, Outcome, Task, Verdict, Wish, Writer
from accord.server import faults, jobs
from accord.server.records.models import Connection, CrmWrite
from accord.server.records.queries import accounts
from accord.server.writing_back import wishes
from accord.values import time

_State = CrmWrite.State
_Kind = CrmWrite.Kind
_LEASE: Final = timedelta(minutes=15)
_TASKS_AT_ONCE: Final = 10


def send(row: Connection, writer: Writer) -> int:
    """Send what was released; return how many writes were settled.

    A worker that dies in between loses nothing: what it held is decided again by what stands
    there, and a task is looked for before it is made again.

    Errors: those of the system; what was not sent waits.
    """
    give_back(row)
    count = 0
    for kind, settle in ((_Kind.FIELD, _fields), (_Kind.TASK, _tasks), (_Kind.MEMBER, _members)):
        size = _TASKS_AT_ONCE if kind == _Kind.TASK else writer.batch
        while rows := _claim(row, kind, size):
            faults.reach("crm.claimed")
            try:
                settle(writer, rows)
            except BaseException:
                _release(rows)
                raise
            faults.reach("crm.settled")
            count += len(rows)
    return count


def give_back(row: Connection) -> None:
    """Let writes wait again whose worker died."""
    late = row.writes.filter(state=_State.CLAIMED, lease_until__lt=timezone.now())
    late.update(state=_State.WAITING, lease_until=None, lease_by="")


def _claim(row: Connection, kind: str, size: int) -> list[CrmWrite]:
    mine = f"{jobs.identity()}:{secrets.token_hex(4)}"
    due = row.writes.filter(kind=kind, state=_State.WAITING).order_by("record", "pk")
    with transaction.atomic():
        if database.vendor == "postgresql":
            due = due.select_for_update(skip_locked=True)
        numbers = list(due.values_list("pk", flat=True)[:size])
        CrmWrite.objects.filter(pk__in=numbers, state=_State.WAITING).update(
            state=_State.CLAIMED, lease_until=timezone.now() + _LEASE, lease_by=mine
        )
    held = CrmWrite.objects.filter(state=_State.CLAIMED, lease_by=mine)
    return list(held.order_by("record", "pk"))


def _release(rows: Sequence[CrmWrite]) -> None:
    """Let what was claimed and is not settled wait again."""
    held = CrmWrite.objects.filter(pk__in=[row.pk for row in rows], state=_State.CLAIMED)
    held.filter(lease_by=rows[0].lease_by).update(
        state=_State.WAITING, lease_until=None, lease_by="", attempts=rows[0].attempts + 1
    )


def _fields(writer: Writer, rows: Sequence[CrmWrite]) -> None:
    records = list(dict.fromkeys(row.record for row in rows))
    names = sorted({row.field for row in rows})
    held = writer.read(records, names)
    decided = {row.pk: writing.decide(_wish(row), held.get(row.record)) for row in rows}
    changes: dict[str, dict[str, str]] = {}
    for row in rows:
        if decided[row.pk].verdict is Verdict.WRITE:
            changes.setdefault(row.record, {})[row.field] = row.new
    outcomes = writer.write(changes) if changes else {}
    faults.reach("crm.sent")
    for row in rows:
        _settle(row, decided[row.pk], outcomes.get(row.record, Outcome()))


def _wish(row: CrmWrite) -> Wish:
    return Wish(row.record, row.field, row.new, row.policy, row.last)


def _settle(row: CrmWrite, decision: Decision, outcome: Outcome) -> None:
    if decision.verdict in {Verdict.KEPT, Verdict.MISSING}:
        _end(row, _State.KEPT, words=decision.words, old=decision.old)
    elif not outcome.is_good:
        _end(row, _State.FAILED, words=outcome.words, old=decision.old)
    elif decision.verdict is Verdict.WRITE:
        _end(row, _State.WRITTEN, old=decision.old, last=writing.mark(row.new))
    else:
        # It stands there: by us before an answer was lost, or by somebody who wrote the same.
        _end(row, _State.WRITTEN, last=writing.mark(row.new))


def _tasks(writer: Writer, rows: Sequence[CrmWrite]) -> None:
    names = accounts.list_rows(sorted({row.account for row in rows}))
    for row in rows:
        task = wishes.task_of(row.record)
        if task is None:
            _end(row, _State.KEPT, words="the work is done or taken back by now")
            continue
        about = names.get(row.account)
        wanted = Task(
            token=row.record,
            record=row.field,
            subject=row.new,
            body=wishes.body_of(task),
            due_us=time.to_us(task.due_at),
            owner=(about.owner or "") if about else "",
        )
        foreign = writer.find_task(wanted)
        outcome = Outcome(foreign=foreign) if foreign else writer.make_task(wanted)
        faults.reach("crm.sent")
        _taken(row, outcome)


def _members(writer: Writer, rows: Sequence[CrmWrite]) -> None:
    by_campaign: dict[str, list[CrmWrite]] = {}
    for row in rows:
        by_campaign.setdefault(row.record, []).append(row)
    for campaign, members in by_campaign.items():
        outcomes = writer.add_members(campaign, [row.field for row in members])
        faults.reach("crm.sent")
        for row in members:
            _taken(row, outcomes[row.field])


def _taken(row: CrmWrite, outcome: Outcome) -> None:
    if outcome.is_good:
        _end(row, _State.WRITTEN, last=outcome.foreign)
    else:
        _end(row, _State.FAILED, words=outcome.words)


def _end(row: CrmWrite, state: str, *, words: str = "", **told: str) -> None:
    held = CrmWrite.objects.filter(pk=row.pk, state=_State.CLAIMED, lease_by=row.lease_by)
    is_written = {"written_at": timezone.now()} if state == _State.WRITTEN else {}
    held.update(
        state=state, words=words[:500], lease_until=None, lease_by="",
        attempts=row.attempts + 1, **told, **is_written,
    )  # fmt: skip
