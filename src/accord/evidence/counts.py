"""Counts that vary more than chance alone: how surprising a high one is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]


def dispersion(counts: NDArray[Any], expected: Reals) -> float:
    """Estimate alpha of variance = mean + alpha * mean**2, pooled over all counts; 0 if none.

    By moments: the sum of squared surprises beyond Poisson's, over the sum of squared means.
    """
    weight = float(np.sum(expected**2))
    if weight == 0:
        return 0.0
    excess = float(np.sum((counts - expected) ** 2 - expected))
    return max(excess / weight, 0.0)


def upper_tail(observed: NDArray[Any], expected: Reals, alpha: float) -> Reals:
    """Return the chance of a count at least as high: negative binomial, Poisson at alpha 0."""
    from scipy import special

    at_least = np.maximum(np.asarray(observed, np.float64), 0)
    mean = np.maximum(expected, 1e-12)
    if alpha <= 0:
        tail = special.gammainc(np.maximum(at_least, 1), mean)
    else:
        size = 1 / alpha
        tail = special.betainc(np.maximum(at_least, 1), size, mean / (mean + size))
    return np.where(at_least == 0, 1.0, tail)
