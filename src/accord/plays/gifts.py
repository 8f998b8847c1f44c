"""Gifts within the rules: what a person may be given, in a year too, and who is given nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from accord.plays.audience import Somebody
from accord.program.playbook import Step
from accord.program.reach import Gifts


@dataclass(frozen=True, slots=True)
class Asked:
    """A gift that somebody is asked to approve at one account."""

    cost: int
    """What it costs at the account, in whole units of money."""
    people: tuple[Somebody, ...]
    industry: str = ""
    given: Mapping[int, int] | None = None
    """What each person was given in the year before, in whole units of money."""
    is_policy_asked: bool = False


def is_gift(step: Step) -> bool:
    """Tell whether a step falls under the rules of gifts."""
    return step.approval == "gifts"


def of_each(asked: Asked) -> int:
    """Return what one person is given: an equal part of the cost, rounded up."""
    return -(-asked.cost // max(len(asked.people), 1))


def suggested(rules: Gifts, people: int, planned: int) -> int:
    """Return the cost to begin with: what was planned, within what so many may be given."""
    most = rules.per_person_at_most
    return planned if most is None or not people else min(planned, most * people)


def refused(rules: Gifts, asked: Asked) -> str:
    """Say why a gift may not be given and what would; empty where it may."""
    forbidden = rules.keeping(asked.industry)
    if forbidden:
        return f"reach.gifts.never_for has {forbidden}: nobody at this account is given anything"
    if not asked.people:
        return (
            "nobody whom the step is for is known here and may be contacted; "
            "say who plays which role first"
        )
    if rules.is_asked_first and not asked.is_policy_asked:
        return "ask whether the recipient's own rules allow gifts, and tick that they do"
    each, most = of_each(asked), rules.per_person_at_most
    if most is not None and each > most:
        return (
            f"{_money(rules, each)} a person is more than reach.gifts allows "
            f"({_money(rules, most)}): at most {_money(rules, most * len(asked.people))} "
            f"for {len(asked.people)}"
        )
    return _above_the_year(rules, asked, each)


def _above_the_year(rules: Gifts, asked: Asked, each: int) -> str:
    most = rules.per_person_per_year_at_most
    if most is None:
        return ""
    before = asked.given or {}
    full = [who for who in asked.people if before.get(who.person, 0) + each > most]
    if not full:
        return ""
    names = ", ".join(
        f"{who.name or who.email or 'somebody'} (had {_money(rules, before.get(who.person, 0))})"
        for who in full
    )
    return (
        f"{_money(rules, each)} more would be above {_money(rules, most)} a person a year "
        f"(reach.gifts) for {names}"
    )


def _money(rules: Gifts, amount: int) -> str:
    return f"{amount:,} {rules.currency or ''}".strip()
