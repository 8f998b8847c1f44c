"""What was acknowledged by now: filed segments and the inbox's tail, neither short nor double."""

from typing import Final

from accord.server import home, inbox, manifest
from accord.server.records.models import Segment
from accord.values.errors import BusyError

_TAIL_AT_MOST: Final = 200_000
_TRIES: Final = 8


def read() -> tuple[dict[str, list[Segment]], list[inbox.Entry]]:
    """Return the live segments by kind, and the entries that stand in none of them.

    A filing in between would leave its batch in neither or in both, so that what was read
    only counts when the watermark stood still meanwhile.
    """
    for _ in range(_TRIES):
        before = manifest.watermark()
        filed = manifest.live_by_kind()
        waiting = inbox.read_after(home.path("inbox.db"), before, _TAIL_AT_MOST)
        if manifest.watermark() == before:
            return filed, waiting
    message = "facts are being filed faster than they can be read; try again in a few seconds"
    raise BusyError(message)
