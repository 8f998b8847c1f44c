"""How well scores tell wins from losses: the area under the curve, with a clustered interval."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Reals: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]

Z95: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Area:
    """The chance that a win scores above a loss, its standard error and its 95 % interval."""

    value: float
    error: float

    @property
    def low(self) -> float:
        """The lower end of the 95 % interval."""
        return max(0.0, self.value - Z95 * self.error)

    @property
    def high(self) -> float:
        """The upper end of the 95 % interval."""
        return min(1.0, self.value + Z95 * self.error)


def area(scores: Reals, outcome: Flags, groups: Ints | None = None) -> Area | None:
    """Return the area under the curve; None unless there are wins and losses.

    The error is DeLong's; with `groups`, rows of one group may be alike (Obuchowski 1997).
    Ties count half.
    """
    wins, losses = scores[outcome], scores[~outcome]
    if not wins.size or not losses.size:
        return None
    of_wins = _placements(wins, losses)
    of_losses = 1 - _placements(losses, wins)
    value = float(of_wins.mean())
    named = np.arange(scores.size) if groups is None else groups
    _, places = np.unique(named, return_inverse=True)
    count = int(places.max()) + 1
    surplus_win = np.bincount(places[outcome], of_wins - value, minlength=count) / wins.size
    surplus_loss = np.bincount(places[~outcome], of_losses - value, minlength=count) / losses.size
    spread = float(np.sum((surplus_win + surplus_loss) ** 2))
    widened = spread * count / (count - 1) if count > 1 else np.inf
    return Area(value, float(np.sqrt(widened)))


def _placements(these: Reals, others: Reals) -> Reals:
    """Return for each score the share of the others below it, ties half."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, these, side="left")
    up_to = np.searchsorted(ordered, these, side="right")
    found: Reals = (below + up_to) / (2 * others.size)
    return found
