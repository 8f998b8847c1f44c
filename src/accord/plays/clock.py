"""When a promise is due: business hours on the clock of whoever holds it just then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from accord.values.errors import AccordError

_DAY_S: Final = 86_400
_MARGIN: Final = timedelta(hours=15)
_SEARCHED_DAYS: Final = 1_100
_PERCENT: Final = 100
Span = tuple[int, int]
"""Seconds since 1970 from which, and before which, something holds."""


@dataclass(frozen=True, slots=True)
class Desk:
    """When somebody works: days and minutes of their own clock, holidays, absences.

    `weekdays` has 0 for Monday; `minutes` are after midnight, the second one excluded; an
    absence names its first and last day. A country that is not known has no holidays.
    """

    name: str
    zone: ZoneInfo
    weekdays: frozenset[int]
    minutes: tuple[int, int]
    country: str = ""
    away: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment at which somebody is reminded or told: by the share of the promised time."""

    percent: int
    at: datetime


def due(chain: Sequence[Desk], start: datetime, hours: float) -> datetime:
    """Return when so many business hours after a start have passed.

    The chain is the owner, the backup and who stands behind them: whoever is first and not
    away holds the promise, and it is their business hours that count. It is never paused: the
    last of the chain holds it however they are away.
    """
    left = round(hours * 3600)
    begin = _seconds(start)
    for first, last in _working(chain, begin):
        if last - first >= left:
            return datetime.fromtimestamp(first + left, UTC)
        left -= last - first
    message = f"{chain[0].name} has no working hours: mend the calendar or whoever stands in"
    raise AccordError(message)


def passed(chain: Sequence[Desk], start: datetime, now: datetime) -> float:
    """Return how many business hours have passed between two moments."""
    end = _seconds(now)
    total = 0
    for first, last in _working(chain, _seconds(start)):
        if first >= end:
            break
        total += min(last, end) - first
    return total / 3600


def marks(
    chain: Sequence[Desk], start: datetime, hours: float, percents: Sequence[int]
) -> tuple[Mark, ...]:
    """Return when each share of the promised time will have passed."""
    return tuple(Mark(each, due(chain, start, hours * each / _PERCENT)) for each in percents)


def holder(chain: Sequence[Desk], at: datetime) -> Desk:
    """Return who holds a promise at a moment: the first who is not away."""
    return next((desk for desk in chain if not is_away(desk, at)), chain[-1])


def is_away(desk: Desk, at: datetime) -> bool:
    """Tell whether somebody is away at a moment, by the date on their own clock."""
    day = at.astimezone(desk.zone).date()
    return any(first <= day <= last for first, last in desk.away)


def is_known_country(code: str) -> bool:
    """Tell whether the public holidays of a country are known."""
    return code.upper() in holidays.list_supported_countries(include_aliases=False)


def _working(chain: Sequence[Desk], begin: int) -> Iterator[Span]:
    """Yield the spans in which the clock runs, from a moment on."""
    day = datetime.fromtimestamp(begin, UTC).date() - timedelta(days=1)
    done = begin
    for _ in range(_SEARCHED_DAYS):
        window = (max(_midnight(day), done), _midnight(day) + _DAY_S)
        for first, last in sorted(_of_window(chain, day, window)):
            if last > first:
                yield first, last
        done = max(done, window[1])
        day += timedelta(days=1)


def _of_window(chain: Sequence[Desk], day: date, window: Span) -> list[Span]:
    """Return the working spans of each of the chain while they hold the promise."""
    found: list[Span] = []
    held = [window] if window[1] > window[0] else []
    for place, desk in enumerate(chain):
        absent = _absent(desk) if place < len(chain) - 1 else []
        near = (day - timedelta(days=1), day, day + timedelta(days=1))
        open_ = [span for one in near for span in _spans(desk, one)]
        found += _common(_without(held, absent), open_)
        held = _common(held, absent)
    return found


@lru_cache(maxsize=4096)
def _spans(desk: Desk, day: date) -> tuple[Span, ...]:
    """Return the working spans of one day of a desk's own clock, absences aside."""
    if day.weekday() not in desk.weekdays or day in _holidays(desk.country.upper(), day.year):
        return ()
    midnight = _midnight(day)
    begin, end = (midnight + minute * 60 for minute in desk.minutes)
    return tuple(
        (max(first, begin - offset), min(last, end - offset))
        for first, last, offset in _offsets(desk.zone, midnight)
        if max(first, begin - offset) < min(last, end - offset)
    )


def _offsets(zone: ZoneInfo, midnight: int) -> Iterator[tuple[int, int, int]]:
    """Yield the pieces of time around a day in which a zone's offset stays the same."""
    margin = int(_MARGIN.total_seconds())
    first, end = midnight - margin, midnight + _DAY_S + margin
    while first < end:
        offset = _offset(zone, first)
        last = end
        if _offset(zone, end) != offset:
            last = _turn(zone, first, end)
        yield first, last, offset
        first = last


def _turn(zone: ZoneInfo, first: int, last: int) -> int:
    """Return the second at which a zone's offset changes between two that differ."""
    while last - first > 1:
        middle = (first + last) // 2
        if _offset(zone, middle) == _offset(zone, first):
            first = middle
        else:
            last = middle
    return last


def _offset(zone: ZoneInfo, moment: int) -> int:
    found = datetime.fromtimestamp(moment, zone).utcoffset()
    return int(found.total_seconds()) if found is not None else 0


def _absent(desk: Desk) -> list[Span]:
    """Return when a desk's holder is away, in order."""
    found: list[Span] = []
    for first, last in sorted(desk.away):
        span = (_local(desk.zone, first), _local(desk.zone, last + timedelta(days=1)))
        if found and span[0] <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], span[1]))
        else:
            found.append(span)
    return found


def _local(zone: ZoneInfo, day: date) -> int:
    """Return the second at which a day begins on a zone's clock."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def _common(ones: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in ones for b in others)
    return [(first, last) for first, last in pairs if first < last]


def _without(ones: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    for hole in holes:
        parts = ((first, min(last, hole[0])) for first, last in ones)
        rest = ((max(first, hole[1]), last) for first, last in ones)
        ones = [span for span in (*parts, *rest) if span[0] < span[1]]
    return list(ones)


@lru_cache(maxsize=512)
def _holidays(country: str, year: int) -> frozenset[date]:
    if not country or not is_known_country(country):
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=[year]))


def _midnight(day: date) -> int:
    return (day - date(1970, 1, 1)).days * _DAY_S


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
