"""The one inbox that the requests of this process write to: what returns is on disk."""

import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from accord.server import configuration, home
from accord.server.inbox import Inbox
from accord.values.errors import BusyError

_TIMEOUT_S: Final = 20
_LOCK: Final = threading.Lock()


def box() -> Inbox:
    """Return the inbox."""
    with _LOCK:
        return _opened(home.path("inbox.db"))


def write(kind: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write facts down.

    Raises:
        BusyError: when they can't be stored now.
    """
    try:
        box().append_rows(kind, rows).result(_TIMEOUT_S)
    except TimeoutError:
        message = "the store did not answer in time; try again"
        raise BusyError(message) from None


@lru_cache(maxsize=4)
def _opened(file: Path) -> Inbox:
    return Inbox(file, configuration.load().inbox_limit_bytes, timeout_s=3)
