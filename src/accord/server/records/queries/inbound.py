"""Companies that came by themselves: engaged, not on the list, and not yet looked at."""

import time as clock
from dataclasses import dataclass
from typing import Final

from accord.server.records.models import Decision
from accord.server.records.queries import accounts, picture, programs
from accord.server.records.queries.accounts import AccountRow

_WAITING: Final = (
    "tier IS NULL AND coalesce(change, '') NOT IN ('enters', 'kept_out') AND engagement >= $least "
    "AND coalesce(fit_band, '') <> 'excluded' AND NOT list_contains($settled, account)"
)


@dataclass(frozen=True, slots=True)
class Queue:
    """Those who wait, the best fit first, and how many there are."""

    rows: tuple[AccountRow, ...]
    total: int
    returned: int


def find(limit: int = 50) -> Queue:
    """Return the engaged companies that are off the list."""
    reader = picture.reader()
    if reader is None:
        return Queue((), 0, 0)
    returned = returned_accounts()
    # As warm as one person whom the program calls engaged; what faded long ago is no visit.
    least = programs.current_program().engagement.engaged_person_points
    # Who was accepted stands on the proposal once it is derived anew; it waits no more at once.
    settled = [*returned, *_decided("tier_locked"), 0]
    total = reader.count(_WAITING, settled=settled, least=least)
    rows = reader.shown(
        f"{_WAITING} ORDER BY fit DESC NULLS LAST, engagement DESC, account LIMIT $row_limit",
        settled=settled,
        least=least,
        row_limit=limit,
    )
    return Queue(tuple(accounts.row_of(row) for row in rows), total, len(returned))


def returned_accounts() -> list[int]:
    """Return the accounts that somebody sent back, until the day they said."""
    return _decided("inbound_returned")


def _decided(*kinds: str) -> list[int]:
    """Return accounts of which one of these decisions stands."""
    today = int(clock.time()) // 86_400
    rows = Decision.objects.filter(kind__in=kinds, until_on__gte=today)
    return sorted(set(rows.values_list("account", flat=True)))
