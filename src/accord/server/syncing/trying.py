"""Trying a mapping: the first records of each kind are read, and nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from accord.connectors.crm.feed import Feed
from accord.server.records.models import Connection
from accord.server.syncing import opening, systems
from accord.values import time

_SHOWN: Final = 5
_AT_MOST: Final = 100
_ISSUES: Final = 20


@dataclass(slots=True)
class Tried:
    """What some records of one kind become."""

    kind: str
    read: int = 0
    taken: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, str]] = field(default_factory=list)


def run(row: Connection, mapping: Mapping[str, Mapping[str, str]], now_us: int) -> list[Tried]:
    """Read the first records of every kind under a mapping, without storing anything."""
    feed = opening.feed_of(row, mapping)
    try:
        shapes = systems.find(row.system).shapes
        return [_try(feed, stream, kind, now_us) for stream, (kind, _) in shapes.items()]
    finally:
        feed.close()


def _try(feed: Feed, stream: str, kind: str, now_us: int) -> Tried:
    page = next(iter(feed.pages(stream, None)), None)
    records = list(page.records.get(kind, ()))[:_AT_MOST] if page else []
    mapped = feed.mapper(kind, stream).map(records, now_us)
    table = mapped.tables.get(kind)
    rows = table.slice(0, _SHOWN).to_pylist() if table is not None else []
    hidden = {"fact_id", "source", "occurred_at", "received_at", "is_backfilled"}
    shown = [
        {name: value for name, value in each.items() if name not in hidden and value is not None}
        for each in rows
    ]
    for each in shown:
        each["known_at"] = time.from_us(each["known_at"])
    issues = [
        {"record": one.record, "column": one.column, "value": one.value, "reason": one.reason}
        for one in mapped.issues[:_ISSUES]
    ]
    return Tried(kind, mapped.read, mapped.taken, shown, issues)
