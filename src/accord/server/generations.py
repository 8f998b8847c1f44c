"""Publishing a picture: a folder of tables, on disk, then the rows that make it current."""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from django.utils import timezone

from accord.server import durable, faults, fresh, home
from accord.server.records.models import AccountNow, Generation, GenerationTable

_ROW_GROUP: Final = 8_192
"""Rows are sorted by account, so the page of one account reads one small group."""
_READ_FOR: Final = timedelta(hours=1)
_DAILY_FOR: Final = timedelta(days=30)
_MONTHLY_FOR: Final = timedelta(days=731)


def publish(
    tables: Mapping[str, pa.Table],
    about: Generation,
    started_us: int,
    marks: Mapping[int, int] | None = None,
) -> Generation:
    """Write the tables and make them the current generation, whole or not at all.

    `about` says everything but its name. `marks` are those that `fresh.marks` gave before
    the log was read: these accounts are clean now. What was re-derived since the start
    stands until the next generation.
    """
    about.name = f"{timezone.now():%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
    folder = home.path("generations", about.name)
    aside = home.path("generations", f".{about.name}.part")
    aside.mkdir(parents=True, mode=0o700)
    sizes = {}
    for name, table in tables.items():
        file = aside / f"{name}.parquet"
        pq.write_table(table, file, compression="zstd", row_group_size=_ROW_GROUP)
        durable.sync(file)
        sizes[name] = file.stat().st_size
        faults.reach("generation.half_written")
    durable.sync(aside)
    aside.rename(folder)
    durable.sync(folder.parent)
    with transaction.atomic():
        about.save()
        GenerationTable.objects.bulk_create(
            GenerationTable(generation=about, name=name, row_count=table.num_rows, size=sizes[name])
            for name, table in tables.items()
        )
        fresh.clear(marks or {})
        AccountNow.objects.filter(derived_us__gt=started_us).update(generation=about)
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
