"""Facts that grow too old for what the team keeps: counted first, then gone to the bytes, with a receipt."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils import timezone
from django.utils.translation import gettext_noop

from accord.engine import parquet
from accord.server import compactor, faults, home, inbox, jobs, leaving, seen, segments
from accord.server.erasing import scrubbing, tables, work
from accord.server.erasing.places import filed
from accord.server.records.models import GenerationTable, Segment
from accord.server.records.models.setting import Setting
from accord.server.records.queries import programs
from accord.values import time
from accord.values.errors import AccordError

NAME: Final = "age"
_SETTING: Final = "facts_kept"
_RECEIPTS: Final = "facts_kept_receipts"
_ACTS: Final = "activities"
_LONGEST: Final = 3_650
_RECEIPTS_KEPT: Final = 60


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of facts that may be kept for a time: its words, and the least of days."""

    name: str
    title: str
    at_least: int


KINDS: Final = (
    Kind("activities", gettext_noop("What people did: visits, clicks, mails, meetings"), 30),
    Kind("networks", gettext_noop("Networks from which they did it"), 1),
)
"""Every class; what a record of the CRM says stays while the record does."""


@dataclass(frozen=True)
class Count:
    """What is older than a table keeps it."""

    activities: int
    people: int
    networks: int
    oldest_us: int

    @property
    def oldest(self) -> datetime | None:
        """When the oldest of it happened."""
        return time.from_us(self.oldest_us) if self.oldest_us else None


def days() -> dict[str, int]:
    """Return how many days each class is kept; a class that is not in it is kept for ever."""
    row = Setting.objects.filter(name=_SETTING).first()
    return {} if row is None else {name: int(n) for name, n in row.value.items() if n}


def check(wanted: Mapping[str, int]) -> None:
    """Refuse a table that keeps something for too short or too long a time; 0 is for ever."""
    for kind in KINDS:
        asked = wanted.get(kind.name, 0)
        if asked and not kind.at_least <= asked <= _LONGEST:
            message = (
                f"{kind.title}: give {kind.at_least} to {_LONGEST:,} days, or nothing for ever"
            )
            raise AccordError(message)


def put_in_force(wanted: Mapping[str, int]) -> None:
    """Keep another table; it counts from the next night on."""
    check(wanted)
    value = {kind.name: wanted[kind.name] for kind in KINDS if wanted.get(kind.name)}
    Setting.objects.update_or_create(name=_SETTING, defaults={"value": value})


def receipts() -> list[dict[str, Any]]:
    """Return what went and when, the latest first."""
    row = Setting.objects.filter(name=_RECEIPTS).first()
    return [] if row is None else list(row.value)


def count(table: Mapping[str, int]) -> Count:
    """Count what filed facts hold that is older than a table keeps it."""
    cuts = _cuts(table, timezone.now())
    activities = networks = 0
    oldest: list[int] = []
    people: set[int] = set()
    columns = ["occurred_at", "person_key", "network_name"]
    for row in _files():
        facts = segments.read(_ACTS, row.name, columns)
        old, seen_from = _old(facts, cuts), _seen_from(facts, cuts)
        gone = facts.filter(pa.array(old))
        activities += gone.num_rows
        networks += int(seen_from.sum())
        people.update(gone["person_key"].unique().to_pylist())
        first = pc.min(facts.filter(pa.array(old | seen_from))["occurred_at"]).as_py()
        oldest += [first] if first is not None else []
    return Count(activities, len(people - {0, None}), networks, min(oldest, default=0))


def ask() -> None:
    """Have it done; nothing is asked where everything is kept for ever."""
    if days() or _open():
        jobs.enqueue(NAME)


def run() -> None:
    """Take out what is too old, from where the last try ended, and write the receipt."""
    table = days()
    receipt = _open() or _begin(table)
    if receipt["count"]["activities"] or receipt["count"]["networks"]:
        began = datetime.fromisoformat(receipt["at"])
        work.wait_for_derivation()
        with compactor.lease():
            filed.sweep()
            cuts = _cuts(receipt["days"], began)
            receipt["files"] = sum(_without_old(row, cuts) for row in _files())
            receipt["published"] = _leave_pictures(cuts)
        leaving.forget()
        inbox.scrub(home.path("inbox.db"))
        scrubbing.scrub()
        receipt["backups"] = work.backups_that_hold(began)
        jobs.enqueue("derive")
    seconds = (timezone.now() - datetime.fromisoformat(receipt["at"])).total_seconds()
    _write(receipt | {"state": "done", "seconds": seconds})


def _begin(table: Mapping[str, int]) -> dict[str, Any]:
    """File what waits, count, and write down what is about to go."""
    with compactor.lease():
        compactor.Compactor().drain()
    at = timezone.now().isoformat()
    found = asdict(count(table))
    receipt = {"at": at, "days": dict(table), "count": found, "state": "running"}
    _write(receipt)
    faults.reach("aging.counted")
    return receipt


def _open() -> dict[str, Any] | None:
    """Return the receipt of a run that was killed."""
    return next((one for one in receipts() if one["state"] != "done"), None)


def _write(receipt: dict[str, Any]) -> None:
    others = [one for one in receipts() if one["at"] != receipt["at"]]
    value = [receipt, *others][:_RECEIPTS_KEPT]
    Setting.objects.update_or_create(name=_RECEIPTS, defaults={"value": value})


def _cuts(table: Mapping[str, int], now: datetime) -> dict[str, int]:
    """Return by class before which moment it is too old."""
    return {name: time.to_us(now - timedelta(days=n)) for name, n in table.items() if n}


def _files() -> list[Segment]:
    return list(Segment.objects.filter(removed_at=None, kind=_ACTS).order_by("name"))


def _old(facts: pa.Table, cuts: Mapping[str, int]) -> tables.Flags:
    return _before(facts, cuts.get("activities"))


def _seen_from(facts: pa.Table, cuts: Mapping[str, int]) -> tables.Flags:
    """Tell which facts stay, but without the network that they came from."""
    has_one = np.asarray(pc.is_valid(facts["network_name"])).astype(np.bool_)
    found: tables.Flags = _before(facts, cuts.get("networks")) & has_one & ~_old(facts, cuts)
    return found


def _before(facts: pa.Table, cut: int | None) -> tables.Flags:
    if cut is None:
        return np.zeros(facts.num_rows, np.bool_)
    return np.asarray(pc.less(facts["occurred_at"], cut).fill_null(False)).astype(np.bool_)


def _without_old(row: Segment, cuts: Mapping[str, int]) -> bool:
    """Write a file of facts anew where it holds what is too old; tell whether it did."""
    narrow = segments.read(_ACTS, row.name, ["occurred_at", "network_name", "source", "fact_id"])
    old, seen_from = _old(narrow, cuts), _seen_from(narrow, cuts)
    if not (old | seen_from).any():
        return False
    seen.SeenIds(home.path("seen")).forget(seen.hashes_of(narrow.filter(pa.array(old))))
    facts = filed.whole(row)
    for name, nothing in (("network_name", None), ("network", 0)):
        place = facts.schema.get_field_index(name)
        kind = facts.schema.field(name)
        bare = pc.if_else(pa.array(seen_from), pa.scalar(nothing, kind.type), facts[name])
        facts = facts.set_column(place, kind, bare)
    kept = facts.filter(pa.array(~old))
    size = segments.write(_ACTS, row.name, kept)
    faults.reach("aging.segment_written")
    Segment.objects.filter(pk=row.pk).update(row_count=kept.num_rows, size=size)
    return True


def _leave_pictures(cuts: Mapping[str, int]) -> int:
    """Take the days that are too old out of what kept pictures count by person and day."""
    if "activities" not in cuts:
        return 0
    zone = programs.current_program().zone
    first = time.day_of(cuts["activities"], zone)
    gone = 0
    for file in sorted(home.path("generations").glob("*/counted.parquet")):
        table = pq.read_table(file, partitioning=None)
        kept = table.filter(pc.greater_equal(table["day"], first))
        if kept.num_rows < table.num_rows:
            rows = parquet.write_table(kept, file)
            same = GenerationTable.objects.filter(generation__name=file.parent.name, name=file.stem)
            same.update(row_count=rows, size=file.stat().st_size)
            gone += table.num_rows - kept.num_rows
    return gone
