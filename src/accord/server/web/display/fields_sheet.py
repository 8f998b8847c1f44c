"""The page on which somebody says what each field of a system means, and tries it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accord.connectors.files import headers
from accord.server.records.queries.connections import Linked
from accord.server.syncing import systems
from accord.server.syncing.trying import Tried
from accord.server.web import wording

_NEW_ROWS = 3
_FIXED = frozenset({"external_id", "is_deleted", "modified_at"})
"""What tells records and their versions apart; nobody can mean another field by it."""


def sheet(
    linked: Linked, said: Mapping[str, Mapping[str, str]], tried: Sequence[Tried] | None
) -> dict[str, Any]:
    """Return what the page's template reads."""
    return {
        "public_id": linked.public_id,
        "name": linked.name,
        "headline": _("Say what each field means. Try it first: nothing is stored."),
        "kinds": [_kind(linked, kind, said.get(kind, {})) for kind in _kinds(linked)],
        "tried": [_tried(each) for each in tried] if tried is not None else None,
    }


def _kinds(linked: Linked) -> list[str]:
    shapes = systems.find(linked.system).shapes
    return list(dict.fromkeys(kind for kind, _columns in shapes.values()))


def _kind(linked: Linked, kind: str, said: Mapping[str, str]) -> dict[str, Any]:
    columns = systems.defaults(systems.find(linked.system), kind)
    listed = {column.header: column.field for column in columns} | dict(said)
    known = {column.header for column in columns}
    rows = [
        {"header": header, "code": field, "name": f"{kind}:{place}", "is_own": header not in known}
        for place, (header, field) in enumerate(listed.items())
        if field not in _FIXED
    ]
    rows += [
        {"header": "", "code": "", "name": f"{kind}:new{place}", "is_own": True}
        for place in range(_NEW_ROWS)
    ]
    choices = [
        (name, wording.words(name)) for name in headers.fields_of(kind) if name not in _FIXED
    ]
    return {
        "kind": kind,
        "title": wording.words(kind),
        "rows": rows,
        "choices": [*choices, ("custom", _("A field of your own"))],
    }


def mapped(linked: Linked, given: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what a form says, by kind: only what differs from the connector's own reading."""
    found: dict[str, dict[str, str]] = {}
    for kind in _kinds(linked):
        columns = systems.defaults(systems.find(linked.system), kind)
        usual = {column.header: column.field for column in columns}
        for name, field in given.items():
            if not name.startswith(f"{kind}:") or name.endswith(":header"):
                continue
            header = given.get(f"{name}:header", "").strip()
            if header and usual.get(header, "") != field:
                found.setdefault(kind, {})[header] = field
    return found


def _tried(each: Tried) -> dict[str, Any]:
    names = list(dict.fromkeys(name for row in each.rows for name in row))[:8]
    return {
        "title": wording.words(each.kind),
        "words": _("%(taken)s of %(read)s taken") % {
            "taken": wording.number(each.taken),
            "read": wording.counted(each.read, "1 record", "%(n)s records"),
        },
        "names": [wording.words(name) for name in names],
        "rows": [[row.get(name, "–") for name in names] for row in each.rows],
        "issues": each.issues,
    }  # fmt: skip
