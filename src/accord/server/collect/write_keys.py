"""The write keys as the door reads them: one file, so that no database stands in the way."""

import time
from pathlib import Path
from typing import Final

import msgspec

from accord.server.collect.tally import Tally

_LOOK_EVERY_S: Final = 0.5
FILE: Final = "write_keys.json"
"""The name of the file in the home; the pages write it anew with every change."""


class Key(msgspec.Struct, frozen=True):
    """What a write key may do."""

    key: str
    source: str
    space: str
    is_enabled: bool = True
    origins: tuple[str, ...] = ()
    """Sites that may use it in browsers; none named: every site."""
    quota: int = 0
    """Events that it may send in a minute; 0 as many as it likes."""
    until_us: int = 0
    """When it ends because another took its place; 0 never."""


class Book:
    """The keys of one home; read again when the file has changed."""

    def __init__(self, file: Path, tally: Tally) -> None:
        self._file = file
        self._stamp = (0, 0)
        self._looked = 0.0
        self._keys: dict[str, Key] = {}
        self._tally = tally

    def find(self, key: str) -> Key | None:
        """Return what a key may do; None if there is no such key."""
        now = time.monotonic()
        if now - self._looked > _LOOK_EVERY_S:
            self._looked = now
            self._look()
        found = self._keys.get(key)
        if found and found.until_us and found.until_us < time.time_ns() // 1000:
            return None
        return found

    def spend(self, key: Key, events: int) -> int:
        """Count events against a key's quota; return in how many seconds to try again, 0 now."""
        if not key.quota:
            return 0
        return self._tally.spend(key.source, events, key.quota)

    def _look(self) -> None:
        try:
            stat = self._file.stat()
            stamp = (stat.st_mtime_ns, stat.st_ino)
            if stamp != self._stamp:
                keys = msgspec.json.decode(self._file.read_bytes(), type=list[Key])
                self._keys = {key.key: key for key in keys}
                self._stamp = stamp
        except FileNotFoundError:
            self._keys, self._stamp = {}, (0, 0)
        except (OSError, msgspec.MsgspecError):
            return  # what was known stands until the file can be read again
