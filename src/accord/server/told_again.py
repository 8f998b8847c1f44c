"""Records that a file gives a value which they had before, and have no longer.

A fact is known for ever by what it says, so a value that goes from A to B and back to A would
count as heard already. Where the source doesn't say when it changed the record, the file's
last word on it counts as new when it differs from the last word that is known.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts.log import Log

RECORDS: Final = ("companies", "people", "leads", "opportunities", "subscriptions", "costs")
"""Kinds whose facts are the states of a record, named `<kind>:<record>:<hash of what it says>`."""

_HEAD: Final = ("fact_id", "source", "received_at", "known_at")
_PARTS: Final = (
    "source, fact_id, regexp_replace(fact_id, ':[^:]*$', '') AS record, "
    "regexp_replace(fact_id, '@[0-9]+$', '') AS said, known_at, received_at"
)
_NEWEST: Final = """
SELECT source, record, arg_max(said, (known_at, received_at, fact_id)) AS said,
    arg_max(fact_id, (known_at, received_at, fact_id)) AS fact_id, max(known_at) AS known_at,
    max(received_at) AS received_at
FROM {parts} GROUP BY source, record
"""
_AGAIN: Final = f"""
WITH told AS (SELECT {_PARTS} FROM fact_{{kind}}),
own AS (SELECT {_PARTS} FROM given_facts),
newest AS ({_NEWEST.format(parts="told")}), given AS ({_NEWEST.format(parts="own")})
SELECT g.fact_id, g.received_at FROM given AS g
JOIN newest AS n ON n.source = g.source AND n.record = g.record
WHERE g.said <> n.said AND g.known_at >= n.known_at
    AND EXISTS (SELECT 1 FROM told AS t WHERE t.source = g.source AND t.fact_id = g.fact_id)
"""
_EVER: Final = AsOf(2**62, 0, ZoneInfo("UTC"))
Names = Mapping[str, str]
"""New fact ids by the ids that are taken."""


def find(log: Log, staged: Iterable[tuple[str, pa.Table]]) -> dict[str, Names]:
    """Return, by kind, new ids for facts that return to what was said before."""
    heads: dict[str, list[pa.Table]] = {}
    for kind, table in staged:
        if kind in RECORDS:
            heads.setdefault(kind, []).append(table.select(_HEAD))
    if not heads:
        return {}
    with Session() as session:
        logs.open_log(session, _only(log, heads), _EVER)
        return {kind: _renamed(session, kind, parts) for kind, parts in heads.items()}


def rename(table: pa.Table, names: Names) -> pa.Table:
    """Return the facts with their new ids."""
    if not names:
        return table
    ids = table["fact_id"]
    new = pa.array([names.get(one, one) for one in ids.to_pylist()], pa.string())
    return table.set_column(
        table.schema.get_field_index("fact_id"), table.schema.field("fact_id"), new
    )


def _only(log: Log, kinds: Iterable[str]) -> Log:
    """Return the facts of some kinds."""
    return Log(
        {kind: log.paths_by_kind[kind] for kind in kinds if kind in log.paths_by_kind},
        {kind: log.tables_by_kind[kind] for kind in kinds if kind in log.tables_by_kind},
    )


def _renamed(session: Session, kind: str, parts: list[pa.Table]) -> Names:
    session.register("given_facts", pa.concat_tables(parts))
    found = session.rows(_AGAIN.format(kind=kind))
    return {fact_id: f"{fact_id}@{received}" for fact_id, received in found}
