"""Rows to Arrow tables: the one door by which facts of any kind are put in shape."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from accord.facts import activity_kinds, keys, schemas
from accord.values import ids, time

HALF_HOUR: Final = 30 * 60 * time.SECOND


def table(kind: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Return rows of one kind as a table; columns not given are null, unknown ones refused."""
    schema = schemas.SCHEMA_BY_KIND[kind]
    kept = [dict(row) for row in rows]
    for row in kept:
        if stray := row.keys() - set(schema.names):
            message = f"{kind} has no column {min(stray)!r}; it has {', '.join(schema.names)}"
            raise ValueError(message)
    columns = {name: [row.get(name) for row in kept] for name in schema.names}
    return pa.table(columns, schema=schema)


def activity(row: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Complete one activity with its whole-number columns.

    Give the head and `kind_name`; `email`, `anonymous_id`, `asset_name`, `network_name` and the
    like where known. A `person_key` that is not given is that of the mail address, else the browser.
    """
    kind = row["kind_name"]
    channel = row.get("channel_name") or activity_kinds.channel_of(kind)
    person_key = row.get("person_key") or keys.email_key(row.get("email"))
    return dict(row) | {
        "day": time.day_of(row["occurred_at"], zone),
        "known_day": time.day_of(row["known_at"], zone),
        "half_hour": row["occurred_at"] // HALF_HOUR,
        "kind": ids.code32(kind),
        "channel": ids.code32(channel),
        "channel_name": channel,
        "asset": ids.hash64("asset", row["asset_name"]) if row.get("asset_name") else 0,
        "agent": ids.hash64("agent", row["user_agent"]) if row.get("user_agent") else 0,
        "network": keys.network_key(row.get("network_name")),
        "message": keys.message_key(row.get("message_id")),
        "person_key": person_key or keys.anonymous_key(row.get("anonymous_id")),
        "company_key": row.get("company_key") or 0,
        "account": row.get("account") or 0,
        "person": row.get("person") or 0,
    }
