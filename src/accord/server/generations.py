"""Publishing a picture: a folder of tables, on disk, then the rows that make it current."""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self
from uuid import uuid4

import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from accord.engine.writing import Files
from accord.server import durable, faults, fresh, home, jobs, manifest
from accord.server.records.models import AccountNow, Generation, GenerationTable

_READ_FOR: Final = timedelta(hours=1)
_DAILY_FOR: Final = timedelta(days=30)
_MONTHLY_FOR: Final = timedelta(days=731)


class Folder:
    """The files of a generation that is being made; it is none until it is published."""

    def __init__(self) -> None:
        self.name = f"{timezone.now():%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
        self._aside = home.path("generations", f".{self.name}.part")
        self._aside.mkdir(parents=True, mode=0o700)
        self._files = Files(self._aside, lambda _: faults.reach("generation.half_written"))

    def write(self, name: str, table: pa.Table) -> None:
        """Have a table written while others are made."""
        self._files.write(name, table)

    def link(self, name: str, path: Path, ready: Callable[[], None]) -> None:
        """Have a table that lies elsewhere stand in the generation too, once it is ready."""
        self._files.link(name, path, ready)

    def settle(self) -> list[GenerationTable]:
        """Wait for every file, give the folder its name, and return what is in it."""
        found = [
            GenerationTable(name=name, row_count=rows, size=self._files.path(name).stat().st_size)
            for name, rows in self._files.rows().items()
        ]
        durable.sync(self._aside)
        folder = home.path("generations", self.name)
        self._aside.rename(folder)
        durable.sync(folder.parent)
        return found

    def __enter__(self) -> Self:
        self._files.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._files.__exit__(*raised)
        shutil.rmtree(self._aside, ignore_errors=True)


def publish(
    folder: Folder,
    about: Generation,
    started_us: int,
    marks: Mapping[int, int] | None = None,
) -> Generation:
    """Make a folder of tables the current generation, whole or not at all.

    `about` says everything but its name. `marks` are those that `fresh.marks` gave before
    the log was read: these accounts are clean now. What was re-derived on facts read since
    the start stands until the next generation.
    """
    tables = folder.settle()
    about.name = folder.name
    with transaction.atomic():
        manifest.hold_generation()
        about.save()
        for table in tables:
            table.generation = about
        GenerationTable.objects.bulk_create(tables)
        fresh.clear(marks or {})
        AccountNow.objects.filter(begun_us__gt=started_us).update(generation=about)
        jobs.enqueue("handoffs")
        faults.reach("generation.before_commit")
    faults.reach("generation.committed")
    return about


def retire() -> int:
    """Keep a month's generations by day and two years' by month; delete the rest."""
    now = timezone.now()
    rows = list(Generation.objects.filter(removed_at=None).order_by("-id"))
    kept = _kept(rows, now)
    for row in rows:
        if row.pk not in kept:
            Generation.objects.filter(pk=row.pk).update(removed_at=now)
    AccountNow.objects.exclude(generation__in=kept).delete()
    gone = 0
    live = set(
        Generation.objects.exclude(removed_at__lt=now - _READ_FOR).values_list("name", flat=True)
    )
    for folder in home.path("generations").iterdir():
        if folder.name not in live and _age(folder, now) > _READ_FOR:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def _kept(rows: list[Generation], now: datetime) -> set[int]:
    """Return the ids to keep: the newest, the last of each recent day, of each month."""
    kept = {row.pk for row in rows[:1]}
    seen: set[str] = set()
    for row in rows:
        age = now - row.published_at
        span = "%Y-%m-%d" if age < _DAILY_FOR else "%Y-%m"
        label = row.published_at.strftime(span)
        if age < _MONTHLY_FOR and label not in seen:
            seen.add(label)
            kept.add(row.pk)
    return kept


def _age(folder: Path, now: datetime) -> timedelta:
    return now - datetime.fromtimestamp(folder.stat().st_mtime, tz=UTC)
