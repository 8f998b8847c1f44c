"""When a webhook that was not taken is tried again, and when it is given up."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

DELAYS: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Before each attempt: at once, 5 s, 5 min, 30 min, then 2, 5, 10, 14, 20 and 24 hours."""
_WAIT_AT_MOST: Final = timedelta(days=1)


def next_at(attempts: int, now: datetime, retry_after: str = "") -> datetime | None:
    """Return when to try again after so many attempts; None is never.

    A receiver that names a later moment is obeyed, for a day at most.
    """
    if attempts >= len(DELAYS):
        return None
    asked = min(_asked(retry_after, now), _WAIT_AT_MOST)
    return now + max(DELAYS[attempts], asked)


def _asked(text: str, now: datetime) -> timedelta:
    """Read seconds or a date; what is neither asks for nothing."""
    said = text.strip()
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return timedelta()
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(moment - now, timedelta())
