"""The legal-basis table as fields of a form: one row after another, empty ones to add some."""

from collections.abc import Iterable
from typing import Any, Final

from django.http import QueryDict

from accord.groups import legal_basis
from accord.groups.legal_basis import Basis
from accord.server.actions import contact
from accord.server.records.models import AppUser
from accord.server.web.display import privacy_page
from accord.values.errors import AccordError

_FIELDS: Final = ("country", "purpose", "sender", "ground", "note")
_EMPTY_ROWS: Final = 3
_AT_MOST: Final = 500


def rows_of(posted: QueryDict | None, table: Iterable[Basis]) -> list[dict[str, Any]]:
    """Return the rows that the page shows: as typed, or as in force, and some to add."""
    typed = _typed(posted) if posted is not None else legal_basis.written(table)
    blank = {"country": "", "purpose": "email", "sender": "*", "ground": "consent", "note": ""}
    rows = [*typed, *({**blank} for _ in range(_EMPTY_ROWS))]
    return [{"number": number, **row, "choices": _CHOICES} for number, row in enumerate(rows)]


def put_in_force(user: AppUser, posted: QueryDict) -> str:
    """Put what was typed in force; return what is wrong with it, if anything is."""
    try:
        contact.set_table(user, _typed(posted), posted.get("reason", ""))
    except AccordError as error:
        return error.message
    return ""


def _typed(posted: QueryDict) -> list[dict[str, str]]:
    """Return the rows that were typed; one without a country is left out."""
    columns = [posted.getlist(name)[:_AT_MOST] for name in _FIELDS]
    rows = [dict(zip(_FIELDS, values, strict=True)) for values in zip(*columns, strict=False)]
    return [row for row in rows if row["country"].strip()]


_CHOICES: Final = {
    "purpose": [(one, one) for one in legal_basis.PURPOSES],
    "sender": list(privacy_page.SENDERS.items()),
    "ground": list(privacy_page.GROUNDS.items()),
}
