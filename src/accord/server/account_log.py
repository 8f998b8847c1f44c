"""The facts that speak of some accounts, taken out of the whole log by their keys."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from accord.derive.account import Workspace
from accord.engine import files
from accord.engine.session import Session
from accord.facts import keys, schemas
from accord.facts.log import Log
from accord.server import acknowledged, reference_keys, segments, tail
from accord.server.records.mapping import decisions
from accord.server.records.models import Decision
from accord.server.records.queries import programs


def of(accounts: Sequence[int], workspace: Workspace) -> Log:
    """Return what may speak of some accounts, by the workspace's keys; a little more is no harm."""
    wanted = _keys(accounts, workspace)
    tables: dict[str, tuple[pa.Table, ...]] = {}
    filed, waiting = acknowledged.read()
    with Session(threads=1, memory_limit="600MB") as session:
        for kind, rows in filed.items():
            paths = [str(segments.path_of(kind, row.name)) for row in rows]
            source = files.source(paths, schemas.SCHEMA_BY_KIND[kind])
            tables[kind] = (_picked(session, kind, source, wanted),)
        for kind, table in tail.tables(waiting, programs.current_program().zone):
            session.register("waiting", reference_keys.beside(kind, table))
            found = _picked(session, kind, "waiting", wanted)
            tables[kind] = (*tables.get(kind, ()), found)
    log = Log({}, tables)
    decided = list(Decision.objects.filter(account__in=[0, *accounts]).order_by("id"))
    owned = [row for row in decided if row.kind == "owner_set"]
    return log.plus("decisions", decisions.to_facts(decided)).plus(
        "account_team", decisions.to_account_team(owned, programs.current_program().zone)
    )


def _keys(accounts: Sequence[int], workspace: Workspace) -> list[int]:
    """Return every key by which facts name these accounts, parents, people or deals."""
    chosen = pa.array(list(accounts), pa.int64())
    own = _of(workspace["accounts"], "account", chosen)
    family = pa.concat_arrays([chosen, _column(own, "parent")])
    deals = _of(workspace["opportunities"], "account", chosen)
    involved = _of(workspace["opportunity_people"], "opportunity", _column(deals, "opportunity"))
    people = _of(workspace["person_keys"], "account", chosen)
    dealing = _of(workspace["person_keys"], "person", _column(involved, "person"))
    known = _of(workspace["account_keys"], "account", family)
    found = {*family.to_pylist()}
    for table in (people, dealing, known):
        found.update(table["key"].to_pylist())
    found.update(keys.domain_key(domain) for domain in own["domain"].to_pylist())
    for deal in deals.select(["source", "external_id"]).to_pylist():
        found.add(reference_keys.opportunity_key(deal["source"], deal["external_id"]))
    return sorted(key for key in found if key)


def _of(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    return table.filter(pc.is_in(table[column], value_set=values))


def _column(table: pa.Table, name: str) -> pa.Array:
    return table[name].drop_null().cast(pa.int64()).combine_chunks()


def _picked(session: Session, kind: str, source: str, wanted: list[int]) -> pa.Table:
    """Return the facts of a source of which some key is wanted."""
    listed = ", ".join(schemas.SCHEMA_BY_KIND[kind].names)
    where = "true"
    if kind not in reference_keys.WHOLE:
        numbers = ", ".join(str(key) for key in wanted)
        parts = [f"{column} IN ({numbers})" for column in reference_keys.columns(kind)]
        if kind == "decisions":
            parts.append("account = 0")
        where = " OR ".join(parts)
    return session.arrow(f"SELECT {listed} FROM {source} WHERE {where}")
