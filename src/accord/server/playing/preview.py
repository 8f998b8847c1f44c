"""Before a launch: who would get which mail now, and which rule keeps whom from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accord.groups import may_contact
from accord.plays import audience, gate
from accord.plays.audience import Scene, Somebody
from accord.program import steps
from accord.server import contact_now
from accord.server.playing import people
from accord.server.records.models import Campaign
from accord.server.records.queries import campaigns


@dataclass(frozen=True, slots=True)
class Step:
    """What one step would do: for how many people at how many accounts, and who is kept out."""

    place: int
    day: int
    verb: str
    channel: str
    by: str
    is_mail: bool
    people: int
    accounts: int
    refused: tuple[tuple[str, str, int], ...] = ()
    """Rule, words and how many people it keeps from the mail."""

    @property
    def allowed(self) -> int:
        """How many people would get it."""
        return self.people - sum(n for _rule, _words, n in self.refused)


def of(campaign: Campaign, now: datetime) -> list[Step]:
    """Return what each step would do if everything were as it is now.

    What people do between now and then changes it: a step for those who answered is empty before.
    """
    play = campaigns.play_of(campaign)
    there = people.of_accounts(campaign.accounts)
    filled = people.filled_roles(campaign.accounts)
    found = []
    refusals: dict[str, tuple[str, str] | None] = {}
    for place, step in enumerate(play.steps):
        chosen = _chosen(step.audience, there, filled)
        is_mail = gate.is_mail(play, place)
        kind = steps.STEP_KINDS[step.do]
        refused: Counter[tuple[str, str]] = Counter()
        if is_mail:
            _ask(chosen, refusals, now)
            for who in chosen:
                said = refusals.get((who.email or "").strip().lower(), _NO_ADDRESS)
                refused.update([said] if said else [])
        found.append(
            Step(
                place,
                step.day,
                kind.verb,
                kind.channel,
                step.by or "",
                is_mail,
                len(chosen),
                len({who.account for who in chosen}) if step.audience else len(there),
                tuple((rule, words, n) for (rule, words), n in refused.most_common()),
            )
        )
    return found


_NO_ADDRESS = ("no_address", "there is no address to write to")


def _chosen(
    wanted: Sequence[str],
    there: Mapping[int, list[Somebody]],
    filled: Mapping[int, frozenset[str]],
) -> list[Somebody]:
    return [
        who
        for account, persons in there.items()
        for who in audience.choose(wanted, persons, Scene(0, filled.get(account, frozenset())))
    ]


def _ask(
    chosen: Sequence[Somebody], known: dict[str, tuple[str, str] | None], now: datetime
) -> None:
    """Ask about addresses that were not asked about yet."""
    new = {who.email.strip().lower() for who in chosen if who.email} - known.keys()
    if not new:
        return
    for address, standing in contact_now.standings_of(new, now).items():
        answer = may_contact.may_contact(standing, "email", "marketing", now)
        known[address] = None if answer.is_allowed else (answer.rule, answer.words)
