"""The world's weeks, days and hours: which day a week begins, what a clock shows where."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from accord.values import time

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DAY_US: Final = 86_400 * time.SECOND
ZONE_NAMES: Final = ("America/New_York", "Europe/Berlin", "Australia/Sydney")
"""Where the world's people work; the first is also the workspace's zone."""
_WEEKDAY_SHARES: Final = (0.19, 0.21, 0.20, 0.19, 0.13, 0.04, 0.04)
_HOUR_SHARES: Final = (
    *(0.004, 0.003, 0.002, 0.002, 0.003, 0.006, 0.015, 0.035),
    *(0.075, 0.105, 0.110, 0.100, 0.065, 0.085, 0.100, 0.095),
    *(0.075, 0.045, 0.022, 0.015, 0.014, 0.012, 0.007, 0.005),
)
_FISCAL_QUARTER_ENDS: Final = (1, 4, 7, 10)  # the default program's year starts in February


@dataclass(frozen=True)
class Span:
    """The weeks of one world, the last of which ends with the day `until`."""

    until: date
    weeks: int
    history_weeks: int

    @property
    def all_weeks(self) -> int:
        """Weeks lived through, those before the first activity included."""
        return self.weeks + self.history_weeks

    @property
    def last_day(self) -> int:
        """The day number of `until`."""
        return time.day_number(self.until)

    @property
    def first_day(self) -> int:
        """The first day lived through."""
        return self.last_day + 1 - 7 * self.all_weeks

    @property
    def window_day(self) -> int:
        """The first day on which activities are heard."""
        return self.last_day + 1 - 7 * self.weeks

    @property
    def end_us(self) -> int:
        """The last microsecond of `until` in the workspace's zone."""
        return time.to_us(time.end_of_day(self.until, ZoneInfo(ZONE_NAMES[0])))

    @property
    def weekday_shares(self) -> Floats:
        """How activity spreads over the seven days of one of these weeks."""
        weekday = (self.first_day + 3) % 7  # 1970-01-01 was a Thursday
        return np.asarray(np.roll(np.array(_WEEKDAY_SHARES), -weekday), dtype=np.float64)


def hour_shares() -> Floats:
    """Return how activity spreads over the hours of a day."""
    shares = np.array(_HOUR_SHARES)
    return np.asarray(shares / shares.sum(), dtype=np.float64)


@cache
def _noon_offsets(zone_name: str, first: int, last: int) -> Ints:
    zone = ZoneInfo(zone_name)
    offsets = []
    for number in range(first, last + 1):
        noon = datetime.combine(time.from_day(number), datetime.min.time(), tzinfo=zone)
        offset = (noon + timedelta(hours=12)).utcoffset() or timedelta()
        offsets.append(int(offset.total_seconds()) * time.SECOND)
    return np.array(offsets, dtype=np.int64)


def to_utc(day: Ints, micros: Ints, zone: Ints) -> Ints:
    """Turn local days and microseconds since midnight into UTC microseconds.

    The offset is that of the day's noon: the one hour twice a year that this shifts does
    not matter to what people do, and no local time is impossible.
    """
    first, last = int(day.min()), int(day.max())
    tables = np.stack([_noon_offsets(name, first, last) for name in ZONE_NAMES])
    return day * DAY_US + micros - tables[zone, day - first]


@cache
def _changes(first_day: int, last_day: int) -> tuple[Ints, Ints]:
    """Return the instants at which the workspace's offset changes, and the offsets."""
    zone = ZoneInfo(ZONE_NAMES[0])
    instants, offsets = [np.iinfo(np.int64).min], [0]
    for hour in range((first_day - 2) * 24, (last_day + 3) * 24):
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        offset = moment.astimezone(zone).utcoffset() or timedelta()
        shown = int(offset.total_seconds()) * time.SECOND
        if shown != offsets[-1]:
            instants.append(hour * 3600 * time.SECOND)
            offsets.append(shown)
    return np.array(instants, dtype=np.int64), np.array(offsets, dtype=np.int64)


def workspace_days(moments: Ints) -> Ints:
    """Return the day number, in the workspace's zone, of each UTC time."""
    if moments.size == 0:
        return moments
    low, high = int(moments.min()) // DAY_US, int(moments.max()) // DAY_US
    instants, offsets = _changes(low, high)
    offset = offsets[np.searchsorted(instants, moments, side="right") - 1]
    return np.asarray((moments + offset) // DAY_US, dtype=np.int64)


def months_of(days: Ints) -> Ints:
    """Return the month, 1 to 12, of each day number."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months % 12 + 1, dtype=np.int64)


def is_quarter_end(days: Ints) -> npt.NDArray[np.bool_]:
    """Tell which days lie in the last month of a fiscal quarter."""
    is_last = np.zeros(13, dtype=np.bool_)
    is_last[list(_FISCAL_QUARTER_ENDS)] = True
    return np.asarray(is_last[months_of(days)], dtype=np.bool_)


def month_ends(days: Ints) -> Ints:
    """Return the last day of each day's month."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    return np.asarray((months + 1).astype("datetime64[D]").astype(np.int64) - 1, dtype=np.int64)
