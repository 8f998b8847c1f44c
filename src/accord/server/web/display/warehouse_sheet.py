"""The page of a saved query: what it asks, and what its first rows become."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from accord.connectors.files import headers
from accord.connectors.warehouse.query import Query
from accord.server.records.models import AppUser
from accord.server.records.queries.connections import Linked
from accord.server.syncing.warehouses import TriedQuery
from accord.server.web import wording

_PREFIX: Final = "means:"
_BY_NAME: Final = "by_name"
_NAMES_SHOWN: Final = 8


def listed(linked: Linked) -> list[dict[str, Any]]:
    """Return the queries that a connection's page lists."""
    return [
        each | {"kind_words": wording.words(each["kind"]), "goes_on_by": each["cursor"]}
        for each in linked.options.get("queries", ())
    ]


def find(linked: Linked, name: str) -> dict[str, Any]:
    """Return a kept query; nothing for a new one."""
    kept = linked.options.get("queries", ())
    return next((dict(each) for each in kept if each["name"] == name), {})


def asked(given: Mapping[str, Any], posted: Mapping[str, str]) -> Query:
    """Return the query that a form asks for; a column read by its name is said nothing of."""
    return Query(given["name"].strip(), given["kind"], given["sql"], given["cursor"], said(posted))


def said(posted: Mapping[str, str]) -> dict[str, str]:
    """Return what a form says of columns; one that is read by its name is not said."""
    return {
        name.removeprefix(_PREFIX): field
        for name, field in posted.items()
        if name.startswith(_PREFIX) and field != _BY_NAME
    }


def sheet(
    linked: Linked, kept: Mapping[str, Any], tried: TriedQuery | None, user: AppUser
) -> dict[str, Any]:
    """Return what the page's template reads."""
    return {
        "public_id": linked.public_id,
        "name": linked.name,
        "title": kept.get("name") or _("A new query"),
        "is_kept": bool(kept),
        "is_admin": user.is_admin,
        "said": dict(kept.get("mapping", {})),
        "tried": _tried(tried) if tried else None,
    }


def mapping_rows(kind: str, tried: TriedQuery | None, said: Mapping[str, str]) -> list[Any]:
    """Return every column of a result with what it may mean."""
    if tried is None:
        return []
    choices = [(name, wording.words(name)) for name in headers.fields_of(kind)]
    choices += [("custom", _("A field of your own")), ("", _("not used"))]
    return [
        {
            "column": name,
            "name": _PREFIX + name,
            "read_as": _read_as(tried.fields[name]),
            "said": said.get(name, _BY_NAME),
            "choices": choices,
        }
        for name in tried.names
    ]


def _read_as(field: str) -> str:
    if field == "custom":
        return _("A field of your own")
    return wording.words(field) if field else _("not used")


def _tried(tried: TriedQuery) -> dict[str, Any]:
    names = list(dict.fromkeys(name for row in tried.rows for name in row))[:_NAMES_SHOWN]
    return {
        "words": _("%(taken)s of the first %(read)s taken")
        % {
            "taken": wording.number(tried.taken),
            "read": wording.counted(tried.read, "1 row", "%(n)s rows"),
        },
        "names": [wording.words(name) for name in names],
        "rows": [[row.get(name, "–") for name in names] for row in tried.rows],
        "issues": tried.issues,
    }
