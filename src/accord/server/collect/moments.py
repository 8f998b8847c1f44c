"""When an event happened, by a sender's clock that may be wrong."""

import re
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from accord.values import time

_WRONG_FROM: Final = 60 * time.SECOND
"""A clock this far off is set right; nearer ones are believed, as they were sent."""
_EARLIEST: Final = time.to_us(datetime(2000, 1, 1, tzinfo=UTC))
_LONG_FRACTION: Final = re.compile(r"(\.\d{6})\d+")
_MILLISECONDS_FROM: Final = 100_000_000_000
_MICROSECONDS_FROM: Final = 100_000_000_000_000
_LONGEST: Final = 40
_SHORT: Final = len("2026-01-01T00:00:00.000000")


class Moment(NamedTuple):
    """A time in microseconds, and what was done to it ("" when it stands as it was sent)."""

    us: int
    flag: str = ""


def read(value: Any) -> int | None:
    """Read a time in words or as a number since 1970; None if it is none."""
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if value != value or abs(value) > 2**62:  # noqa: PLR0124 - the one number that is not itself
        return None
    if abs(value) >= _MICROSECONDS_FROM:
        return int(value)
    return int(value * 1_000 if abs(value) >= _MILLISECONDS_FROM else value * time.SECOND)


def _of_text(text: str) -> int | None:
    if len(text) > _LONGEST:
        return None
    if text.isdigit():
        return read(int(text))
    try:
        found = datetime.fromisoformat(_shortened(text.strip()))
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    try:
        return time.to_us(found)
    except OverflowError:
        return None


def _shortened(text: str) -> str:
    """Leave out of a fraction of a second what Python does not read."""
    return _LONG_FRACTION.sub(r"\1", text) if len(text) > _SHORT else text


def settle(said: Any, sent: Any, received_us: int) -> Moment:
    """Return when it happened: as said, set right by how wrong the sender's clock is.

    The clock is as wrong as the time of sending differs from the time of receiving.
    """
    happened = read(said) if said is not None else None
    if happened is None:
        return Moment(received_us, "no time" if said is None else "unreadable time")
    sent_us = read(sent) if sent is not None else None
    flag = ""
    if sent_us is not None and abs(received_us - sent_us) >= _WRONG_FROM:
        happened += received_us - sent_us
        flag = "clock corrected"
    if happened > received_us:
        is_near = happened - received_us < _WRONG_FROM and not flag
        return Moment(received_us, "" if is_near else "time in the future")
    if happened < _EARLIEST:
        return Moment(received_us, "time too long ago")
    return Moment(happened, flag)
