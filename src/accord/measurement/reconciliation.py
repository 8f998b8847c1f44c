"""The CRM's open pipeline and ours, step by step: every opportunity's difference has one cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

CAUSES: Final = (
    "rejected",
    "not_read",
    "left_out",
    "closed_by_now",
    "closed_there",
    "changed",
    "no_account",
    "off_list",
)
"""Causes in the order in which they are told, from the CRM's figure to ours."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """One opportunity as the CRM says it is open; whole minor units."""

    minor: int
    currency: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ours:
    """One opportunity as our facts tell it."""

    minor: int | None
    currency: str
    reporting_minor: int | None
    is_closed: bool
    has_account: bool
    is_listed: bool


@dataclass(slots=True)
class Step:
    """What one cause adds to the CRM's figure or takes off it, and which opportunities."""

    cause: str
    minor: int = 0
    ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bridge:
    """From the CRM's figure to ours, in the reporting currency.

    `apart` holds what no rate converts, by currency: the CRM's sum and how many.
    """

    theirs: int
    ours: int
    count_theirs: int
    count_ours: int
    steps: tuple[Step, ...]
    apart: Mapping[str, tuple[int, int]]

    @property
    def unexplained(self) -> int:
        """What no cause accounts for; anything but 0 is an error of ours."""
        return self.ours - self.theirs - sum(step.minor for step in self.steps)


def bridge(
    theirs: Mapping[str, Theirs],
    ours: Mapping[str, Ours],
    reporting: str,
    known: Mapping[str, str],
) -> Bridge:
    """Compare; `known` says of opportunities that our picture lacks why: rejected or left_out.

    Amounts of the CRM are converted at the rate that ours were, so that a difference is never
    one of rates.
    """
    rates = _rates(ours)
    steps = {cause: Step(cause) for cause in CAUSES}
    apart: dict[str, tuple[int, int]] = {}
    sums = [0, 0, 0, 0]
    for one in sorted(theirs.keys() | ours.keys()):
        there, here = theirs.get(one), ours.get(one)
        said = _converted(there, reporting, rates) if there else 0
        if there and said is None:
            total, n = apart.get(there.currency, (0, 0))
            apart[there.currency] = (total + there.minor, n + 1)
            continue
        counted = _counted(here)
        sums[0] += said or 0
        sums[2] += there is not None
        sums[1] += counted or 0
        sums[3] += counted is not None
        _explain(one, (there, here), (said or 0, counted), steps, known)
    told = tuple(step for step in steps.values() if step.ids)
    return Bridge(sums[0], sums[1], sums[2], sums[3], told, apart)


def _counted(here: Ours | None) -> int | None:
    """Return what an opportunity adds to our figure; None when it isn't part of it."""
    if here is None or here.is_closed or not here.is_listed:
        return None
    return here.reporting_minor


def _explain(
    one: str,
    sides: tuple[Theirs | None, Ours | None],
    amounts: tuple[int, int | None],
    steps: Mapping[str, Step],
    known: Mapping[str, str],
) -> None:
    there, here = sides
    said, counted = amounts
    if there is None and (here is None or counted is None):
        return
    if there is None:
        _note(steps["closed_there"], one, counted or 0)
        return
    if here is None:
        _note(steps[known.get(one, "not_read")], one, -said)
        return
    if here.is_closed:
        _note(steps["closed_by_now"], one, -said)
        return
    held = here.reporting_minor if here.reporting_minor is not None else 0
    if held != said:
        _note(steps["changed"], one, held - said)
    if counted is None and here.reporting_minor is not None:
        _note(steps["off_list" if here.has_account else "no_account"], one, -held)


def _note(step: Step, one: str, minor: int) -> None:
    step.minor += minor
    step.ids.append(one)


def _rates(ours: Mapping[str, Ours]) -> dict[str, tuple[int, int]]:
    """Return, by currency, the largest amount of ours with what it is in the reporting one."""
    found: dict[str, tuple[int, int]] = {}
    for here in ours.values():
        if here.minor and here.reporting_minor is not None and not here.is_closed:
            best = found.get(here.currency, (0, 0))
            found[here.currency] = max(best, (here.minor, here.reporting_minor))
    return found


def _converted(there: Theirs, reporting: str, rates: Mapping[str, tuple[int, int]]) -> int | None:
    if there.currency == reporting:
        return there.minor
    if there.minor == 0:
        return 0
    rate = rates.get(there.currency)
    return None if rate is None else round(there.minor * rate[1] / rate[0])


def pairs(steps: Sequence[Step]) -> list[tuple[str, int, int]]:
    """Return cause, amount and count of each step."""
    return [(step.cause, step.minor, len(step.ids)) for step in steps]
