"""What a holdout can show: the smallest effect that is found four times out of five."""

import math
from typing import Final

import numpy as np
from scipy import special, stats

ALPHA: Final = 0.05
POWER: Final = 0.8
_EXACT_CELLS: Final = 40_000
"""Up to so many pairs of outcomes are counted one by one; beyond that they are near normal."""


def detectable_share(treated: int, held_out: int, base: float) -> float | None:
    """Return the smallest share among treated accounts that would be told from `base`.

    `base` is the share without the play, from 0 to 1; two-sided at 5 %, power 80 %. Small arms are
    counted exactly under Fisher's test, large ones by the arcsine approximation (Cohen 1988).
    None when not even all of them would be enough, or an arm is empty.
    """
    if treated < 1 or held_out < 1:
        return None
    if (treated + 1) * (held_out + 1) > _EXACT_CELLS:
        reach = _quantiles() * math.sqrt(1 / treated + 1 / held_out)
        angle = 2 * math.asin(math.sqrt(base)) + reach
        return math.sin(angle / 2) ** 2 if angle < math.pi else None
    is_found = _found(treated, held_out)
    controls = stats.binom.pmf(np.arange(held_out + 1), held_out, base)
    reached = is_found @ controls
    if reached[-1] < POWER:
        return None
    low, high = base, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        if stats.binom.pmf(np.arange(treated + 1), treated, middle) @ reached >= POWER:
            high = middle
        else:
            low = middle
    return high


def detectable_mean(treated: int, held_out: int, correlation: float = 0.0) -> float | None:
    """Return the smallest difference of means that would be found, in standard deviations.

    `correlation` is that of the outcome with its own past, which adjusting for it takes out.
    None when an arm has fewer than two accounts.
    """
    if min(treated, held_out) < 2:  # noqa: PLR2004 - no spread without two
        return None
    freedom = treated + held_out - 2
    reach = float(special.stdtrit(freedom, 1 - ALPHA / 2) + special.stdtrit(freedom, POWER))
    return reach * math.sqrt((1 / treated + 1 / held_out) * (1 - correlation**2))


def _found(treated: int, held_out: int) -> np.ndarray:
    """Return which outcomes Fisher's exact test calls different: rows treated, columns held out."""
    found = np.zeros((treated + 1, held_out + 1), dtype=np.float64)
    whole = treated + held_out
    for total in range(whole + 1):
        first, last = max(0, total - held_out), min(total, treated)
        hits = np.arange(first, last + 1)
        chances = stats.hypergeom.pmf(hits, whole, total, treated)
        p = np.array([chances[chances <= one * (1 + 1e-7)].sum() for one in chances])
        found[hits, total - hits] = p <= ALPHA
    return found


def _quantiles() -> float:
    return float(special.ndtri(1 - ALPHA / 2) + special.ndtri(POWER))
