"""What one derivation leaves for the next: a folder that one process uses at a time."""

import contextlib
import fcntl
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from accord.server import home

FOLDER: Final = "standing"
_UNUSED_S: Final = 30 * 86_400


@contextlib.contextmanager
def held() -> Iterator[Path | None]:
    """Give the folder to whoever comes first; others derive from the beginning, and leave nothing."""
    folder = home.path(FOLDER)
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        _sweep(folder)
        yield folder


def forget() -> int:
    """Delete everything that was left, and return how many files went."""
    gone = 0
    for part in home.path(FOLDER).glob("*/"):
        gone += sum(file.is_file() for file in part.rglob("*"))
        shutil.rmtree(part, ignore_errors=True)
    return gone


def _sweep(folder: Path) -> None:
    """Delete the ledgers of programs that nobody has derived with for long."""
    oldest = time.time() - _UNUSED_S
    for ledger in folder.glob("ledgers/*"):
        if ledger.stat().st_mtime < oldest:
            shutil.rmtree(ledger, ignore_errors=True)
