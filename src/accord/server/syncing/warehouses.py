"""Warehouses: which may be read, and trying a query before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from accord.connectors.crm.shape import Context, Mapper
from accord.connectors.warehouse import client, query
from accord.connectors.warehouse.client import Access
from accord.connectors.warehouse.query import Query
from accord.server import configuration
from accord.values import time
from accord.values.errors import AccordError

_ROWS: Final = 100
_SHOWN: Final = 5
_ISSUES: Final = 20
_HARMLESS: Final = frozenset(
    {"sslmode", "sslrootcert", "warehouse", "role", "region", "endpoint", "schema", "scheme"}
)
"""What may stand behind the question mark: nothing that names another host or file."""
_HIDDEN: Final = frozenset({"fact_id", "source", "received_at", "is_backfilled", "known_day"})
_CODES: Final = frozenset(
    {
        "day",
        "half_hour",
        "kind",
        "channel",
        "asset",
        "agent",
        "network",
        "message",
        "account",
        "person",
    }
)
"""Columns that hold whole numbers for the engine, which tell people nothing."""


@dataclass(slots=True)
class TriedQuery:
    """What the first rows of a query become."""

    names: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    """Column to the field as which it is read."""
    read: int = 0
    taken: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, str]] = field(default_factory=list)


def access_of(given: Mapping[str, str]) -> Access:
    """Return where a warehouse is and who reads it."""
    return Access(given.get("address", ""), given.get("user", ""), given.get("password", ""))


def check(given: Mapping[str, str]) -> None:
    """Refuse an address that nobody allowed: the server reads it with its own rights.

    Errors: `AccordError` that says who may allow it, and how.
    """
    address = given.get("address", "")
    parts = urlsplit(address)
    if parts.scheme not in client.SCHEMES:
        known = ", ".join(f"{each}://" for each in sorted(client.SCHEMES))
        raise AccordError(f"{address!r} is no address of a warehouse; it begins with {known}.")
    if parts.password:
        raise AccordError("the password has a field of its own; take it out of the address.")
    strange = {name for name, _ in parse_qsl(parts.query)} - _HARMLESS
    if strange:
        raise AccordError(f"{min(strange)} can't be said in the address; take it out.")
    if parts.scheme in client.LOCAL:
        _check_folder(Access(address).path())
    elif parts.scheme in client.SERVERS:
        _check_host(parts.hostname or "")
    elif endpoint := dict(parse_qsl(parts.query)).get("endpoint"):
        _check_host(urlsplit(f"//{endpoint.rpartition('//')[2]}").hostname or "")


def _check_host(host: str) -> None:
    named = {one.strip().lower() for one in configuration.load().connector_hosts.split(",")}
    if host.lower() not in named - {""}:
        message = (
            f"{host or 'no host'} may not be called; an operator allows a host by "
            "ACCORD_CONNECTOR_HOSTS"
        )
        raise AccordError(message)


def _check_folder(path: Path) -> None:
    settings = configuration.load()
    real = path.resolve()
    named = [
        Path(one.strip()).resolve() for one in settings.connector_folders.split(",") if one.strip()
    ]
    is_ours = real.is_relative_to(settings.home) or settings.home.is_relative_to(real)
    if is_ours or not any(real.is_relative_to(each) for each in named):
        message = (
            f"{path} may not be read; an operator allows a folder outside the home by "
            "ACCORD_CONNECTOR_FOLDERS"
        )
        raise AccordError(message)


def attempt(access: Access, asked: Query, context: Context, now_us: int) -> TriedQuery:
    """Read the first rows of a query, and say what they become; nothing is stored."""
    sql, values = query.text(asked, None, access.mark)
    pages = client.rows(access, sql, values, _ROWS)
    names, rows = next(pages)
    pages.close()  # type: ignore[attr-defined]  # it is a generator
    if asked.cursor and asked.cursor not in names:
        message = f"there is no column {asked.cursor!r} to go on by; there are {', '.join(names)}"
        raise AccordError(message)
    columns = query.columns(asked, names)
    records = [
        {name: query.plain(value) for name, value in zip(names, row, strict=True)} for row in rows
    ]
    mapped = Mapper(asked.kind, columns, context).map(records, now_us)
    issues = [
        {"record": one.record, "column": one.column, "value": one.value, "reason": one.reason}
        for one in mapped.issues[:_ISSUES]
    ]
    read_as = {column.header: column.field for column in columns}
    fields = {name: read_as.get(name, "") for name in names}
    shown = _shown(mapped.tables)
    return TriedQuery(list(names), fields, mapped.read, mapped.taken, shown, issues)


def _shown(tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the first facts as people read them: no codes, times and days in words."""
    found = []
    for table in tables.values():
        for row in table.slice(0, _SHOWN).to_pylist():
            told = {
                name: _readable(name, value)
                for name, value in row.items()
                if name not in _HIDDEN
                and not _is_code(name, value)
                and value is not None
                and value is not False
            }
            told["known_at"] = told.pop("known_at")  # last
            found.append(told)
    return found[:_SHOWN]


def _is_code(name: str, value: Any) -> bool:
    return name.endswith("_key") or (name in _CODES and isinstance(value, int))


def _readable(name: str, value: Any) -> Any:
    if isinstance(value, int) and name.endswith("_at"):
        return time.from_us(value)
    if isinstance(value, int) and name.endswith(("_on", "_day")):
        return time.from_day(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else value
