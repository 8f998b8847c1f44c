"""Work of the team: what steps ask for as they come due, and what it brought about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from accord.plays import clock, waiting
from accord.plays.audience import Somebody
from accord.program.playbook import Play, Step
from accord.server.handing.desks import Desks
from accord.server.playing import people
from accord.server.records.models import Campaign, Enrolment, PlayTask, Sending
from accord.server.records.queries import campaigns, programs

UNDONE: Final = (PlayTask.State.TO_APPROVE, PlayTask.State.OPEN)
FOLLOW_UP: Final = 1
"""The round of the work that follows an event."""
_WORK_DAYS: Final = 7
"""Work that no clock promises is due a week after its day."""
_PROMISED: Final = """
    SELECT t.account, coalesce(t.signed_tier, t.tier) AS tier,
        lower(coalesce(m.user_email, a.owner)) AS owner
    FROM {targets} t JOIN {accounts} a USING (account)
    LEFT JOIN {teams} m ON m.account = a.account AND m.part = 'account_executive'
    WHERE list_contains($accounts, t.account)
"""


def of_step(row: Enrolment, play: Play, place: int, now: datetime) -> list[PlayTask]:
    """Return the work that a step asks for at an account, repetitions too."""
    step = play.steps[place]
    asks = waiting.needs_approval(step)
    state = PlayTask.State.TO_APPROVE if asks else PlayTask.State.OPEN
    due = _due_of(step, row, now)
    return [
        PlayTask(
            campaign=row.campaign,
            account=row.account,
            place=place,
            round=number,
            state=state,
            due_at=due + timedelta(days=days),
        )
        for number, days in enumerate(waiting.rounds(step, play.length_days))
    ]


def promised(account: int, name: str, now: datetime) -> datetime:
    """Return when a promise of the service levels is due that begins now at an account."""
    reader = people.reader()
    source = {n: reader.source(n) for n in ("targets", "accounts", "teams")}
    rows = reader.rows(_PROMISED.format(**source), accounts=[account])
    found = rows[0] if rows else {"tier": None, "owner": None}
    program = programs.current_program()
    hours = program.service_levels.promised(name, found["tier"])
    if not hours:
        return now + timedelta(days=_WORK_DAYS)
    return clock.due(Desks(program).chain(found["owner"] or ""), now, hours)


def so_far(
    campaign: Campaign, starts: Mapping[int, int], there: Mapping[int, Sequence[Somebody]]
) -> dict[int, waiting.SoFar]:
    """Return what a campaign has brought about at accounts, given the day it began there."""
    reached: dict[int, set[int]] = {account: set() for account in starts}
    mine = Sending.objects.filter(
        campaign=campaign, account__in=list(starts), state=Sending.State.SENT
    )
    for account, person in mine.values_list("account", "person"):
        reached[account].add(person)
    for account, day in starts.items():
        acted = (who for who in there[account] if who.last_day is not None)
        reached[account] |= {who.person for who in acted if (who.last_day or 0) >= day}
    steps = campaigns.play_of(campaign).steps
    parcels = _parcels(campaign, starts)
    signed = set(campaigns.signed()) if any(step.gate for step in steps) else set(starts)
    return {
        account: waiting.SoFar(len(reached[account]), account in parcels, account in signed)
        for account in starts
    }


def posted(campaign: Campaign, accounts: Sequence[int]) -> dict[int, list[str]]:
    """Return to which audiences of accounts something goes by post: approved, or gone already."""
    play = campaigns.play_of(campaign)
    found: dict[int, list[str]] = {}
    approved = PlayTask.objects.filter(
        campaign=campaign,
        account__in=accounts,
        place__in=waiting.posted_places(play),
        state__in=(PlayTask.State.OPEN, PlayTask.State.DONE),
    )
    for account, place in approved.values_list("account", "place"):
        found.setdefault(account, []).extend(play.steps[place].audience)
    return found


def take_back(campaign_id: int, account: int, words: str, now: datetime) -> None:
    """Take back work that is not done yet, because the account has left."""
    undone = PlayTask.objects.filter(campaign=campaign_id, account=account, state__in=UNDONE)
    undone.update(state=PlayTask.State.CANCELLED, words=words, ended_at=now)


def _parcels(campaign: Campaign, accounts: Iterable[int]) -> set[int]:
    done = PlayTask.objects.filter(
        campaign=campaign,
        account__in=list(accounts),
        place__in=waiting.posted_places(campaigns.play_of(campaign)),
        state=PlayTask.State.DONE,
    )
    return set(done.values_list("account", flat=True))


def _due_of(step: Step, row: Enrolment, now: datetime) -> datetime:
    if step.clock:
        return promised(row.account, step.clock, now)
    return now + timedelta(days=_WORK_DAYS)
