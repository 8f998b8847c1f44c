"""Files that are whole or not there: written aside, synced, renamed, and the folder synced."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """Give a path to write to; when the block ends well it becomes `file`, on disk."""
    aside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        yield aside
        sync(aside)
        aside.rename(file)
        sync(file.parent)
    finally:
        aside.unlink(missing_ok=True)


def write_text(file: Path, text: str) -> None:
    """Write a text file that is whole or not there."""
    with replacing(file) as aside:
        aside.write_text(text)


def sync(path: Path) -> None:
    """Wait until a file or folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
