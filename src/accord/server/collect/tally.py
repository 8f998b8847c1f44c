"""Events by source in this minute, counted once by however many processes answer."""

import fcntl
import mmap
import os
import struct
import time
from hashlib import blake2b
from pathlib import Path
from typing import Final

_SLOT: Final = struct.Struct("<qQ")
_SLOTS: Final = 4_096
_SIZE: Final = _SLOT.size * _SLOTS
_MINUTE: Final = 60


class Tally:
    """Counters in a small file that all processes of a home share; a restart begins anew."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle = -1
        self._shared: mmap.mmap | None = None

    def spend(self, source: str, events: int, limit: int) -> int:
        """Count events of a source; return in how many seconds to try again, 0 now.

        The first events of a minute always pass, however many come at once.
        """
        shared = self._opened()
        second = int(time.time())
        minute = second // _MINUTE
        place = _place(source)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        try:
            begun, spent = _SLOT.unpack_from(shared, place)
            spent = spent if begun == minute else 0
            if spent and spent + events > limit:
                return _MINUTE - second % _MINUTE
            _SLOT.pack_into(shared, place, minute, spent + events)
        finally:
            fcntl.flock(self._handle, fcntl.LOCK_UN)
        return 0

    def _opened(self) -> mmap.mmap:
        if self._shared is None:
            self._handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
            if os.fstat(self._handle).st_size < _SIZE:
                os.ftruncate(self._handle, _SIZE)
            self._shared = mmap.mmap(self._handle, _SIZE)
        return self._shared


def _place(source: str) -> int:
    """Return where a source is counted; two that fall together share their count."""
    number = int.from_bytes(blake2b(source.encode(), digest_size=8).digest(), "big")
    return number % _SLOTS * _SLOT.size
