"""Parcels to facts by kind, what was set aside, and how many of each there were."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa

from accord.server import segments
from accord.server.collect import adapters, items, mail, mapping
from accord.server.collect.items import BadItemError, Item
from accord.server.collect.parcels import Parcel
from accord.server.collect.splitting import Parts

_NOTHING: Final = Parts([])


@dataclass(frozen=True, slots=True)
class SetAside:
    """An event that can't be used: why, and its bytes as they came."""

    parcel: Parcel
    place: int
    reason: str
    raw: bytes


class Heard(NamedTuple):
    """A good event: whose it is, and the fact that it is known by."""

    source: str
    received_us: int
    known_as: tuple[str, str]
    """Source and id of its first fact."""
    is_repeated: bool
    """Its message id stood among these parcels before."""


@dataclass(slots=True)
class Decoded:
    """What parcels came to."""

    rows_by_kind: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    heard: list["Heard"] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)

    def tables(self) -> dict[str, pa.Table]:
        """Return the facts by kind."""
        return {kind: _table(kind, rows) for kind, rows in self.rows_by_kind.items()}


def _table(kind: str, rows: list[dict[str, Any]]) -> pa.Table:
    whole = segments.schema_of(kind)
    said: set[str] = set().union(*rows)
    columns = [
        pa.array([row.get(name) for row in rows], one.type)
        if name in said
        else pa.nulls(len(rows), one.type)
        for name, one in zip(whole.names, whole, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=whole)


def decode(
    parcels: Iterable[Parcel], zone: ZoneInfo, seen: set[tuple[str, str]] | None = None
) -> Decoded:
    """Return the facts of parcels; of one message id from one source the first counts.

    `seen` holds (source, message id) of events read before, and takes in these.
    """
    found = Decoded()
    seen = set() if seen is None else seen
    for parcel in parcels:
        for event in _events(parcel, found.aside):
            known = (parcel.source, event.message_id)
            if known in seen:
                found.heard.append(Heard(parcel.source, parcel.received_us, known, True))
                continue
            seen.add(known)
            _add(found, event, zone)
    return found


def _add(found: Decoded, event: Item, zone: ZoneInfo) -> None:
    rows = mapping.facts_of(event, zone)
    first = rows[0][1]
    known_as = (first["source"], first["fact_id"])
    found.heard.append(Heard(event.parcel.source, event.parcel.received_us, known_as, False))
    for kind, row in rows:
        found.rows_by_kind.setdefault(kind, []).append(row)


def _events(parcel: Parcel, aside: list[SetAside]) -> Iterator[Item]:
    """Yield the good events of a parcel; put the others aside."""
    if parcel.door == mail.UNREAD:
        aside.append(SetAside(parcel, 0, "unread_mail", parcel.body))
        return
    parts = parts_of(parcel)
    if parts.is_whole:
        aside.append(SetAside(parcel, 0, "no_batch", parcel.body))
        return
    for place, raw in enumerate(parts.items):
        try:
            yield items.read(raw, parcel, parts, place)
        except BadItemError as error:
            aside.append(SetAside(parcel, place, error.reason, raw))
        except (msgspec.MsgspecError, RecursionError, ValueError):
            aside.append(SetAside(parcel, place, "not_json", raw))


def parts_of(parcel: Parcel) -> Parts:
    """Return the events of a parcel as they were sent."""
    return adapters.split(parcel.door, parcel.body) or _NOTHING
