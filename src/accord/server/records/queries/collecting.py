"""What is collected: write keys, how many events came, the newest ones, those set aside."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from accord.server import home, inbox, manifest, segments, tail
from accord.server.collect import parcels
from accord.server.records.models import CollectedDay, QuarantinedEvent, Segment, WriteKey
from accord.server.records.queries import picture, programs, seeing
from accord.values import ids, time
from accord.values.errors import NotFoundError

_NEWEST: Final = 60
_TAIL_FACTS: Final = 600
_RECENT: Final = timedelta(hours=1)
_SEGMENTS: Final = 6
_LARGE: Final = 2_000_000
_SHOWN: Final = (
    "fact_id", "source", "received_at", "occurred_at", "kind_name", "channel_name", "asset_name",
    "title", "email", "anonymous_id", "account",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Came:
    """What a source brought: in all, and when the last came."""

    accepted: int = 0
    duplicate: int = 0
    quarantined: int = 0
    waiting: int = 0
    """Acknowledged, and not filed yet."""
    last_us: int = 0

    @property
    def heard(self) -> int:
        """Every event that was acknowledged."""
        return self.accepted + self.duplicate + self.quarantined + self.waiting


def list_keys() -> list[WriteKey]:
    """List the write keys, the oldest first."""
    return list(WriteKey.objects.order_by("id"))


def find_key(public_id: str) -> WriteKey:
    """Find a write key."""
    row = WriteKey.objects.filter(pk=ids.from_public_id(public_id) or 0).first()
    if row is None:
        message = "there is no such write key; the tracking page lists them"
        raise NotFoundError(message)
    return row


def came() -> dict[str, Came]:
    """Return what each source brought, what waits in the inbox included."""
    waiting: dict[str, tuple[int, int]] = {}
    for parcel in _waiting():
        events, last = waiting.get(parcel.source, (0, 0))
        waiting[parcel.source] = (events + parcel.events, max(last, parcel.received_us))
    found = {}
    rows = CollectedDay.objects.values("source").annotate(
        a=Sum("accepted"), d=Sum("duplicate"), q=Sum("quarantined"), last=Max("last_us")
    )
    filed = {row["source"]: row for row in rows}
    for source in filed.keys() | waiting.keys():
        row = filed.get(source, {"a": 0, "d": 0, "q": 0, "last": 0})
        events, last = waiting.get(source, (0, 0))
        found[source] = Came(row["a"], row["d"], row["q"], events, max(row["last"], last))
    return found


def today_by_source() -> dict[str, int]:
    """Return how many events each source brought today (UTC) and were filed."""
    rows = CollectedDay.objects.filter(day=timezone.now().date())
    return {row.source: row.accepted + row.duplicate + row.quarantined for row in rows}


def _waiting() -> Iterator[parcels.Parcel]:
    """Yield the newest parcels that are not filed yet."""
    newest = inbox.read_newest(home.path("inbox.db"), manifest.watermark(), _TAIL_FACTS)
    for entry in newest:
        if entry.form == parcels.FORM:
            yield from parcels.unpack(entry.payload)


def newest(at_most: int = _NEWEST) -> list[dict[str, Any]]:
    """Return the newest activities, whatever brought them, the last received first.

    Whoever sees only their accounts is shown what is known to be of those.
    """
    entries = inbox.read_newest(home.path("inbox.db"), manifest.watermark(), _TAIL_FACTS)
    found = [
        table.select(_SHOWN)
        for kind, table in tail.tables(entries, programs.current_program().zone)
        if kind == "activities"
    ]
    since = timezone.now() - _RECENT
    rows = Segment.objects.filter(kind="activities", removed_at=None, created_at__gt=since)
    for row in rows.filter(row_count__lt=_LARGE).order_by("-name")[:_SEGMENTS]:
        table = segments.read("activities", row.name, list(_SHOWN))
        recent = pc.greater(table["received_at"], time.to_us(since))
        found.append(table.select(_SHOWN).filter(recent))
    if not found:
        return []
    whole = pa.concat_tables(found)
    order = pc.sort_indices(whole, [("received_at", "descending"), ("fact_id", "ascending")])
    seen: set[tuple[str, str]] = set()
    rows_found = []
    for item in whole.take(order[: at_most * 2]).to_pylist():
        name = (item["source"], item["fact_id"])
        if name not in seen and picture.sees(item["account"] or 0):
            seen.add(name)
            rows_found.append(item)
    return rows_found[:at_most]


def list_reasons() -> list[dict[str, Any]]:
    """List why events were set aside and are still, the most frequent first."""
    if seeing.sight() is not None:
        return []
    rows = QuarantinedEvent.objects.filter(replayed_at=None).values("reason")
    found = rows.annotate(n=Count("id"), first=Min("received_us"), last=Max("received_us"))
    return [dict(row) for row in found.order_by("-n", "reason")]


def list_aside(reason: str, offset: int, at_most: int) -> list[QuarantinedEvent]:
    """List events that were set aside and are still, the newest first."""
    seeing.need_all("what was set aside")
    rows = QuarantinedEvent.objects.filter(replayed_at=None)
    if reason:
        rows = rows.filter(reason=reason)
    return list(rows.order_by("-id")[offset : offset + at_most])


def find_aside(public_id: str) -> QuarantinedEvent:
    """Find an event that was set aside."""
    seeing.need_all("what was set aside")
    row = QuarantinedEvent.objects.filter(pk=ids.from_public_id(public_id) or 0).first()
    if row is None:
        message = "there is no such event; it may have been deleted after its 90 days"
        raise NotFoundError(message)
    return row


def readable(row: QuarantinedEvent) -> str:
    """Return an event as text that can be edited: set out in lines where it is JSON."""
    text = row.mended or bytes(row.raw).decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
