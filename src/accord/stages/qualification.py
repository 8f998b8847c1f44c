"""Who is a qualified account: any of the ways, none of the blocks, with the reasons frozen."""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from accord.program import rules
from accord.program.model import Program
from accord.program.stages import QualificationRule
from accord.stages import conditions, deals, decided
from accord.stages.conditions import Field, Flags, Ints
from accord.stages.measures import Case

NAME = "qualification"
"""How stage rules call this rule."""


@dataclass(frozen=True)
class Qualified:
    """By account and look: who qualifies, who is blocked, and by way what holds."""

    flags: Flags
    blocked: Flags
    by_way: tuple[tuple[QualificationRule, Flags], ...]

    def way_at(self, rows: Ints, looks: Ints) -> Ints:
        """Return the place of the first way that held at each (row, look)."""
        held = np.array([flags[rows, looks] for _, flags in self.by_way])
        first: Ints = np.argmax(held, axis=0)
        return first

    def by_hand_raise(self) -> Flags:
        """Tell where somebody's asking is enough to qualify."""
        asked = [flags for way, flags in self.by_way if asks_for(way, "hand_raises")]
        return reduce(np.logical_or, asked, np.zeros_like(self.flags))


def asks_for(way: QualificationRule, measure: str) -> bool:
    """Tell whether a way compares a measure."""
    return any(one.measure == measure for part in way.all for one in rules.conditions(part))


def qualify(program: Program, case: Case, over: Field) -> Qualified:
    """Evaluate every way and every block at every account and look."""
    blocked = blocks(program, case)
    by_way = tuple((way, conditions.all_hold(way.all, over)) for way in program.qualification.any)
    found = reduce(np.logical_or, [flags for _, flags in by_way])
    return Qualified(found & ~blocked, blocked, by_way)


def blocks(program: Program, case: Case) -> Flags:
    """Tell by account and look what keeps an account from qualifying."""
    told, grid = case.told, case.grid
    rows, is_here = grid.rows_of(told.excluded)
    found = np.zeros((grid.accounts.size, grid.looks.size), np.bool_)
    chosen = set(program.qualification.blocked_by)
    if "excluded_account" in chosen:
        found[rows[is_here]] = True
    if "open_opportunity_same_solution" in chosen:
        found |= deals.open_deals(grid, told.deals) > 0
    if "frozen_account" in chosen:
        found |= decided.frozen(grid, told.decisions)
    if "rejected_within_cooldown" in chosen:
        found |= decided.rests(grid, told.decisions)
    if "not_on_signed_list" in chosen:
        found |= decided.off_list(grid, told.lists)
    return found
