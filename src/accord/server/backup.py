"""A backup of the whole home as one file, and the way back into an empty home."""

import contextlib
import sqlite3
import tarfile
import tempfile
from pathlib import Path
from typing import Final

from accord.server import compactor, configuration, home
from accord.values.errors import AccordError

_DATABASES: Final = ("inbox.db", "accord.db")
"""The inbox first: what is filed in between stands in both, and counts once."""
_FOLDERS: Final = ("segments", "seen", "generations", "artefacts")


def write(file: Path) -> int:
    """Write a backup while everything goes on; return its size in bytes."""
    if configuration.load().database_url:
        message = "the database is PostgreSQL: back it up with pg_dump, and the home as a folder"
        raise AccordError(message)
    if file.exists():
        message = f"{file} is there already; give another name"
        raise AccordError(message)
    # The lease keeps segments from being merged away while they are copied.
    with compactor.lease(), tempfile.TemporaryDirectory(dir=home.path()) as place:
        with tarfile.open(file, "x:gz", compresslevel=3) as archive:
            for name in _DATABASES:
                if home.path(name).exists():
                    _copy(home.path(name), copied := Path(place) / name)
                    archive.add(copied, name)
            for name in _FOLDERS:
                archive.add(home.path(name), name)
            archive.add(home.path("secret_key"), "secret_key")
        file.chmod(0o600)
    return file.stat().st_size


def restore(file: Path) -> None:
    """Read a backup into a home that holds nothing yet."""
    target = configuration.load().home
    if (target / "accord.db").exists():
        message = f"{target} holds a workspace already; set ACCORD_HOME to an empty folder"
        raise AccordError(message)
    try:
        with tarfile.open(file, "r:gz") as archive:
            if "accord.db" not in archive.getnames():
                message = f"{file} is no backup of Accord: it holds no accord.db"
                raise AccordError(message)
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
            archive.extractall(target, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        message = f"{file} can't be read as a backup ({error})"
        raise AccordError(message) from None


def _copy(source: Path, target: Path) -> None:
    """Copy a database as it stands at one moment."""
    with (
        contextlib.closing(sqlite3.connect(source)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
