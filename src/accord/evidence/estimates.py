"""Shares and means with their 95 % intervals."""

import math
from collections.abc import Sequence
from typing import Final

from scipy import special

from accord.values.estimate import Badge, Estimate

_LEVEL: Final = 0.975
_Z: Final = 1.959963984540054


def of_share(successes: int, n: int) -> Estimate:
    """Return a share with Wilson's interval, which stays within 0 and 1 at any n above 0."""
    if n == 0:
        return Estimate.unknown()
    share = successes / n
    scale = 1 + _Z**2 / n
    middle = (share + _Z**2 / (2 * n)) / scale
    reach = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / scale
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return Estimate(share, min(low, share), max(high, share), Badge.DESCRIPTIVE, n)


def of_mean(values: Sequence[float]) -> Estimate:
    """Return a mean with Student's interval; unknown below two values."""
    n = len(values)
    if n < 2:  # noqa: PLR2004  one value has no spread
        return Estimate.unknown(n)
    mean = math.fsum(values) / n
    variance = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
    reach = float(special.stdtrit(n - 1, _LEVEL)) * math.sqrt(variance / n)
    return Estimate(mean, mean - reach, mean + reach, Badge.DESCRIPTIVE, n)
