"""Steps that come due: who leaves, who gets a mail, and when the next step is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet

from accord.plays import audience, gate, leaving, waiting
from accord.plays.audience import Scene, Somebody
from accord.program.playbook import Play
from accord.server import faults
from accord.server.playing import checking, enrolling, people, standings, tasks
from accord.server.records.models import Campaign, Enrolment, PlayTask, Sending
from accord.server.records.queries import campaigns, programs
from accord.values import time

AT_ONCE: Final = 500
_PER_INSERT: Final = 500
_DAY: Final = timedelta(days=1)
_OPEN: Final = (Sending.State.WAITING, Sending.State.CLAIMED)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What steps of one campaign read of the accounts that are due."""

    campaign: Campaign
    play: Play
    starts: Mapping[int, int]
    """The day on which the play began at each account."""
    people: Mapping[int, Sequence[Somebody]]
    filled: Mapping[int, frozenset[str]]
    standings: Mapping[int, leaving.Standing]
    invited: Mapping[int, frozenset[int]]
    so_far: Mapping[int, waiting.SoFar]
    frozen: Mapping[int, datetime]


def run(now: datetime, at_most: int = AT_ONCE) -> int:
    """Do the steps of campaigns that are due; return at how many accounts.

    Everything of a batch is committed at once, so a worker that is killed forgets nothing and
    does nothing twice: a mail is unique by campaign, step and person.
    """
    with transaction.atomic():
        due = list(_locked(_due(now)).select_related("campaign").order_by("due_at", "pk")[:at_most])
        for campaign in {row.campaign_id: row.campaign for row in due}.values():
            mine = [row for row in due if row.campaign_id == campaign.pk]
            _do(_ground(campaign, mine, now), mine, now)
        faults.reach("steps.done")
    return len(due)


def review(now: datetime) -> int:
    """Let the accounts leave that the published picture says have left; return how many."""
    left = 0
    for campaign in Campaign.objects.filter(state=Campaign.State.RUNNING):
        live = campaign.enrolments.filter(state=Enrolment.State.LIVE).order_by("pk")
        for rows in _in_parts(list(live.select_related("campaign"))):
            play, found = campaigns.play_of(campaign), standings.of(_starts(rows))
            asked = {row.account: leaving.leave(play, found[row.account]) for row in rows}
            exits = {account: exit_ for account, exit_ in asked.items() if exit_ is not None}
            with transaction.atomic():
                leave(rows, exits, now)
            left += len(exits)
    return left


def leave(rows: Iterable[Enrolment], exits: Mapping[int, leaving.Leave], now: datetime) -> None:
    """Let accounts leave: what was not sent is cancelled, and the log is told."""
    left = [row for row in rows if row.account in exits]
    for row in left:
        found = exits[row.account]
        row.state, row.left_at, row.due_at = Enrolment.State.LEFT, now, None
        row.left_for, row.left_reason = found.to, found.words
        unsent = Sending.objects.filter(
            campaign=row.campaign_id, account=row.account, state__in=_OPEN
        )
        unsent.update(state=Sending.State.CANCELLED, rule=found.sign, words=found.words)
        tasks.take_back(row.campaign_id, row.account, found.words, now)
    _save(left)
    for campaign in {row.campaign_id: row.campaign for row in left}.values():
        enrolling.tell(campaign, [row for row in left if row.campaign_id == campaign.pk])


def _due(now: datetime) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(
        state=Enrolment.State.LIVE, due_at__lte=now, campaign__state=Campaign.State.RUNNING
    )


def _locked(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Keep other workers off these rows, where the database has several writers."""
    if connection.vendor != "postgresql":
        return rows
    return rows.select_for_update(skip_locked=True, of=("self",))


def _ground(campaign: Campaign, due: Sequence[Enrolment], now: datetime) -> _Ground:
    accounts = [row.account for row in due]
    invited: dict[int, set[int]] = {}
    sent = Sending.objects.filter(
        campaign=campaign, account__in=accounts, state=Sending.State.SENT
    ).values_list("account", "person")
    for account, person in sent:
        invited.setdefault(account, set()).add(person)
    there, starts = people.of_accounts(accounts), _starts(due)
    filled = people.filled_roles(accounts)
    for account, posted in tasks.posted(campaign, accounts).items():
        scene = Scene(0, filled.get(account, frozenset()))
        invited.setdefault(account, set()).update(
            who.person for who in audience.choose(posted, there[account], scene)
        )
    return _Ground(
        campaign,
        campaigns.play_of(campaign),
        starts,
        there,
        filled,
        standings.of(starts),
        {account: frozenset(persons) for account, persons in invited.items()},
        tasks.so_far(campaign, starts, there),
        checking.held(accounts, now),
    )


def _starts(rows: Sequence[Enrolment]) -> dict[int, int]:
    """Return the day on which the play began at each account."""
    zone = programs.current_program().zone
    return {row.account: time.day_of(time.to_us(row.starts_at), zone) for row in rows}


def _in_parts(rows: list[Enrolment]) -> Iterator[list[Enrolment]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _do(ground: _Ground, due: Sequence[Enrolment], now: datetime) -> None:
    exits: dict[int, leaving.Leave] = {}
    mails: list[Sending] = []
    work: list[PlayTask] = []
    for row in due:
        until = _waits_until(ground, row, now)
        is_over = row.next_place >= len(ground.play.steps)
        is_over |= until is not None and now >= _end(ground, row)
        found = leaving.leave(ground.play, ground.standings[row.account], is_over=is_over)
        if found is not None:
            exits[row.account] = found
            continue
        if until is not None:
            row.due_at = min(until, max(_end(ground, row), now))
            continue
        if not waiting.is_passed_over(
            ground.play.steps[row.next_place], ground.so_far[row.account]
        ):
            mails += _mails(ground, row, now)
            work += _work(ground, row, now)
        row.next_place += 1
        row.due_at = waiting.next_due(ground.play, row.next_place, row.starts_at, now)
    PlayTask.objects.bulk_create(work, batch_size=_PER_INSERT, ignore_conflicts=True)
    Sending.objects.bulk_create(mails, batch_size=_PER_INSERT, ignore_conflicts=True)
    _save([row for row in due if row.account not in exits])
    leave(due, exits, now)


def _mails(ground: _Ground, row: Enrolment, now: datetime) -> list[Sending]:
    """Return the mails of the step that is due at an account; none for work of the team's."""
    if not gate.is_mail(ground.play, row.next_place):
        return []
    scene = Scene(
        ground.starts[row.account],
        ground.filled.get(row.account, frozenset()),
        ground.invited.get(row.account, frozenset()),
    )
    wanted = ground.play.steps[row.next_place].audience
    found = audience.choose(wanted, ground.people[row.account], scene)
    return [
        Sending(
            campaign=ground.campaign,
            account=row.account,
            person=who.person,
            place=row.next_place,
            email=who.email.strip().lower(),
            name=who.name or "",
            country=(who.country or "")[:10],
            due_at=now,
        )
        for who in found
        if who.email
    ]


def _work(ground: _Ground, row: Enrolment, now: datetime) -> list[PlayTask]:
    """Return the work of the step that is due at an account; none for what leaves by itself."""
    if gate.is_mail(ground.play, row.next_place):
        return []
    return tasks.of_step(row, ground.play, row.next_place, now)


def _waits_until(ground: _Ground, row: Enrolment, now: datetime) -> datetime | None:
    """Return when to ask again, where the step can not be done at an account now."""
    if row.next_place >= len(ground.play.steps):
        return None
    if waiting.lacks(ground.play.steps[row.next_place], ground.so_far[row.account]):
        return now + _DAY
    if gate.is_mail(ground.play, row.next_place):
        return None  # a mail is written, and asks again when it leaves
    return ground.frozen.get(row.account)


def _end(ground: _Ground, row: Enrolment) -> datetime:
    return row.starts_at + timedelta(days=ground.play.length_days)


def _save(rows: Sequence[Enrolment]) -> None:
    fields = ["state", "next_place", "due_at", "left_at", "left_for", "left_reason"]
    Enrolment.objects.bulk_update(rows, fields, batch_size=200)
