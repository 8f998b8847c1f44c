"""The facts that speak of some accounts, taken out of the whole log by their keys."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

from accord.engine import names
from accord.engine.session import Session
from accord.facts import schemas
from accord.facts.log import Log
from accord.server import home, inbox, manifest, reference_keys, segments
from accord.server.records.mapping import decisions
from accord.server.records.models import Decision, Generation
from accord.server.records.queries import one_account

_TAIL_AT_MOST = 200_000


def of(accounts: Sequence[int], generation: Generation) -> Log:
    """Return what is known of some accounts now, as the generation's keys name them."""
    keys = _keys(accounts, generation)
    tables: dict[str, tuple[pa.Table, ...]] = {}
    tail = list(_tail())
    with Session(threads=1, memory_limit="600MB") as session:
        for kind, rows in manifest.live_by_kind().items():
            paths = [str(segments.path_of(kind, row.name)) for row in rows]
            found = _picked(session, kind, _files(paths), keys)
            tables[kind] = (found,)
        for kind, table in tail:
            session.register("waiting", reference_keys.beside(kind, table))
            found = _picked(session, kind, "waiting", keys)
            tables[kind] = (*tables.get(kind, ()), found)
    log = Log({}, tables)
    decided = list(Decision.objects.filter(account__in=[0, *accounts]).order_by("id"))
    owned = [row for row in decided if row.kind == "owner_set"]
    return log.plus("decisions", decisions.to_facts(decided)).plus(
        "account_team", decisions.to_account_team(owned)
    )


def _keys(accounts: Sequence[int], generation: Generation) -> list[int]:
    """Return every key by which facts name these accounts, their people or their deals."""
    at = one_account.opened(home.path("generations", generation.name))
    found = set(accounts)
    for account in accounts:
        for name in ("account_keys", "person_keys"):
            found.update(row["key"] for row in at.rows(name, account))
        for row in at.rows("opportunities", account):
            found.add(reference_keys.opportunity_key(row["source"], row["external_id"]))
    found.discard(0)
    return sorted(found)


def _picked(session: Session, kind: str, source: str, keys: list[int]) -> pa.Table:
    """Return the facts of a source of which some key is wanted."""
    listed = ", ".join(schemas.SCHEMA_BY_KIND[kind].names)
    where = "true"
    if kind not in reference_keys.WHOLE:
        wanted = ", ".join(str(key) for key in keys)
        parts = [f"{column} IN ({wanted})" for column in reference_keys.columns(kind)]
        if kind == "decisions":
            parts.append("account = 0")
        where = " OR ".join(parts)
    return session.arrow(f"SELECT {listed} FROM {source} WHERE {where}")


def _files(paths: Iterable[str]) -> str:
    listed = ", ".join(names.quoted(path) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true)"


def _tail() -> Iterable[tuple[str, pa.Table]]:
    """Go through what is acknowledged and not filed."""
    for entry in inbox.read_after(home.path("inbox.db"), manifest.watermark(), _TAIL_AT_MOST):
        yield entry.kind, segments.shaped(entry.kind, entry.table())
