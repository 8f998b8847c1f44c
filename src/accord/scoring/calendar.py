"""Looks: the last days of the workspace's weeks, and today."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

WEEK: Final = 7
_EPOCH_WEEKDAY: Final = 3
"""1970-01-01 was a Thursday, where Monday is 0."""
LONGEST_DAYS: Final = 5 * 366
"""No look is further back: a fact with a broken date makes no century of looks."""


def last_of_week(day: int, first_weekday: int) -> int:
    """Return the last day of the workspace's week that a day is in."""
    return day + (first_weekday - 1 - _EPOCH_WEEKDAY - day) % WEEK


def looks(first_day: int, today: int, first_weekday: int) -> Ints:
    """Return the days of all looks from a first day's week up to today, and today itself."""
    start = last_of_week(max(first_day, today - LONGEST_DAYS), first_weekday)
    days = np.arange(start, today + 1, WEEK, dtype=np.int64)
    return days if days.size and days[-1] == today else np.append(days, np.int64(today))


def recent(today: int, first_weekday: int, weeks: int) -> Ints:
    """Return the days of the last so many looks before today, and today itself."""
    return looks(today - WEEK * weeks, today, first_weekday)[-(weeks + 1) :]
