"""Times are aware and UTC; days are the workspace's, counted from 1970-01-01."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

EPOCH: Final = date(1970, 1, 1)
SECOND: Final = 1_000_000
"""Microseconds in a second; fact times are whole microseconds since 1970 in UTC."""
_MINUTE: Final = 60 * SECOND
_WHOLE_MINUTES_FROM: Final = 3 * 366 * 24 * 60
"""Since 1973 clocks of every zone are whole minutes from UTC, so a minute lies in one day."""
LAST: Final = 2**62
"""A time after every fact, for asking "everything that is known"."""


def to_us(moment: datetime) -> int:
    """Count microseconds since 1970 of an aware time; refuse a naive one."""
    if moment.tzinfo is None:
        message = f"{moment} has no time zone"
        raise ValueError(message)
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds


def from_us(microseconds: int) -> datetime:
    """Return the aware UTC time of whole microseconds since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def day_number(day: date) -> int:
    """Count days since 1970-01-01."""
    return (day - EPOCH).days


def from_day(number: int) -> date:
    """Return the date that is so many days after 1970-01-01."""
    return EPOCH + timedelta(days=number)


def day_of(microseconds: int, zone: ZoneInfo) -> int:
    """Return the day number, in the zone, of a time in microseconds."""
    minute = microseconds // _MINUTE
    if minute >= _WHOLE_MINUTES_FROM:
        return _day_of_minute(minute, zone)
    return day_number(from_us(microseconds).astimezone(zone).date())


@lru_cache(maxsize=65_536)
def _day_of_minute(minute: int, zone: ZoneInfo) -> int:
    return day_number(from_us(minute * _MINUTE).astimezone(zone).date())


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last microsecond of a day in the zone, as UTC: what "as of a date" means."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)
