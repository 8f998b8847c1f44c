"""Intervals for differences: of two shares, and of anything by resampling whole groups."""

import math
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from accord.values.estimate import Badge, Estimate

Ints: TypeAlias = NDArray[np.int64]

_Z: Final = 1.959963984540054


def share_difference(successes: int, n: int, other_successes: int, other_n: int) -> Estimate:
    """Return the difference of two shares with the interval of Agresti and Caffo (2000)."""
    if n == 0 or other_n == 0:
        return Estimate.unknown(n + other_n)
    one, other = (successes + 1) / (n + 2), (other_successes + 1) / (other_n + 2)
    reach = _Z * math.sqrt(one * (1 - one) / (n + 2) + other * (1 - other) / (other_n + 2))
    value = successes / n - other_successes / other_n
    low, high = max(-1.0, one - other - reach), min(1.0, one - other + reach)
    return Estimate(value, min(low, value), max(high, value), Badge.DESCRIPTIVE, n + other_n)


def resampled(
    measure: Callable[[Ints], float], groups: Ints, *, draws: int = 1000, seed: int = 1
) -> tuple[float, float]:
    """Return a 95 % interval of a measure of rows, by drawing whole groups with replacement.

    `measure` gets row numbers. The seed is fixed, so that the same data give the same interval.
    """
    order = np.argsort(groups, kind="stable").astype(np.int64)
    _, starts = np.unique(groups[order], return_index=True)
    members = np.split(order, starts[1:])
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        chosen = rng.integers(0, len(members), len(members))
        found.append(measure(np.concatenate([members[place] for place in chosen])))
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return float(low), float(high)
