"""Filing what was collected: counts by source and day, and events that are set aside."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.db.models import F

from accord.server import inbox
from accord.server.collect import decoding, parcels
from accord.server.collect.decoding import Decoded
from accord.server.keeping_out import Gate
from accord.server.records.models import CollectedDay, QuarantinedEvent
from accord.values import time


@dataclass(slots=True)
class Collected:
    """What the parcels among some entries came to."""

    tables: list[tuple[str, pa.Table]] = field(default_factory=list)
    decoded: list[Decoded] = field(default_factory=list)
    known: set[tuple[str, str]] = field(default_factory=set)
    """(Source, fact id) of facts that stood in a segment already."""


def read(entries: Iterable[inbox.Entry], zone: ZoneInfo) -> Collected:
    """Read the parcels among entries; a message id counts once among all of them."""
    found = Collected()
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.form == parcels.FORM:
            decoded = decoding.decode(parcels.unpack(entry.payload), zone, seen)
            found.tables += decoded.tables().items()
            decoded.rows_by_kind.clear()
            found.decoded.append(decoded)
    return found


def keep(found: Collected, gate: Gate) -> int:
    """Keep counts and what was set aside; call it inside the transaction that files the rest.

    What names somebody who was erased is counted and not kept; how many of these is returned.
    """
    dropped = 0
    counts: dict[tuple[str, date], list[int]] = {}
    for decoded in found.decoded:
        _count(counts, decoded, found.known)
        rows = [_row(one) for one in decoded.aside if not gate.hears(one.raw)]
        dropped += len(decoded.aside) - len(rows)
        QuarantinedEvent.objects.bulk_create(rows, batch_size=500)
    for (source, day), (accepted, duplicate, quarantined, last) in counts.items():
        row, _ = CollectedDay.objects.get_or_create(source=source, day=day)
        CollectedDay.objects.filter(pk=row.pk).update(
            accepted=F("accepted") + accepted,
            duplicate=F("duplicate") + duplicate,
            quarantined=F("quarantined") + quarantined,
            last_us=max(row.last_us, last),
        )
    return dropped


def _count(
    counts: dict[tuple[str, date], list[int]], decoded: Decoded, known: set[tuple[str, str]]
) -> None:
    """Add up what became of events, by source and the day they were received (UTC)."""
    for heard in decoded.heard:
        place = counts.setdefault((heard.source, _day(heard.received_us)), [0, 0, 0, 0])
        place[1 if heard.is_repeated or heard.known_as in known else 0] += 1
        place[3] = max(place[3], heard.received_us)
    for one in decoded.aside:
        parcel = one.parcel
        place = counts.setdefault((parcel.source, _day(parcel.received_us)), [0, 0, 0, 0])
        place[2] += 1
        place[3] = max(place[3], parcel.received_us)


def _day(received_us: int) -> date:
    return time.from_us(received_us).date()


def _row(one: decoding.SetAside) -> QuarantinedEvent:
    parcel = one.parcel
    return QuarantinedEvent(
        source=parcel.source,
        space=parcel.space,
        reason=one.reason,
        raw=one.raw,
        door=parcel.door,
        received_us=parcel.received_us,
        network=parcel.network,
        agent=parcel.agent,
        is_browser=parcel.is_browser,
        place=one.place,
    )


def names_of(table: pa.Table) -> set[tuple[str, str]]:
    """Return (source, fact id) of every fact in a table."""
    return set(zip(table["source"].to_pylist(), table["fact_id"].to_pylist(), strict=True))
