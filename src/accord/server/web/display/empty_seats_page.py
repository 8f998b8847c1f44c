"""The worklist of empty seats: which role, at whom, how many, for whom, and what to do."""

from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.groups import sought
from accord.program.model import Program
from accord.server.actions import audiences
from accord.server.records.models import AppUser
from accord.server.records.queries import empty_seats, seeing
from accord.server.records.queries.empty_seats import PAGE, EmptySeat, Filters, Found
from accord.server.web import people, tiers, wording

_TITLES: Final = {
    "role": gettext_noop("Role"),
    "tier": gettext_noop("Tier"),
    "owner": gettext_noop("Owner"),
    "state": gettext_noop("What is missing"),
}
_STATES: Final = {"missing": gettext_noop("nobody known"), "quiet": gettext_noop("nobody engaged")}


def sheet(
    found: Found, filters: Filters, number: int, user: AppUser, program: Program
) -> dict[str, Any]:
    """Return what the page's template reads."""
    names = people.names()
    sought_by = empty_seats.find_sought([seat.account for seat in found.rows])
    first = (number - 1) * PAGE + 1
    return {
        "headline": _headline(found),
        "facets": [_facet(name, found, filters, names) for name in empty_seats.FACETS],
        "rows": [_row(seat, sought_by, names, program) for seat in found.rows],
        "total": found.total,
        "range": _("%(a)s to %(b)s of %(n)s")
        % {
            "a": wording.number(first),
            "b": wording.number(first + len(found.rows) - 1),
            "n": wording.number(found.total),
        }
        if found.rows
        else "",
        "before": _link(filters, number - 1) if number > 1 else "",
        "after": _link(filters, number + 1) if number * PAGE < found.total else "",
        "query": _query(filters),
        "is_narrowed": bool(_query(filters)),
        "may_tell": user.access_role in audiences.MAY and seeing.sight() is None,
    }


def _headline(found: Found) -> str:
    if not found.total:
        return _("No seat is empty.")
    words = _("%(n)s seats at %(a)s accounts wait for somebody.")
    return words % {"n": wording.number(found.total), "a": wording.number(found.accounts)}


def _facet(name: str, found: Found, filters: Filters, names: dict[str, str]) -> dict[str, Any]:
    chosen = getattr(filters, name)
    choices = [
        {
            "title": _said(name, value, names),
            "n": n,
            "is_chosen": value == chosen and bool(value),
            "link": _link(filters, 1, **{name: "" if value == chosen else value}),
        }
        for value, n in found.choices[name]
        if value
    ]
    return {
        "title": _(_TITLES[name]),
        "chosen": _said(name, chosen, names) if chosen else "",
        "choices": choices,
    }


def _said(name: str, value: str, names: dict[str, str]) -> str:
    if name == "owner":
        return wording.named(value, names)
    if name == "tier":
        return dict(tiers.choices()).get(value, value)
    return _(_STATES[value]) if name == "state" else wording.words(value)


def _row(
    seat: EmptySeat,
    sought_by: dict[tuple[int, str, str], str],
    names: dict[str, str],
    program: Program,
) -> dict[str, Any]:
    by = sought_by.get((seat.account, seat.solution, seat.role), "")
    return {
        "seat": seat,
        "role": wording.words(seat.role),
        "solution": program.solutions[seat.solution].title
        if len(program.solutions) > 1 and seat.solution in program.solutions
        else "",
        "owner": wording.named(seat.owner, names) if seat.owner else _("nobody"),
        "state": _("%(k)s of %(r)s known") % {"k": seat.known, "r": seat.required}
        if seat.state == "missing"
        else _("%(e)s of %(r)s engaged") % {"e": seat.engaged, "r": seat.required},
        "titles": ", ".join(_titles(program, seat)[:3]),
        "sought": _("sought by %(who)s") % {"who": wording.named(by, names)} if by else "",
    }


def _titles(program: Program, seat: EmptySeat) -> tuple[str, ...]:
    if seat.solution not in program.solutions or seat.state != "missing":
        return ()
    return sought.titles_of(program, seat.solution, seat.role)


def _query(filters: Filters) -> str:
    pairs = {name: getattr(filters, name) for name in empty_seats.FACETS}
    return urlencode({name: value for name, value in pairs.items() if value})


def _link(filters: Filters, number: int, **changes: str) -> str:
    pairs = {name: getattr(filters, name) for name in empty_seats.FACETS} | changes
    asked = {name: value for name, value in pairs.items() if value}
    if number > 1:
        asked["page"] = str(number)
    return f"?{urlencode(asked)}"
