"""The measures that rules read beside those of `scoring`: what the CRM and people say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from accord.program import rules, words
from accord.stages import deals, decided
from accord.stages.deals import FAR, Deals, Flags, Grid, Healths, Ints, Terms
from accord.stages.decided import Decision, SignedList

_SILENT_DAYS: Final = 60


@dataclass(frozen=True)
class Told:
    """Everything that journeys of one solution read beside the measures of `scoring`."""

    deals: Deals
    terms: Terms
    healths: Healths
    decisions: list[Decision]
    lists: list[SignedList]
    excluded: Ints
    champion_days: tuple[Ints, Ints]
    lost_champions: Ints


@dataclass(frozen=True)
class Case:
    """One motion over some rows of a block."""

    grid: Grid
    told: Told
    motion_deals: Deals


def _open(case: Case, _within: int | None) -> Ints:
    return deals.open_deals(case.grid, case.motion_deals)


def _won(case: Case, within: int | None) -> Ints:
    return deals.won_within(case.grid, case.motion_deals, within or FAR)


def _owns(case: Case, _within: int | None) -> Ints:
    return deals.owned(case.grid, case.told.deals, case.told.terms).astype(np.int8)


def _renewal(case: Case, _within: int | None) -> Ints:
    return deals.days_to_renewal(case.grid, case.told.terms)


def _health(case: Case, _within: int | None) -> Ints:
    return deals.health(case.grid, case.told.healths)


def _handoff(case: Case, _within: int | None) -> Ints:
    return decided.handoff_state(case.grid, case.told.decisions)


def _champion_lost(case: Case, _within: int | None) -> Ints:
    """A champion who acted once and then fell silent, or who can't be reached any more."""
    accounts, days = case.told.champion_days
    ever = case.grid.counts(accounts, days, np.full(days.size, FAR)) > 0
    lately = case.grid.counts(accounts, days, days + _SILENT_DAYS) > 0
    lost: Flags = ever & ~lately
    rows, is_here = case.grid.rows_of(case.told.lost_champions)
    lost[rows[is_here], -1] = True
    return lost.astype(np.int8)


OWN: Final[Mapping[str, Callable[[Case, int | None], Ints]]] = {
    "open_opportunities": _open,
    "won_in_motion": _won,
    "owns_solution": _owns,
    "days_to_renewal": _renewal,
    "health": _health,
    "handoff_state": _handoff,
    "champion_lost": _champion_lost,
}
"""Measures made here; every other one comes from `scoring.looks`."""


def own_values(case: Case, wanted: set[rules.Wanted]) -> dict[rules.Wanted, Ints]:
    """Compute the measures made here that are asked for."""
    return {one: OWN[one[0]](case, one[1]) for one in wanted if one[0] in OWN}


def is_known(name: str) -> bool:
    """Tell whether a measure is made here."""
    return name in OWN and name in words.MEASURES
