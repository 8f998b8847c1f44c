"""What is told: two pictures of accounts become events, as data."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from accord.derive import difference
from accord.values import ids, time

QUALIFIED: Final = "account.qualified"
TIER_CHANGED: Final = "account.tier_changed"
RISING: Final = "account.rising"
TEST: Final = "webhook.test"
KINDS: Final = (QUALIFIED, TIER_CHANGED, RISING)
"""What an address may be told of."""
ROWS: Final = (
    "account", "name", "domain", "tier", "proposed_tier", "stage", "is_stalled", "fit", "engagement",
    "is_rising", "seats_known", "seats_engaged", "next_verb", "owner",
)  # fmt: skip
"""What of the accounts list is compared and told."""
_KIND_OF: Final = {"tier": TIER_CHANGED, "rising": RISING}
Tables = Mapping[str, pa.Table]
Event = tuple[str, dict[str, Any]]


def between(before: Tables, after: Tables) -> list[Event]:
    """Return what happened from one picture to the other: kind and data of each."""
    old, new = _by_account(before), _by_account(after)
    found: list[Event] = []
    for change in difference.difference(before, after):
        kind = _KIND_OF.get(change.kind)
        if kind is None or change.account not in new:
            continue
        told = _told(new[change.account]) | {"says": change.sentence}
        if kind == TIER_CHANGED:
            told["tier_before"] = old[change.account]["tier"]
        found.append((kind, told))
    return [*found, *_qualified(before, after, new)]


def body(kind: str, data: Mapping[str, Any], now: datetime) -> str:
    """Write an event as the bytes that are signed."""
    said = {"type": kind, "timestamp": now.isoformat(), "data": data}
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False)


def _by_account(tables: Tables) -> dict[int, dict[str, Any]]:
    return {row["account"]: row for row in tables["account_rows"].to_pylist()}


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("name", "domain", "tier", "stage", "owner")
    return {"account": ids.public_id(row["account"])} | {name: row[name] for name in names}


def _qualified(
    before: Tables, after: Tables, rows: Mapping[int, Mapping[str, Any]]
) -> Iterable[Event]:
    known = {_key(row) for row in before["qualifications"].to_pylist()}
    for row in after["qualifications"].to_pylist():
        if row["end_day"] is None and _key(row) not in known and row["account"] in rows:
            named = {name: row[name] for name in ("solution", "motion", "rule")}
            day = time.from_day(row["start_day"]).isoformat()
            yield QUALIFIED, _told(rows[row["account"]]) | named | {"since": day}


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("account", "solution", "motion", "rule", "start_day"))
