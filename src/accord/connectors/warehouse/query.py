"""One saved query: what it asks, what its rows are, and from where on it reads the next time."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from accord.connectors.crm.shape import Column
from accord.connectors.files import fields, headers
from accord.values.errors import AccordError

KINDS: Final = tuple(kind for kind in headers.KINDS if kind not in {"products", "target_list"})
"""What rows of a query may be."""
_QUOTED: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
_STARTS: Final = re.compile(r"[\s(]*(?:select|with|values|from|table)\b", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z][\w -]{0,58}")
_OVERLAP: Final = dt.timedelta(minutes=10)
"""How far before its cursor a query by time begins: some transactions show late."""
_MOMENT, _DAY, _DECIMAL = "moment", "day", "decimal"


@dataclass(frozen=True, slots=True)
class Query:
    """A saved query."""

    name: str
    kind: str
    sql: str
    cursor: str = ""
    """The column by which only what is new is read; "": everything each time."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Column to field where the team says otherwise than its name; "" leaves it out."""

    def version(self) -> str:
        """Return what names another mapping: rows read again under it are new facts."""
        if not self.mapping:
            return ""
        told = json.dumps(dict(self.mapping), sort_keys=True)
        return hashlib.blake2b(told.encode(), digest_size=4).hexdigest()


def of(said: Mapping[str, Any]) -> Query:
    """Read a query as it is kept."""
    return Query(
        str(said.get("name", "")),
        str(said.get("kind", "")),
        str(said.get("sql", "")),
        str(said.get("cursor", "")),
        dict(said.get("mapping") or {}),
    )


def check(query: Query) -> None:
    """Refuse a query that can't be kept.

    Errors: `AccordError` for a name, a kind or a text that is none.
    """
    if not _NAME.fullmatch(query.name):
        message = "a query needs a name: letters, digits, blanks and -, at most 59"
        raise AccordError(message)
    if query.kind not in KINDS:
        message = f"{query.kind!r} is nothing that rows can be; choose one of {', '.join(KINDS)}"
        raise AccordError(message)
    bare = _QUOTED.sub(" ", query.sql).strip().rstrip(";")
    if not _STARTS.match(bare):
        message = "a query begins with SELECT or WITH; it reads, and changes nothing"
        raise AccordError(message)
    if ";" in bare:
        message = "one query at a time: take out what stands after the ;"
        raise AccordError(message)


def text(query: Query, at: Any, mark: str) -> tuple[str, list[Any]]:
    """Return the SQL that asks for what is new since a cursor, and its values."""
    inside = query.sql.strip().rstrip(";")
    if mark == "%s" and query.cursor and at is not None:
        inside = inside.replace("%", "%%")  # drivers that write values so take it for one
    whole = f"SELECT * FROM (\n{inside}\n) AS accord_query"
    if not query.cursor:
        return whole, []
    name = '"' + query.cursor.replace('"', '""') + '"'
    if at is None:
        return f"{whole} ORDER BY {name}", []
    return f"{whole} WHERE {name} >= {mark} ORDER BY {name}", [at]


def kept(value: Any) -> Any:
    """Write a cursor's value as JSON can hold it."""
    if isinstance(value, dt.datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, dt.date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    return value


def told(value: Any) -> Any:
    """Return a cursor's value, a little earlier where it is a time."""
    if not isinstance(value, Mapping):
        return value
    if _MOMENT in value:
        return dt.datetime.fromisoformat(value[_MOMENT]) - _OVERLAP
    if _DAY in value:
        return dt.date.fromisoformat(value[_DAY])
    return Decimal(value[_DECIMAL])


def columns(query: Query, names: Sequence[str]) -> tuple[Column, ...]:
    """Return how each column of a result is read: as said, else by its name.

    Errors: `AccordError` for a field that the kind doesn't have, or one that it can't do without.
    """
    known = set(headers.fields_of(query.kind))
    found = headers.match(query.kind, names)
    for name, said in query.mapping.items():
        if said not in {"", "custom", *known}:
            message = (
                f"{name} can't be read as {said!r}; {query.kind} have {', '.join(sorted(known))}."
            )
            raise AccordError(message)
        found = {other: was for other, was in found.items() if was != said or said == "custom"}
        found[name] = said
    made = tuple(
        Column(name, found.get(name, "custom"), _unit(found.get(name, "")))
        for name in names
        if found.get(name, "custom")
    )
    _check_needs(query, {column.field for column in made})
    return made


def _unit(name: str) -> str:
    """Return in which order dates in text are read: the year first, for nobody can be asked."""
    return "ymd" if name in fields.DATES or name.startswith(fields.HISTORY) else ""


def _check_needs(query: Query, found: set[str]) -> None:
    needs = [*headers.NEEDS[query.kind]]
    if query.kind == "activities":
        needs.append(("kind_name",))
    if query.kind == "ad_results" or query.kind.startswith("intent_"):
        needs.append(("occurred_at",))
    for group in needs:
        if not found.intersection(group):
            message = (
                f"{query.kind} need {' or '.join(group)}, and no column is read as that; name a "
                "column so in the query, as in SELECT site AS domain, or say what a column means"
            )
            raise AccordError(message)


def plain(value: Any) -> Any:
    """Return a value as export files would write it."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, memoryview | bytes | bytearray):
        return None
    if isinstance(value, Mapping):
        return json.dumps(value, default=str, sort_keys=True)
    return value
