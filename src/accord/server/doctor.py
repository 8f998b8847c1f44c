"""`accord doctor`: what is wrong with an installation, in plain words, each with the way out."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from django.utils import timezone

from accord.server import configuration, home, inbox
from accord.values.errors import AccordError

_GIGABYTE: Final = 1_000_000_000
_LITTLE_ROOM: Final = 2 * _GIGABYTE
_INBOX_PATIENCE_S: Final = 5.0
_FULL_SHARE: Final = 0.8
_LATE: Final = timedelta(minutes=10)
_OLD: Final = timedelta(hours=30)
_AHEAD: Final = timedelta(minutes=5)
_BACKUP_OLD: Final = timedelta(days=8)
_LOCK_S: Final = 3.0
_PRIVATE: Final = ("secret_key", "keeping_out_key", "sealing_key", "accord.db")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or that could be better, and what to do about it."""

    words: str
    way: str
    is_wrong: bool = True


Check = Callable[[], Iterator[Finding]]


def examine() -> list[Finding]:
    """Return everything that is found; nothing when all is well.

    What lies deeper is only looked at when what it stands on is sound.
    """
    found: list[Finding] = []
    for floor in FLOORS:
        for check in floor:
            found += check()
        if any(one.is_wrong for one in found):
            return found
    return found


def home_is_ours() -> Iterator[Finding]:
    """Look whether the folder is there, ours, and closed to others."""
    folder = configuration.load().home
    if not folder.is_dir():
        yield Finding(
            f"There is no workspace at {folder}.",
            "Run accord demo or accord serve, or set ACCORD_HOME.",
        )
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(
            f"{folder} can't be written by this user.", f"Run: chown -R $(id -un) {folder}"
        )
    for path in (folder, *(folder / name for name in _PRIVATE)):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXO | stat.S_IWGRP):
            yield Finding(f"{path} can be read or written by others.", f"Run: chmod go-rwx {path}")


def secrets_can_be_opened() -> Iterator[Finding]:
    """Look whether the key of connections' secrets is here, and fits."""
    from accord.server import sealing

    try:
        lost = sealing.unopened()
    except AccordError as error:
        yield Finding(f"Secrets can't be opened: {error.message}.", "Put the key back.")
        return
    if lost:
        yield Finding(
            f"{len(lost)} secrets of connections can't be opened, the first {lost[0]}.",
            "Put sealing_key (or ACCORD_SECRET_KEYS) of this workspace back, or type them again.",
        )


def disk_has_room() -> Iterator[Finding]:
    """Look whether the disk will last."""
    folder = configuration.load().home
    if not folder.is_dir():
        return
    free = shutil.disk_usage(folder).free
    if free < _LITTLE_ROOM:
        yield Finding(
            f"Only {free / _GIGABYTE:.1f} GB are free where the workspace lies.",
            "Free some space, or move the folder to a larger disk and set ACCORD_HOME.",
        )


def database_answers() -> Iterator[Finding]:
    """Look whether the database is whole and not held by somebody."""
    file = home.path("accord.db")
    if configuration.load().database_url:
        yield from _postgres()
        return
    if not file.exists():
        yield Finding("The workspace has no database yet.", "Start it once: accord serve")
        return
    try:
        with closing(sqlite3.connect(file, timeout=_LOCK_S, isolation_level=None)) as connection:
            said = connection.execute("pragma quick_check(1)").fetchone()[0]
            if said != "ok":
                yield Finding(
                    f"The database is damaged: {said}.",
                    "Stop Accord and restore the last backup: accord restore FILE",
                )
                return
            connection.execute("begin immediate")
            connection.execute("rollback")
    except sqlite3.OperationalError as error:
        yield Finding(
            f"The database can't be written ({error}).",
            "Another program holds it, or the disk is full: see who with: fuser -v " + str(file),
        )
    except sqlite3.DatabaseError as error:
        yield Finding(
            f"The database can't be read ({error}).",
            "Stop Accord and restore the last backup: accord restore FILE",
        )


def _postgres() -> Iterator[Finding]:
    from django.db import Error, connection

    try:
        connection.ensure_connection()
    except Error as error:
        yield Finding(
            f"PostgreSQL does not answer ({error}).", "Start it, or correct ACCORD_DATABASE_URL."
        )


def tables_are_up_to_date() -> Iterator[Finding]:
    """Look whether this version's tables are there."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding(
            f"{len(waiting)} changes of the tables were not made yet.",
            "Make a backup with the version before, then start this one: accord serve makes them.",
        )
    known = set(executor.loader.disk_migrations)
    newer = [
        name
        for name in executor.loader.applied_migrations
        if name[0] == "records" and name not in known
    ]
    if newer:
        yield Finding(
            "A newer Accord has written this workspace.",
            "Install that version again, or restore a backup.",
        )


def inbox_has_room() -> Iterator[Finding]:
    """Look whether what was acknowledged is being filed."""
    file = home.path("inbox.db")
    is_in_a_file = not configuration.load().database_url
    if is_in_a_file and not file.exists():
        return
    problem = inbox.trial(file, _INBOX_PATIENCE_S)
    if problem:
        way = (
            "Stop Accord, then move inbox.db away and keep it: it may hold facts."
            if is_in_a_file
            else "See that PostgreSQL runs and lets Accord write."
        )
        yield Finding(f"The inbox can't be used ({problem}).", way)
        return
    used = inbox.used_bytes(file)
    limit = configuration.load().inbox_limit_bytes
    if used > _FULL_SHARE * limit:
        yield Finding(
            f"The inbox is {used / limit:.0%} full; at 100% nothing more is taken.",
            "See that the worker runs: accord serve starts it. Or raise ACCORD_INBOX_LIMIT_BYTES.",
        )


def worker_works() -> Iterator[Finding]:
    """Look whether background work is done, and what of it failed."""
    from accord.server.records.models import Job

    now = timezone.now()
    late = (
        Job.objects.filter(state=Job.State.WAITING, due_at__lt=now - _LATE)
        .order_by("due_at")
        .first()
    )
    if late is not None:
        yield Finding(
            f"Work has been waiting since {late.due_at:%Y-%m-%d %H:%M} UTC ({late.name}).",
            "The worker does not run: start it with accord serve, and read what it prints.",
        )
    for job in Job.objects.filter(state=Job.State.FAILED).order_by("-id")[:3]:
        yield Finding(
            f"{job.name} was given up after {job.attempts} tries: {job.last_error.strip()[-200:]}",
            "Mend what it says; it is asked for again by the next import, change of rules or day.",
        )


def files_are_there() -> Iterator[Finding]:
    """Look whether every file that the manifest names is there."""
    from accord.server import segments
    from accord.server.records.models import Segment

    rows = Segment.objects.filter(removed_at=None)
    lost = [row.name for row in rows if not segments.path_of(row.kind, row.name).exists()]
    if lost:
        yield Finding(
            f"{len(lost)} files of facts are missing, the first {lost[0]}.",
            "Stop Accord and restore the last backup: accord restore FILE",
        )


def picture_is_fresh() -> Iterator[Finding]:
    """Look how old the numbers are."""
    from accord.server.records.models import Generation, Segment

    newest = Generation.objects.filter(removed_at=None).order_by("-id").first()
    if newest is None:
        if Segment.objects.exists():
            yield Finding("There are facts, and no numbers yet.", "Run: accord recompute")
        return
    if not home.path("generations", newest.name).is_dir():
        yield Finding(
            f"The files of the published picture {newest.name} are missing.",
            "Run: accord recompute",
        )
    elif timezone.now() - newest.published_at > _OLD:
        yield Finding(
            f"The numbers are of {newest.published_at:%Y-%m-%d %H:%M} UTC.",
            "They are made anew every night by the worker: accord serve. At once: accord recompute",
        )


def clock_is_right() -> Iterator[Finding]:
    """Look whether the clock agrees with what was written before."""
    from accord.server.records.models import Generation

    now = timezone.now()
    newest = Generation.objects.order_by("-published_at").first()
    stamps: list[datetime] = [newest.published_at] if newest else []
    if any(stamp > now + _AHEAD for stamp in stamps):
        yield Finding(
            f"The clock says {now:%Y-%m-%d %H:%M} UTC, and something was written later than that.",
            "Set the clock: timedatectl set-ntp true",
        )


def people_can_come_in() -> Iterator[Finding]:
    """Look whether somebody can sign in and by which address."""
    from accord.server.actions import users

    found = configuration.load()
    if not users.has_admin():
        yield Finding("Nobody is admin.", "Run: accord users add YOU@EXAMPLE.COM --role admin")
    if found.debug:
        yield Finding("Tracebacks are shown on pages.", "Unset ACCORD_DEBUG.")
    if found.is_https and not found.trusted_origins:
        yield Finding(
            "Pages are said to be reached by https, and no origin is trusted.",
            "Set ACCORD_TRUSTED_ORIGINS=https://your.name",
            is_wrong=False,
        )


def backups_are_written() -> Iterator[Finding]:
    """Look when the last backup was written."""
    from accord.server.records.models import BackupRecord, Segment

    if configuration.load().database_url or not Segment.objects.exists():
        return
    newest = BackupRecord.objects.order_by("-id").first()
    if newest is None or timezone.now() - newest.written_at > _BACKUP_OLD:
        yield Finding(
            "No backup was written in a week.", "Run daily: accord backup FILE", is_wrong=False
        )
    elif not Path(newest.file).exists():
        yield Finding(
            f"The last backup, {newest.file}, is gone.",
            "Write another: accord backup FILE",
            is_wrong=False,
        )


def extras_are_there() -> Iterator[Finding]:
    """Look which parts that are not in the base are missing, and whether the front end is whole."""
    static = Path(__file__).parent / "web" / "static" / "accord"
    for part in ("fonts/inter-latin-opsz-normal.woff2", "vendor/htmx.min.js"):
        if not (static / part).exists():
            yield Finding(f"A file of the pages is missing: {part}.", "Install Accord again.")
    if find_spec("weasyprint") is None:
        yield Finding(
            "Briefs can't be given as PDF.", "pip install 'accord-abm[pdf]'", is_wrong=False
        )
    if configuration.load().database_url and find_spec("psycopg") is None:
        yield Finding(
            "PostgreSQL can't be reached from here.", "pip install 'accord-abm[postgres]'"
        )


FLOORS: Final[tuple[tuple[Check, ...], ...]] = (
    (home_is_ours, disk_has_room, secrets_can_be_opened),
    (database_answers, inbox_has_room, extras_are_there),
    (tables_are_up_to_date,),
    (
        worker_works,
        files_are_there,
        picture_is_fresh,
        clock_is_right,
        people_can_come_in,
        backups_are_written,
    ),
)
"""Checks from the ground up."""
