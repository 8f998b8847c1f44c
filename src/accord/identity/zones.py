"""When the workspace's clocks changed: spans of time with one offset, for days in SQL."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from accord.engine.session import Session
from accord.values import time

_FIRST_YEAR: Final = 1995
_LAST_YEAR: Final = 2060
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


def day_of(column: str, zone: ZoneInfo) -> str:
    """Return the SQL for the day, in the zone, of a time in microseconds."""
    return f"CAST(({column} + {offset_of(column, zone)}) // {_DAY_US} AS INTEGER)"


def make_spans(session: Session, zone: ZoneInfo) -> None:
    """Make `zone_spans` (from_us, to_us, offset_us), which `joined` and `joined_day` read."""
    columns = zip(*spans(zone), strict=True)
    arrays = [pa.array(column, pa.int64()) for column in columns]
    session.register("found_spans", pa.table(arrays, ["from_us", "to_us", "offset_us"]))
    session.make("zone_spans", "SELECT * FROM found_spans")


def joined(*columns: str) -> str:
    """Return the SQL that joins the span of each time, for `joined_day`.

    A join is planned in a fifth of the time that the long case of `day_of` takes, which is
    what counts where one account is derived in a request.
    """
    return " ".join(
        f"JOIN zone_spans AS {_span(column)} ON {column} >= {_span(column)}.from_us "
        f"AND {column} < {_span(column)}.to_us"
        for column in columns
    )


def joined_day(column: str) -> str:
    """Return the SQL for the day, in the zone, of a time whose span is joined."""
    return f"CAST(({column} + {_span(column)}.offset_us) // {_DAY_US} AS INTEGER)"


def _span(column: str) -> str:
    return f"{column.rsplit('.', maxsplit=1)[-1]}_span"


@lru_cache(maxsize=256)
def offset_of(column: str, zone: ZoneInfo) -> str:
    """Return the SQL for the zone's offset at a time, the latest span asked first."""
    known = spans(zone)
    cases = " ".join(
        f"WHEN {column} >= {start} THEN {offset}" for start, _, offset in reversed(known[1:])
    )
    first = known[0][2]
    return f"CASE {cases} ELSE {first} END" if cases else str(first)
