"""A backup of the whole home as one file, and the way back into an empty home."""

import contextlib
import sqlite3
import tarfile
import tempfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.utils import timezone

from accord.server import compactor, configuration, erased_since, home, sealing
from accord.server.records.models import BackupRecord
from accord.values.errors import AccordError

_DATABASES: Final = ("inbox.db", "accord.db")
"""The inbox first: what is filed in between stands in both, and counts once."""
_KEYS: Final = ("secret_key", "keeping_out_key")
_BLOCK: Final = 1 << 20
KEEP_DAYS: Final = 35
"""How long a backup is kept unless somebody says otherwise."""
_FOLDERS: Final = ("seen", "artefacts", "secrets")


def write(file: Path, keep_days: int = KEEP_DAYS, *, with_key: bool = True) -> int:
    """Write a backup while everything goes on; return its size in bytes.

    `with_key` puts the key of connections' secrets in, where it lies in the home. The backup is
    listed with the day until which it is kept: an erasure names it until then.
    """
    if configuration.load().database_url:
        message = "the database is PostgreSQL: back it up with pg_dump, and the home as a folder"
        raise AccordError(message)
    if file.exists():
        message = f"{file} is there already; give another name"
        raise AccordError(message)
    begun = timezone.now()
    # The lease keeps segments from being merged away while they are copied.
    with compactor.lease(), tempfile.TemporaryDirectory(dir=home.path()) as place:
        with tarfile.open(file, "x:gz", compresslevel=3) as archive:
            for name in _DATABASES:
                if home.path(name).exists():
                    _copy(home.path(name), copied := Path(place) / name)
                    archive.add(copied, name)
            for folder in _FOLDERS:
                archive.add(home.path(folder), folder, filter=_whole_files)
            for name in _named(Path(place) / "accord.db"):
                archive.add(home.path(name), name, filter=_whole_files)
            has_key = with_key and home.path(sealing.FILE).exists()
            for name in (*_KEYS, *((sealing.FILE,) if has_key else ())):
                archive.add(home.path(name), name)
        file.chmod(0o600)
    _note(file, keep_days)
    erased_since.begin(file, begun)
    return file.stat().st_size


def words_of_key(*, with_key: bool) -> str:
    """Say whether whoever has the backup can open the secrets of connections."""
    if configuration.load().secret_keys.get_secret_value():
        return "The key of connections' secrets is not in it: keep ACCORD_SECRET_KEYS elsewhere."
    if with_key:
        return (
            "The key of connections' secrets is in it: keep it as you keep passwords, "
            "or write it with --without-key."
        )
    return (
        f"The key of connections' secrets is not in it: keep {home.path(sealing.FILE)} elsewhere, "
        "or type the secrets again after restoring."
    )


def delete_old() -> int:
    """Delete the backups whose time is over; return how many files went."""
    gone = 0
    for row in BackupRecord.objects.filter(kept_until__lt=timezone.now()):
        file = Path(row.file)
        gone += file.exists()
        file.unlink(missing_ok=True)
        erased_since.path_of(file).unlink(missing_ok=True)
        row.delete()
    return gone


def _note(file: Path, keep_days: int) -> None:
    digest = sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    BackupRecord.objects.create(
        file=str(file.resolve()),
        kept_until=timezone.now() + timedelta(days=keep_days),
        size=file.stat().st_size,
        sha256=digest.hexdigest(),
    )


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
            erased_since.bring(file, target)
            archive.extractall(target, filter="data")
        target.chmod(0o700)
    except (tarfile.TarError, OSError, EOFError) as error:
        message = f"{file} can't be read as a backup ({error})"
        raise AccordError(message) from None


def _named(database: Path) -> list[str]:
    """Return the files and folders that the copied database names, and no others.

    Pictures come and go while a backup is written; one that is not named is not in it.
    """
    with contextlib.closing(sqlite3.connect(database)) as connection:
        segments = connection.execute(
            "select kind, name from records_segment where removed_at is null"
        ).fetchall()
        generations = connection.execute(
            "select name from records_generation where removed_at is null"
        ).fetchall()
    return [
        *(f"segments/{kind}/{name}.parquet" for kind, name in segments),
        *(f"generations/{name}" for (name,) in generations),
    ]


def _whole_files(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leave out what is being written at this moment."""
    return None if Path(entry.name).name.startswith(".") else entry


def _copy(source: Path, target: Path) -> None:
    """Copy a database as it stands at one moment."""
    with (
        contextlib.closing(sqlite3.connect(source)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
