"""Dates and times as programs write them; which number is the day is asked, never guessed."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from accord.connectors.files.outcome import Outcome, Read, unread
from accord.values import time

ORDERS: Final = ("dmy", "mdy", "ymd")
_YEAR_FIRST: Final = re.compile(r"(\d{4})([/.\-])(\d\d?)\2(\d\d?)(?:[T ,]+(\d.*))?", re.ASCII)
_DOUBTFUL: Final = re.compile(r"(\d\d?)([/.\-])(\d\d?)\2(\d{4}|\d\d)(?:[T ,]+(\d.*))?", re.ASCII)
_COMPACT: Final = re.compile(r"(19|20)(\d\d)(\d\d)(\d\d)", re.ASCII)
_NAMED: Final = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)??(?:(\d{1,2})(?:st|nd|rd|th|\.)?[\s\-]+([^\W\d_]{3,9})\.?|"
    r"([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?),?[\s\-]+(\d{4}|\d\d)(?:[T ,]+(\d.*))?"
)
_CLOCK: Final = re.compile(
    r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?\s*"
    r"(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?",
    re.ASCII,
)
_MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar janvier enero gennaio januari janv ene gen",
            "feb february februar février fevrier febrero febbraio februari fév fev",
            "mar march märz mars marzo maart mär mrz maa mrt",
            "apr april avril abril aprile avr abr",
            "may mai mayo maggio mei mag maj",
            "jun june juni juin junio giugno giu",
            "jul july juli juillet julio luglio lug",
            "aug august août aout agosto augustus aoû ago",
            "sep sept september septembre septiembre settembre set",
            "oct october oktober octobre octubre ottobre okt ott",
            "nov november novembre noviembre",
            "dec december dezember décembre decembre diciembre dicembre dez déc dic",
        ),
        1,
    )
    for word in words.split()
}
_SERIAL: Final = re.compile(r"[2-6]\d{4}(?:\.\d+)?", re.ASCII)
_EPOCH_SECONDS: Final = re.compile(r"1\d{9}|[2-9]\d{8}", re.ASCII)
_EPOCH_MILLIS: Final = re.compile(r"1\d{12}|[2-9]\d{11}", re.ASCII)
_SHEET_ZERO: Final = date(1899, 12, 30)
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200
_OPEN_END: Final = 9999
_TWO_DIGITS_TURN: Final = 70
_SHORT_YEAR: Final = 2


def orders(text: str) -> frozenset[str] | None:
    """Return the orders of day, month and year under which a numeric date exists.

    None if the text is no numeric date whose order could be doubted.
    """
    found = _DOUBTFUL.fullmatch(text)
    if not found:
        return None
    return frozenset(order for order in ORDERS if _in_order(found, order))


def _in_order(found: re.Match[str], order: str) -> date | None:
    first, second, third = found[1], found[3], found[4]
    if order == "dmy":
        return _day(third, int(second), int(first))
    if order == "mdy":
        return _day(third, int(first), int(second))
    return _day(first, int(second), int(third))


def left_over(texts: Iterable[str]) -> frozenset[str]:
    """Return the orders that every doubtful date of a column allows; all of them if none is.

    Dates such as 5/5/2017, the same either way, prove and need nothing.
    """
    left = frozenset(ORDERS)
    for text in texts:
        allowed = orders(text)
        if allowed and not _is_same(text):
            left &= allowed
    return left


def is_doubtful(text: str) -> bool:
    """Tell whether a date means two days, by the order it is read in."""
    return len(orders(text) or ()) > 1 and not _is_same(text)


def _is_same(text: str) -> bool:
    allowed = orders(text) or frozenset()
    return len(allowed) > 1 and len({_numeric(text, order) for order in allowed}) == 1


def _day(written: str, month: int, day: int) -> date | None:
    """Return a day; a year of two digits is a near one, a year 0001 is that year, so none."""
    year = int(written)
    if len(written) <= _SHORT_YEAR:
        year += 2000 if year < _TWO_DIGITS_TURN else 1900
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _numeric(text: str, order: str) -> tuple[date, str] | None:
    if sure := _YEAR_FIRST.fullmatch(text):
        day = _day(sure[1], int(sure[3]), int(sure[4]))
        return (day, sure[5] or "") if day else None
    found = _DOUBTFUL.fullmatch(text)
    day = _in_order(found, order) if found else None
    return (day, found[5] or "") if found and day else None


def _named(text: str) -> tuple[date, str] | None:
    found = _NAMED.fullmatch(text)
    if not found:
        return None
    month = _MONTHS.get((found[2] or found[3]).lower())
    day = _day(found[5], month, int(found[1] or found[4])) if month else None
    return (day, found[6] or "") if day else None


def _compact(text: str) -> tuple[date, str] | None:
    found = _COMPACT.fullmatch(text)
    day = _day(found[1] + found[2], int(found[3]), int(found[4])) if found else None
    return (day, "") if day else None


def reader(order: str, zone: ZoneInfo, *, is_needed: bool) -> Read:
    """Return a reader of moments: whole microseconds, a bare date being its first one."""

    def read(text: str) -> Outcome:
        if text.startswith("9999-"):
            return Outcome(None)  # how Fivetran writes "still so"
        dated = _numeric(text, order) or _named(text) or _compact(text)
        if dated:
            moment = _clocked(*dated, zone)
            if moment is not None:
                return Outcome(moment)
        return _counted(text, zone) or unread(_complaint(text, order), is_needed=is_needed)

    return read


def _complaint(text: str, order: str) -> str:
    if orders(text):
        return f"{text!r} is no date in the order {'/'.join(order)} of this column"
    return f"{text!r} is no date; write it as 2026-06-30"


def _clocked(day: date, clock: str, zone: ZoneInfo) -> int | None:
    if not clock:
        return time.to_us(datetime(day.year, day.month, day.day, tzinfo=zone))
    found = _CLOCK.fullmatch(clock.strip())
    if not found:
        return None
    hour = int(found[1])
    if found[5]:
        hour = hour % 12 + (12 if found[5][0] in "Pp" else 0)
    fraction = int((found[4] or "0").ljust(6, "0")[:6])
    try:
        tz = _offset(found[6]) if found[6] else zone
        moment = datetime(
            day.year, day.month, day.day, hour, int(found[2]), int(found[3] or 0), fraction, tz
        )
    except ValueError:
        return None
    return time.to_us(moment)


def _offset(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    bare = text[1:].replace(":", "").ljust(4, "0")
    away = timedelta(hours=int(bare[:2]), minutes=int(bare[2:]))
    return timezone(-away if text[0] == "-" else away)


def _counted(text: str, zone: ZoneInfo) -> Outcome | None:
    """Read what programs count: milliseconds or seconds since 1970, a spreadsheet's days."""
    if _EPOCH_MILLIS.fullmatch(text):
        return Outcome(int(text) * 1000)
    if _EPOCH_SECONDS.fullmatch(text):
        return Outcome(int(text) * time.SECOND)
    if not _SERIAL.fullmatch(text):
        return None
    days = float(text)
    day = _SHEET_ZERO + timedelta(days=int(days))
    start = time.to_us(datetime(day.year, day.month, day.day, tzinfo=zone))
    moment = start + round((days - int(days)) * 86_400) * time.SECOND
    return Outcome(moment, f"a spreadsheet's day number; read as {day.isoformat()}")
