"""The promise that runs on a hand-off: when it is due, who is reminded and told."""

from datetime import datetime
from typing import Final

from django.db.models import F

from accord.plays import clock
from accord.plays.clock import Mark
from accord.program.handoffs import ServiceLevels
from accord.program.model import Program
from accord.server.handing.desks import Desks
from accord.server.records.models import Handoff, HandoffNotice

State = Handoff.State
LIVE: Final = (State.OPEN, State.ACCEPTED)


def begin(row: Handoff, promise: str, start: datetime, program: Program, desks: Desks) -> None:
    """Let a promise run from a moment; nothing runs where the rules promise nothing."""
    row.promise_hours = program.service_levels.promised(promise, row.tier or None)
    row.promise, row.promise_from = promise, start
    reckon(row, program, desks)


def end(row: Handoff) -> None:
    """Let no promise run any more."""
    row.promise, row.promise_from, row.promise_hours = "", None, None
    row.due_at = row.next_mark_at = None


def reckon(row: Handoff, program: Program, desks: Desks) -> None:
    """Work out anew when a promise is due, by who holds it and when they work."""
    row.due_at = row.next_mark_at = None
    if row.promise_from is None or not row.promise_hours:
        return
    chain = desks.chain(row.owner)
    row.due_at = clock.due(chain, row.promise_from, row.promise_hours)
    told = set(_told(row))
    row.next_mark_at = min(
        (m.at for m in _marks(row, program.service_levels, desks) if m.percent not in told),
        default=None,
    )


def tell_due(now: datetime, program: Program, desks: Desks) -> int:
    """Write the reminders and escalations that are due; return how many."""
    rows = Handoff.objects.filter(state__in=LIVE, next_mark_at__lte=now).order_by("pk")
    return sum(_tell(row, now, program, desks) for row in rows)


def share_passed(row: Handoff, now: datetime, desks: Desks) -> float | None:
    """Return how much of the promised time has passed, 1.0 when it is due."""
    if row.promise_from is None or not row.promise_hours:
        return None
    return clock.passed(desks.chain(row.owner), row.promise_from, now) / row.promise_hours


def _tell(row: Handoff, now: datetime, program: Program, desks: Desks) -> int:
    told = set(_told(row))
    late = {one.at_percent: one.to for one in program.service_levels.escalate}
    n = 0
    for mark in _marks(row, program.service_levels, desks):
        if mark.at > now or mark.percent in told:
            continue
        HandoffNotice.objects.get_or_create(
            handoff=row,
            promise=row.promise,
            percent=mark.percent,
            defaults={
                "to": _whom(row, late.get(mark.percent), mark.at, desks),
                "is_escalation": mark.percent in late,
                "at": mark.at,
            },
        )
        n += 1
    reckon(row, program, desks)
    row.save(update_fields=["due_at", "next_mark_at"])
    return n


def _whom(row: Handoff, to: str | None, at: datetime, desks: Desks) -> str:
    """Return who is told: whoever holds it, their manager, or the manager's manager."""
    if to is None:
        return clock.holder(desks.chain(row.owner), at).name
    manager = desks.manager(row.owner)
    above = manager if to == "manager" else desks.manager(manager) or manager
    return above or next(iter(desks.leads), row.owner)


def _told(row: Handoff) -> list[int]:
    if row.pk is None:
        return []
    notices = HandoffNotice.objects.filter(handoff=row, promise=F("handoff__promise"))
    return list(notices.values_list("percent", flat=True))


def _marks(row: Handoff, levels: ServiceLevels, desks: Desks) -> tuple[Mark, ...]:
    percents = sorted({*levels.remind_at_percent, *(one.at_percent for one in levels.escalate)})
    if row.promise_from is None or row.promise_hours is None:
        return ()
    return clock.marks(desks.chain(row.owner), row.promise_from, row.promise_hours, percents)
