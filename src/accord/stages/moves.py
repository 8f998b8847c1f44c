"""What a walk through stages is told, and what it finds: rules, events, spans and moves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Ints = NDArray[np.integer[Any]]

FAR: Final = 2**29
"""More days than there are between any two; a day and this still fit 32 bits."""


@dataclass(frozen=True)
class Rules:
    """One stage as flags by account and look.

    `enters`: the entry rule holds. `keeps`: something holds the account in the stage
    whatever its age. `expels`: it may not stay. `fades`: it is below its floor.
    """

    enters: Flags
    keeps: Flags | None = None
    expels: Flags | None = None
    fades: Flags | None = None
    fades_for_days: int = 0
    leaves_after_days: int | None = None
    has_restart: bool = False

    @property
    def lasts_as_entered(self) -> bool:
        """Whether a stay goes on wherever the entry rule holds."""
        return self.leaves_after_days is None

    @property
    def is_left_when_faded(self) -> bool:
        """Whether being below the floor for some days ends the stay."""
        return self.leaves_after_days is None and self.fades is not None

    @property
    def is_renewed(self) -> bool:
        """Whether the entry rule starts the clock of a stay anew."""
        return self.leaves_after_days is not None and self.has_restart

    @property
    def is_barred_after(self) -> bool:
        """Whether a stay that expired bars the way back until the entry rule stops holding."""
        return self.leaves_after_days is not None and not self.has_restart

    @property
    def lasts(self) -> int:
        """How many days a stay lasts on its own."""
        if self.leaves_after_days is not None:
            return self.leaves_after_days
        return FAR if self.is_left_when_faded else -FAR


@dataclass(frozen=True)
class Events:
    """Hard events: an account moves forward to a stage on the event's own day."""

    accounts: Ints
    stages: Ints
    days: Ints

    @staticmethod
    def none() -> "Events":
        """Return no events at all."""
        empty = np.zeros(0, np.int64)
        return Events(empty, empty, empty)


@dataclass(frozen=True)
class Walk:
    """Every move: account (its row), stage entered, day, and the look that saw it."""

    accounts: Ints
    stages: Ints
    days: Ints
    looks: Ints
    is_hard: Flags

    def of(self, accounts: Ints) -> "Walk":
        """Return the same moves under other numbers of accounts."""
        return replace(self, accounts=accounts)

    def where(self, keeps: Flags | Ints) -> "Walk":
        """Return the moves that are flagged, or those at some places, in that order."""
        return Walk(
            self.accounts[keeps],
            self.stages[keeps],
            self.days[keeps],
            self.looks[keeps],
            self.is_hard[keeps],
        )


@dataclass(frozen=True)
class Span:
    """Where a motion applies: from and to which look, by account (to is excluded)."""

    first: Ints
    end: Ints


@dataclass(frozen=True)
class Part:
    """One motion: its stages, what forces a move, and where it applies."""

    rules: Sequence[Rules]
    events: Events
    span: Span

    def walkers(self) -> Ints:
        """Return the rows that may leave the first stage at all; most accounts never do."""
        moves = np.zeros(self.span.first.size, np.bool_)
        for rule in self.rules[1:]:
            moves |= rule.enters.any(axis=1)
        moves[self.events.accounts] = True
        return np.flatnonzero(moves & (self.span.first < self.span.end))
