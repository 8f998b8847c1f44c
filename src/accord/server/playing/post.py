"""Mails that are due leave once: claimed, asked about, handed over, and settled."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from accord.facts import keys, tables
from accord.server import faults, fresh, jobs, own_facts
from accord.server.mailing import building
from accord.server.mailing import how as hows
from accord.server.mailing.how import How
from accord.server.mailing.outcomes import Outcome
from accord.server.playing import checking
from accord.server.playing.checking import Verdict
from accord.server.records.models import Campaign, Sending
from accord.server.records.queries import campaigns, programs
from accord.values import time

AT_ONCE: Final = 250
"""So many are asked about together: what is said while they leave is heard before the next.

A word of the person's own, or of the team's, stops those as well that wait to be handed over.
"""
_LEASE: Final = timedelta(seconds=300)
_BACKOFF: Final = timedelta(minutes=1)
_ATTEMPTS: Final = 6
_State = Sending.State


Deliver = Callable[[Sending], Outcome]
Ready = Callable[[Sequence[Sending]], Deliver]
"""Gets ready for the mails of a batch that may go, and returns what delivers one of them."""


def run(ready: Ready, now: datetime, at_most: int = AT_ONCE) -> int:
    """Send the mails that are due; return how many were claimed.

    A mail is marked as handed over before the server hears of it: one whose worker dies then is
    unknown, and is never sent again without somebody's word. One that was only claimed waits again.
    """
    give_back(now)
    tell()
    rows = _claim(now, at_most)
    faults.reach("mail.claimed")
    verdicts = checking.check(rows, now) if rows else {}
    going = [row for row in rows if verdicts[row.pk] is checking.GO]
    _put_aside(rows, verdicts)
    if going:
        deliver = ready(going)
        for row in going:
            _hand_over(row, deliver, now)
    tell()
    return len(rows)


def give_back(now: datetime) -> None:
    """Let mails wait again whose worker died, and name those that are unknown."""
    late = Sending.objects.filter(lease_until__lt=now)
    late.filter(state=_State.CLAIMED).update(state=_State.WAITING, lease_until=None, lease_by="")
    words = "the worker ended before the mail server answered"
    late.filter(state=_State.HANDED).update(
        state=_State.UNKNOWN, lease_until=None, rule="no_answer", words=words
    )


def tell() -> None:
    """Tell the log what was sent and was not told yet: each mail once, by its own id."""
    rows = list(
        Sending.objects.filter(state=_State.SENT, is_told=False).select_related("campaign")[:1000]
    )
    if not rows:
        return
    own_facts.tell("touches", [_touch(row) for row in rows])
    how, zone = hows.load(), programs.current_program().zone
    own_facts.tell("activities", [_left(row, how, zone) for row in rows])
    Sending.objects.filter(pk__in=[row.pk for row in rows]).update(is_told=True)
    fresh.mark({row.account for row in rows})
    jobs.enqueue("compact")


def cancel(emails: Sequence[str], rule: str, words: str) -> int:
    """Take back what waits for some addresses; a mail that is being claimed is stopped too."""
    waiting = Sending.objects.filter(
        email__in=[email.strip().lower() for email in emails],
        state__in=(_State.WAITING, _State.CLAIMED),
    )
    return waiting.update(state=_State.CANCELLED, rule=rule, words=words, lease_until=None)


def _claim(now: datetime, at_most: int) -> list[Sending]:
    mine = f"{jobs.identity()}:{secrets.token_hex(4)}"
    due = Sending.objects.filter(
        state=_State.WAITING, due_at__lte=now, campaign__state=Campaign.State.RUNNING
    ).order_by("due_at", "pk")
    with transaction.atomic():
        if connection.vendor == "postgresql":
            due = due.select_for_update(skip_locked=True, of=("self",))
        numbers = list(due.values_list("pk", flat=True)[:at_most])
        Sending.objects.filter(pk__in=numbers, state=_State.WAITING).update(
            state=_State.CLAIMED, lease_until=now + _LEASE, lease_by=mine
        )
    held = Sending.objects.filter(state=_State.CLAIMED, lease_by=mine)
    return list(held.select_related("campaign").order_by("due_at", "pk"))


def _hand_over(row: Sending, deliver: Deliver, now: datetime) -> None:
    held = Sending.objects.filter(pk=row.pk, lease_by=row.lease_by)
    row.attempts += 1
    taken = held.filter(state=_State.CLAIMED).update(
        state=_State.HANDED, sent_at=now, attempts=row.attempts, lease_until=now + _LEASE
    )
    if not taken:
        return  # cancelled, or its lease ran out, while others left
    faults.reach("mail.handed")
    outcome = deliver(row)
    faults.reach("mail.delivered")
    held.filter(state=_State.HANDED).update(**_settled(row, outcome, now), lease_until=None)
    faults.reach("mail.settled")


def _settled(row: Sending, outcome: Outcome, now: datetime) -> dict[str, object]:
    words = outcome.answer[:500]
    if outcome.state == "sent":
        return {"state": _State.SENT, "rule": "", "words": words}
    if outcome.state == "unknown":
        return {"state": _State.UNKNOWN, "rule": "no_answer", "words": words}
    if outcome.state == "later" and (outcome.is_way_closed or row.attempts < _ATTEMPTS):
        due = now + _BACKOFF * 2 ** min(row.attempts, _ATTEMPTS)
        put = {"state": _State.WAITING, "due_at": due, "sent_at": None, "lease_by": ""}
        return put | {"rule": "server_busy", "words": words}
    return {"state": _State.FAILED, "sent_at": None, "rule": "server_refused", "words": words}


def _put_aside(rows: Sequence[Sending], verdicts: Mapping[int, Verdict]) -> None:
    """Let mails wait, or refuse them, each with its reason; those of one reason together."""
    alike: dict[tuple[Verdict, str, datetime], list[int]] = {}
    for row in rows:
        verdict = verdicts[row.pk]
        if verdict is not checking.GO:
            due = verdict.until or row.due_at
            alike.setdefault((verdict, row.lease_by, due), []).append(row.pk)
    with transaction.atomic():
        for (verdict, lease, due), numbers in alike.items():
            held = Sending.objects.filter(pk__in=numbers, lease_by=lease, state=_State.CLAIMED)
            held.update(
                state=verdict.state,
                due_at=due,
                rule=verdict.rule,
                words=verdict.words[:500],
                lease_until=None,
                lease_by="",
            )


def _touch(row: Sending) -> dict[str, object]:
    step = campaigns.play_of(row.campaign).steps[row.place]
    body = own_facts.fact(
        account=row.account,
        person=row.person,
        play=row.campaign.play,
        step=step.do,
        channel_name="email",
        asset_name=step.asset,
        done_by=row.campaign.owner,
    )
    return body | {"fact_id": f"sending-{row.public}"}


def _left(row: Sending, how: How, zone: ZoneInfo) -> dict[str, Any]:
    """Return that a mail left, by the id that its clicks name: scanners come soon after."""
    body = own_facts.fact(
        kind_name="email_sent",
        channel_name="email",
        campaign=row.campaign.public,
        person_key=keys.email_key(row.email),
        message_id=building.id_of(f"sending-{row.public}", how),
    )
    sent_at = time.to_us(row.sent_at) if row.sent_at else body["occurred_at"]
    head = {"fact_id": f"sending-{row.public}-left", "occurred_at": sent_at}
    return tables.activity(body | head, zone)
