"""When the workspace's clocks changed: spans of time with one offset, for days in SQL."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from accord.engine.session import Session
from accord.values import time

_FIRST_YEAR: Final = 1980
_LAST_YEAR: Final = 2070
_DAY_US: Final = 86_400 * time.SECOND
_MINUTE: Final = timedelta(minutes=1)


@lru_cache(maxsize=16)
def spans(zone: ZoneInfo) -> tuple[tuple[int, int, int], ...]:
    """Return (from, to, offset) in microseconds; one offset holds from `from` until before `to`."""
    moment = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)
    end = datetime(_LAST_YEAR, 1, 1, tzinfo=UTC)
    found, start, offset = [], -time.LAST, _offset(moment, zone)
    while moment < end:
        following = moment + timedelta(days=7)
        if (changed := _offset(following, zone)) != offset:
            at = time.to_us(_change(moment, following, zone))
            found.append((start, at, offset))
            start, offset = at, changed
        moment = following
    return (*found, (start, time.LAST, offset))


def _offset(moment: datetime, zone: ZoneInfo) -> int:
    delta = moment.astimezone(zone).utcoffset() or timedelta()
    return (delta.days * 86_400 + delta.seconds) * time.SECOND


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Find the first minute that has the offset of `after`."""
    offset = _offset(after, zone)
    while after - before > _MINUTE:
        middle = before + (after - before) // (2 * _MINUTE) * _MINUTE
        before, after = (before, middle) if _offset(middle, zone) == offset else (middle, after)
    return after


def register(session: Session, zone: ZoneInfo) -> None:
    """Register `zone_spans` (from_us, to_us, offset_us)."""
    columns = list(zip(*spans(zone), strict=True))
    names = ("from_us", "to_us", "offset_us")
    arrays = [pa.array(list(column), pa.int64()) for column in columns]
    session.register("zone_spans", pa.table(arrays, names=list(names)))


def day_of(time_column: str, span: str) -> str:
    """Return SQL for the day of a time, given the alias of the span that holds it."""
    return f"CAST(({time_column} + {span}.offset_us) // {_DAY_US} AS INTEGER)"


def join(time_column: str, span: str) -> str:
    """Return SQL that joins the span that holds a time."""
    return (
        f"JOIN zone_spans AS {span} "
        f"ON {time_column} >= {span}.from_us AND {time_column} < {span}.to_us"
    )
