"""How the list of accounts is narrowed: the filters that are on, and those that could be."""

from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.server.records.queries import accounts
from accord.server.web import people, tiers, wording
from accord.server.web.display import account_list

FACET_TITLES: Final = {
    "tier": gettext_noop("Tier"),
    "stage": gettext_noop("Journey stage"),
    "motion": gettext_noop("Motion"),
    "owner": gettext_noop("Owner"),
    "industry": gettext_noop("Industry"),
    "country": gettext_noop("Country"),
    "fit_band": gettext_noop("Fit"),
    "change": gettext_noop("Change on the list"),
}
_NAMED: Final = 3
_OWN_MENU: Final = frozenset({"tier", "stage"})
"""Facets whose menu tells what is chosen, so that no chip needs to."""


@dataclass(frozen=True, slots=True)
class FacetMenu:
    """The choices of one facet."""

    title: str
    chosen: str
    choices: tuple[account_list.Link, ...]
    is_first: bool


def chips(asked: account_list.Asked) -> list[account_list.Link]:
    """Return the filters that are on, each with the address without it."""
    filters = asked.filters
    found = []
    for name, values in filters.chosen.items():
        if name in _OWN_MENU and set(values) != set(account_list.TIERS):
            continue
        rest = {other: kept for other, kept in filters.chosen.items() if other != name}
        words = wording.joined([value_words(name, value) for value in values][:_NAMED])
        more = f" +{len(values) - _NAMED}" if len(values) > _NAMED else ""
        title = f"{_(FACET_TITLES.get(name, name))}: {words}{more}"
        if set(values) == set(account_list.TIERS):
            title = _("On the target account list")
        found.append(
            account_list.Link(title, account_list.link(replace(filters, chosen=rest), asked.sort))
        )
    for field, words in account_list.FLAGS.values():
        if getattr(filters, field):
            found.append(
                account_list.Link(
                    _(words),
                    account_list.link(replace(filters, **_flag(field, is_on=False)), asked.sort),
                )
            )
    if filters.text:
        found.append(
            account_list.Link(
                f"“{filters.text}”", account_list.link(replace(filters, text=""), asked.sort)
            )
        )
    return found


def _flag(name: str, *, is_on: bool) -> dict[str, Any]:
    return {name: is_on}


def value_words(facet: str, value: str) -> str:
    """Write one value of a facet; names of people and places stay as they are."""
    if not value:
        return {"tier": _("not a target"), "owner": _("nobody")}.get(facet, _("unknown"))
    if facet == "owner":
        return wording.named(value, people.names())
    if facet == "tier":
        return tiers.label(value)
    return value if facet == "country" else wording.words(value)


def facet_menus(
    asked: account_list.Asked, facets: dict[str, tuple[accounts.Facet, ...]]
) -> list[FacetMenu]:
    """Return the menus that narrow the list, the tier's first and by itself."""
    return [
        FacetMenu(
            title=_(title),
            chosen=_menu_words(name, asked.filters.chosen.get(name, ())),
            choices=tuple(_choice(asked, name, facet) for facet in facets.get(name, ())),
            is_first=name in _OWN_MENU,
        )
        for name, title in FACET_TITLES.items()
    ]


def _menu_words(name: str, values: tuple[str, ...]) -> str:
    if set(values) == set(account_list.TIERS):
        return ""
    return ", ".join(value_words(name, value) for value in values[:2])


def _choice(asked: account_list.Asked, name: str, facet: accounts.Facet) -> account_list.Link:
    """Return the choice of one value: pressing it turns it on or off."""
    now = asked.filters.chosen.get(name, ())
    if set(now) == set(account_list.TIERS):
        now = ()
    then = tuple(v for v in now if v != facet.value) if facet.value in now else (*now, facet.value)
    chosen = {**asked.filters.chosen, name: then}
    chosen = {facet_name: values for facet_name, values in chosen.items() if values}
    return account_list.Link(
        value_words(name, facet.value),
        account_list.link(replace(asked.filters, chosen=chosen), asked.sort),
        facet.n,
        is_chosen=facet.value in now,
    )


def flag_links(asked: account_list.Asked) -> list[account_list.Link]:
    """Return the flags that are still off."""
    return [
        account_list.Link(
            _(words),
            account_list.link(replace(asked.filters, **_flag(field, is_on=True)), asked.sort),
        )
        for field, words in account_list.FLAGS.values()
        if not getattr(asked.filters, field)
    ]
