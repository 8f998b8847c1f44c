"""How the list of accounts reads: headline, tabs, chips, columns and rows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.server.records.models import AppUser
from accord.server.records.queries import accounts, views
from accord.server.web import tiers

FLAGS: Final = {
    "rising": ("is_rising", gettext_noop("Rising")),
    "stalled": ("is_stalled", gettext_noop("Stalled")),
    "single": ("is_single_threaded", gettext_noop("Rests on one person")),
    "step": ("has_next_step", gettext_noop("Has a next step")),
}
"""Flags by their name in addresses: the filter's name and its words."""

TIERS: Final = tiers.ORDER
DEFAULT_SORT: Final = "-engagement"
_LONGEST: Final = 200
_COLUMNS: Final = (
    ("account", gettext_noop("Account"), "name", False),
    ("tier", gettext_noop("Tier"), "", False),
    ("stage", gettext_noop("Journey stage"), "since_day", False),
    ("spark", gettext_noop("26 weeks"), "", False),
    ("eng", gettext_noop("Engagement"), "-engagement", True),
    ("change", gettext_noop("7 days, points"), "-engagement_change", True),
    ("why", gettext_noop("Why"), "", False),
    ("group", gettext_noop("Buying group"), "-completeness", False),
    ("owner", gettext_noop("Owner"), "", False),
    ("fit", gettext_noop("Fit"), "-fit", True),
    ("completeness", gettext_noop("Completeness"), "-completeness", True),
    ("next", gettext_noop("Next step"), "", False),
    ("employees", gettext_noop("Employees"), "-employees", True),
    ("country", gettext_noop("Country"), "", False),
    ("motion", gettext_noop("Motion"), "", False),
    ("rank", gettext_noop("Rank"), "rank", True),
)
DEFAULT_COLUMNS: Final = (
    "account",
    "tier",
    "stage",
    "spark",
    "eng",
    "change",
    "why",
    "group",
    "owner",
)
_SORT_WORDS: Final = {
    "rank": gettext_noop("value, best first"),
    "name": gettext_noop("name"),
    "engagement": gettext_noop("engagement"),
    "engagement_change": gettext_noop("change in 7 days"),
    "fit": gettext_noop("fit"),
    "completeness": gettext_noop("completeness"),
    "employees": gettext_noop("employees"),
    "since_day": gettext_noop("days in the journey stage"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the list."""

    filters: accounts.Filters
    sort: str
    after: str | None
    view: str


@dataclass(frozen=True, slots=True)
class Link:
    """A tab, chip, flag or choice: words, where it leads, how many, and whether it is chosen."""

    title: str
    link: str
    n: int | None = None
    is_here: bool = False
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table."""

    code: str
    title: str
    is_shown: bool
    is_right: bool
    link: str
    direction: str
    template: str


def read(query: QueryDict) -> Asked:
    """Read what an address asks for; unknown names are left to the query to refuse."""
    chosen = {
        name: tuple(value for value in query.getlist(name) if len(value) < _LONGEST)
        for name in accounts.FACETS
        if query.getlist(name)
    }
    flags = {field: query.get(name) == "1" for name, (field, _words) in FLAGS.items()}
    filters = accounts.Filters(text=query.get("q", "")[:200].strip(), chosen=chosen, **flags)
    return Asked(
        filters, query.get("sort", DEFAULT_SORT), query.get("after") or None, query.get("view", "")
    )


def address(filters: accounts.Filters, sort: str = DEFAULT_SORT, **more: str) -> str:
    """Write the part of an address that asks for the same again."""
    pairs = [("q", filters.text)] if filters.text else []
    pairs += [(name, value) for name, values in filters.chosen.items() for value in values]
    pairs += [(name, "1") for name, (field, _words) in FLAGS.items() if getattr(filters, field)]
    if sort != DEFAULT_SORT:
        pairs.append(("sort", sort))
    pairs += [(name, value) for name, value in more.items() if value]
    return urlencode(pairs)


def link(filters: accounts.Filters, sort: str = DEFAULT_SORT, **more: str) -> str:
    """Return the whole address of a list."""
    text = address(filters, sort, **more)
    return _path() + (f"?{text}" if text else "")


@cache
def _path() -> str:
    return reverse("accounts")


def tabs(asked: Asked, saved: Iterable[views.View], user: AppUser) -> list[Link]:
    """Return the views that stand as tabs: the built-in ones, then those that were saved."""
    every = accounts.Filters()
    targets = accounts.Filters(chosen={"tier": TIERS})
    built_in = [
        (_("All targets"), targets, DEFAULT_SORT),
        (_("Rising"), replace(targets, is_rising=True), "-engagement_change"),
        (_("Mine"), accounts.Filters(chosen={"owner": (user.email,)}), DEFAULT_SORT),
        (_("One person deep"), replace(targets, is_single_threaded=True), DEFAULT_SORT),
        (_("Stalled"), replace(targets, is_stalled=True), "since_day"),
        (_("Next step due"), accounts.Filters(has_next_step=True), "rank"),
        (_("All known"), every, "rank"),
    ]
    found = [
        Link(title, link(filters, sort), accounts.count_accounts(filters), _is_same(asked, filters))
        for title, filters, sort in built_in
    ]
    return found + [
        Link(
            view.name,
            link(view.filters, view.sort, view=view.public_id),
            accounts.count_accounts(view.filters),
            asked.view == view.public_id,
        )
        for view in saved
    ]


def _is_same(asked: Asked, filters: accounts.Filters) -> bool:
    mine = {name: set(values) for name, values in asked.filters.chosen.items()}
    theirs = {name: set(values) for name, values in filters.chosen.items()}
    return (
        not asked.view
        and mine == theirs
        and replace(asked.filters, chosen={}) == replace(filters, chosen={})
    )


def columns(asked: Asked, shown: Iterable[str]) -> list[Column]:
    """Return every column, with how it sorts and whether it is shown."""
    wanted = set(shown) or set(DEFAULT_COLUMNS)
    return [
        Column(
            code=code,
            title=_(title),
            is_shown=code in wanted or code == "account",
            is_right=is_right,
            link=link(asked.filters, _next_sort(asked.sort, sort)) if sort else "",
            direction=_direction(asked.sort, sort),
            template=f"accounts/cells/{code}.html",
        )
        for code, title, sort, is_right in _COLUMNS
    ]


def _next_sort(now: str, sort: str) -> str:
    if now != sort:
        return sort
    return sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"


def _direction(now: str, sort: str) -> str:
    if not sort or now.removeprefix("-") != sort.removeprefix("-"):
        return ""
    return "descending" if now.startswith("-") else "ascending"


def sorted_by(sort: str) -> str:
    """Say how the list is sorted."""
    words = _(_SORT_WORDS.get(sort.removeprefix("-"), sort))
    return (
        _("Sorted by %(what)s, highest first") % {"what": words}
        if sort.startswith("-")
        else _("Sorted by %(what)s") % {"what": words}
    )


def is_plain(asked: Asked) -> bool:
    """Tell whether the whole target list is asked for, and nothing else."""
    return _is_same(asked, accounts.Filters(chosen={"tier": TIERS}))


def headline(asked: Asked, page: accounts.Page, targets: int, rising: accounts.Page) -> str:
    """Say in one sentence what the list found."""
    first = page.rows[0].name if page.rows else ""
    plain = is_plain(asked)
    if plain and rising.total:
        leader = _(" %(name)s leads.") % {"name": rising.rows[0].name}
        return (
            ngettext(
                "One of %(all)s target accounts is warming faster than chance explains.",
                "%(n)s of %(all)s target accounts are warming faster than chance explains.",
                rising.total,
            )
            % {"n": _counted(rising.total), "all": f"{targets:,}"}
        ) + leader
    if plain and targets:
        return _("%(all)s target accounts, none warming faster than chance explains.") % {
            "all": f"{targets:,}"
        }
    if not page.total:
        return _("No account is a target yet.") if plain else _("No account is like that.")
    what = ngettext("One account", "%(n)s accounts", page.total) % {"n": f"{page.total:,}"}
    return _("%(what)s, %(first)s first.") % {"what": what, "first": first}


_SMALL: Final = (
    "zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
)  # fmt: skip


def _counted(n: int) -> str:
    """Write a small number at the head of a sentence as a word."""
    return _(_SMALL[n]) if n < len(_SMALL) else f"{n:,}"


def spark_top(rows: Iterable[accounts.AccountRow]) -> int:
    """Return the top of the scale that all lines of the list share: the next power of two.

    A round top lets pages with other accounts share it, and with it the rows drawn already.
    """
    highest = max((max(row.spark, default=0) or 0 for row in rows), default=1) or 1
    return int(1 << (highest - 1).bit_length())


def kept(asked: Asked) -> list[tuple[str, str]]:
    """Return what the search form must carry along."""
    query = QueryDict(address(replace(asked.filters, text=""), asked.sort))
    return [(name, value) for name, values in query.lists() for value in values]
