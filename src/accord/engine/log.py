"""Opens a log: a view of facts a kind, cut to what was known at the moment of the picture."""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from accord.engine import files
from accord.engine.session import AsOf, Session
from accord.facts import schemas
from accord.facts.log import Log

_COUNTED_BY_HALF_HOUR: Final = frozenset({"activities"})


def open_log(session: Session, log: Log, as_of: AsOf) -> None:
    """Make a view `fact_<kind>` of every kind of fact, empty where there are none."""
    for kind in schemas.KINDS:
        known = " UNION ALL ".join(
            f"{part} WHERE known_at <= {as_of.us}" for part in _parts(session, kind, log)
        )
        session.view(f"fact_{kind}", _once(session, kind, known))


@dataclass(frozen=True)
class Part:
    """Facts of one kind in some files, or the tables beside them, known from one time to another."""

    kind: str
    paths: tuple[str, ...]
    known_from_us: int
    known_until_us: int


def view_part(session: Session, name: str, part: Part) -> None:
    """Make a view of a part of a log that is open: of no files, the tables in memory."""
    schema = schemas.SCHEMA_BY_KIND[part.kind]
    columns = ", ".join(schema.names)
    source = f"held_{part.kind}"
    if part.paths:
        source = files.source(part.paths, schema)
    elif not session.has(source):
        session.register(source, schema.empty_table())
    session.view(
        name,
        f"SELECT {columns} FROM {source} "
        f"WHERE known_at BETWEEN {part.known_from_us} AND {part.known_until_us}",
    )


def _parts(session: Session, kind: str, log: Log) -> list[str]:
    """Return a query for the files and one for the tables that hold facts of the kind."""
    schema = schemas.SCHEMA_BY_KIND[kind]
    columns = ", ".join(schema.names)
    tables = [table for table in log.tables_by_kind.get(kind, ()) if table.num_rows]
    paths = log.paths_by_kind.get(kind, ())
    parts = []
    if paths:
        parts.append(f"SELECT {columns} FROM {files.source(paths, schema)}")
    if tables or not paths:
        shaped = [files.shaped(table, schema) for table in tables]
        session.register(f"held_{kind}", pa.concat_tables([schema.empty_table(), *shaped]))
        parts.append(f"SELECT {columns} FROM held_{kind}")
    return parts


def _once(session: Session, kind: str, known: str) -> str:
    """Return a query that gives each fact once, however often it stands in the log.

    Looking for a fact that stands twice reads two columns; only where there is one is
    every later reading made to drop it. Activities in files are not looked through: the
    ledger counts them by half hour, where the same fact again is the same half hour again.
    """
    if kind in _COUNTED_BY_HALF_HOUR:
        return known
    twice = session.rows(
        f"SELECT 1 FROM ({known}) GROUP BY source, fact_id HAVING count(*) > 1 LIMIT 1"
    )
    if not twice:
        return known
    return f"SELECT DISTINCT ON (source, fact_id) * FROM ({known}) ORDER BY received_at, known_at"
