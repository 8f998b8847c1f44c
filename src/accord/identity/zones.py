"""When the workspace's clocks changed: spans of time with one offset, for days in SQL."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from accord.engine.session import Session
from accord.values import time

_BEGIN: Final = datetime(1995, 1, 1, tzinfo=UTC)
_END: Final = datetime(2060, 1, 1, tzinfo=UTC)
_FIRST_US: Final = time.to_us(_BEGIN)
_DAY_US: Final = 86_400 * time.SECOND
_WEEK_US: Final = 7 * _DAY_US
_MINUTE: Final = timedelta(minutes=1)


@lru_cache(maxsize=16)
def spans(zone: ZoneInfo) -> tuple[tuple[int, int, int], ...]:
    """Return (from, to, offset) in microseconds; one offset holds from `from` until before `to`."""
    moment = _BEGIN
    found, start, offset = [], -time.LAST, _offset(moment, zone)
    while moment < _END:
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


def register_weeks(session: Session, zone: ZoneInfo) -> None:
    """Register `zone_weeks`, which `joined` and `joined_day` read."""
    session.register("zone_weeks", _weeks(zone))


@lru_cache(maxsize=16)
def _weeks(zone: ZoneInfo) -> pa.Table:
    """Return each week with its offset, and with the later one from the change in it, if any.

    No week has two changes: `spans` looks for them a week at a time.
    """
    begins, _, offsets = np.array(spans(zone), dtype=np.int64).T
    opens = np.arange(_FIRST_US, time.to_us(_END), _WEEK_US)
    place = np.searchsorted(begins, opens, side="right") - 1
    following = np.minimum(place + 1, begins.size - 1)
    columns = {
        "week": np.arange(opens.size),
        "before_us": offsets[place],
        "changed_at": np.where(following > place, begins[following], time.LAST),
        "after_us": offsets[following],
    }
    return pa.table(columns)


def joined(*columns: str) -> str:
    """Return the SQL that joins the week of each time, for `joined_day`.

    A join is planned in a fifth of the time that the long case of `day_of` takes, which is
    what counts where one account is derived in a request.
    """
    return " ".join(
        f"LEFT JOIN zone_weeks AS {_week(column)} "
        f"ON {_week(column)}.week = ({column} - {_FIRST_US}) // {_WEEK_US}"
        for column in columns
    )


def joined_day(column: str, zone: ZoneInfo) -> str:
    """Return the SQL for the day, in the zone, of a time whose week is joined."""
    known, week = spans(zone), _week(column)
    return (
        f"CAST(({column} + CASE WHEN {column} >= {week}.changed_at THEN {week}.after_us "
        f"WHEN {week}.week IS NOT NULL THEN {week}.before_us "
        f"WHEN {column} < {_FIRST_US} THEN {known[0][2]} ELSE {known[-1][2]} END) "
        f"// {_DAY_US} AS INTEGER)"
    )


def _week(column: str) -> str:
    return f"{column.rsplit('.', maxsplit=1)[-1]}_week"


@lru_cache(maxsize=256)
def offset_of(column: str, zone: ZoneInfo) -> str:
    """Return the SQL for the zone's offset at a time, the latest span asked first."""
    known = spans(zone)
    cases = " ".join(
        f"WHEN {column} >= {start} THEN {offset}" for start, _, offset in reversed(known[1:])
    )
    first = known[0][2]
    return f"CASE {cases} ELSE {first} END" if cases else str(first)
