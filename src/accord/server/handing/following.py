"""How far a follow-up is: people, touches and channels since it was accepted, and its outcome."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accord.program.handoffs import Completion
from accord.program.model import Program
from accord.server.handing import promises
from accord.server.handing.desks import Desks
from accord.server.records.models import Handoff
from accord.server.records.queries import picture
from accord.values import ids, time

State = Handoff.State
_SPOKEN: Final = {ids.code32("meeting_held"): "meeting", ids.code32("call_connected"): "call"}
OUTCOMES: Final = (
    "meeting_booked",
    "opportunity_created",
    "nurture",
    "no_interest",
    "no_answer",
)
"""What may come of a follow-up."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What was done since a hand-off was opened, against what completes it."""

    needed: Completion
    people: int
    touches: int
    channels: int
    first_day: int | None
    has_outcome: bool

    @property
    def is_complete(self) -> bool:
        """Whether everything that completes it was done."""
        return (
            self.people >= self.needed.people
            and self.touches >= self.needed.touches
            and self.channels >= self.needed.channels
            and (self.has_outcome or not self.needed.is_outcome_needed)
        )


def progress(row: Handoff, program: Program) -> Progress:
    """Return how far a follow-up is, by the picture that is read."""
    first = time.day_of(time.to_us(row.opened_at), program.zone)
    done = [(day, person, channel) for day, person, channel in _done(row) if day >= first]
    return Progress(
        needed=program.service_levels.complete(row.tier or None),
        people=len({person for _, person, _ in done if person}),
        touches=len(done),
        channels=len({channel for _, _, channel in done if channel}),
        first_day=min((day for day, _, _ in done), default=None),
        has_outcome=bool(row.outcome),
    )


def settle(row: Handoff, now: datetime, program: Program, desks: Desks) -> bool:
    """Move a hand-off on by what was done: first touch, then completion; tell if it moved."""
    found = progress(row, program)
    before = (row.first_touch_on, row.state, row.promise)
    if row.first_touch_on is None and found.first_day is not None:
        row.first_touch_on = found.first_day
        if row.promise in {"hand_raise_first_touch", "first_touch_after_accept"}:
            promises.end(row)
    if row.state == State.ACCEPTED:
        if row.first_touch_on is not None and not row.promise:
            start = row.decided_at or row.opened_at
            promises.begin(row, "follow_up_complete", start, program, desks)
        if found.is_complete:
            row.state, row.done_at = State.DONE, now
            promises.end(row)
    if (row.first_touch_on, row.state, row.promise) == before:
        return False
    row.save()
    return True


def settle_all(now: datetime, program: Program, desks: Desks) -> int:
    """Move every live hand-off on; return how many moved."""
    rows = Handoff.objects.filter(state__in=promises.LIVE).order_by("pk")
    return sum(settle(row, now, program, desks) for row in rows)


def _done(row: Handoff) -> list[tuple[int, int, str]]:
    """Return what we did at the account: day, person, channel."""
    reader = picture.reader()
    if reader is None:
        return []
    touches = [
        (each["day"], each["person"] or 0, each["channel_name"] or "")
        for each in reader.of_account("touches", row.account)
    ]
    spoken = [
        (each["day"], each["person"] or 0, _SPOKEN[each["kind"]])
        for each in reader.of_account("counted", row.account)
        if each["kind"] in _SPOKEN and each["n"] > 0
    ]
    return touches + spoken
