"""How the page of channels reads: what was paid by month, and what came of it, with the rule."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.measurement.channel_costs import Cost
from accord.measurement.visits import Came
from accord.program.origins import Origin
from accord.server.records.queries.channels import Channels
from accord.server.web import wording
from accord.values import money

_AT_MOST: Final = 40
_NAMES: Final = {
    "google_ads": "Google Ads",
    "linkedin_ads": "LinkedIn",
    "meta_ads": "Meta",
    "ads": gettext_noop("Ads"),
    "sms": "SMS",
    "not_told": gettext_noop("Not told"),
}


def sheet(found: Channels | None) -> dict[str, Any]:
    """Return the page."""
    if found is None:
        return {"headline": _("Nothing can be told before the first picture."), "months": ()}
    return {
        "headline": _headline(found),
        "months": [month_words(month) for month in found.months],
        "currency": found.currency,
        "costs": _cost_lines(found),
        "missing": _missing(found.costs),
        "campaigns": _campaigns(found),
        "visits": _visit_lines(found),
        "came": _came_lines(found.came),
        "has_own_rules": found.has_own_rules,
        "more": _more(len(_by_origin(found.came)) - _AT_MOST),
    }


def month_words(month: str) -> str:
    """Write a month: "June 2026"."""
    return date_format(date.fromisoformat(f"{month}-01"), "M Y")


def rule_words(origin: Origin) -> str:
    """Name the rule that said where a visit came from."""
    if not origin.rule:
        if origin.channel == "not_told":
            return _("the page view told neither an address nor a referrer")
        return _("no rule holds")
    if origin.is_shipped:
        return _("%(rule)s, shipped") % {"rule": wording.words(origin.rule)}
    return _("%(rule)s, your own") % {"rule": wording.words(origin.rule)}


def _payee(cost: Cost) -> str:
    """Name whom was paid: the network whose export it is, else the channel."""
    if cost.source in _NAMES or cost.channel != "ads":
        return _name(cost.source if cost.source in _NAMES else cost.channel)
    return _("Ads, says %(source)s") % {"source": wording.words(cost.source)}


def _name(word: str) -> str:
    return _(_NAMES[word]) if word in _NAMES else wording.words(word)


def _headline(found: Channels) -> str:
    paid = sum(cost.minor or 0 for cost in found.costs)
    came = sum(one.visits for one in found.came if one.origin.channel != "not_told")
    if not found.costs and not came:
        return _("No costs and no visits of the last six months are known yet.")
    parts = []
    if found.costs:
        parts.append(
            _("%(paid)s paid for channels in six months")
            % {"paid": wording.amount(paid, found.currency)}
        )
    if came:
        parts.append(_("visits told from where: %(n)s") % {"n": wording.number(came)})
    return "; ".join(parts) + "."


def _cost_lines(found: Channels) -> list[dict[str, Any]]:
    """Return a line for each source and channel: converted sums by month, and their total."""
    rows: dict[str, dict[str, list[Cost]]] = defaultdict(lambda: defaultdict(list))
    for cost in found.costs:
        rows[_payee(cost)][cost.month].append(cost)
    lines = [_cost_line(name, by_month, found) for name, by_month in sorted(rows.items())]
    if len(lines) > 1:
        every: dict[str, list[Cost]] = defaultdict(list)
        for cost in found.costs:
            every[cost.month].append(cost)
        lines.append(_cost_line(_("Together"), every, found) | {"is_total": True})
    return lines


def _cost_line(
    title: str, by_month: Mapping[str, Sequence[Cost]], found: Channels
) -> dict[str, Any]:
    cells = [_cell(by_month.get(month, ()), found.currency) for month in found.months]
    whole = [cost for costs in by_month.values() for cost in costs]
    return {
        "title": title,
        "cells": list(zip(map(month_words, found.months), cells, strict=True)),
        "total": _cell(whole, found.currency),
        "clicks": wording.number(sum(cost.clicks for cost in whole)),
        "is_total": False,
    }


def _cell(costs: Sequence[Cost], currency: str) -> str:
    if not costs:
        return "–"
    known = sum(cost.minor or 0 for cost in costs)
    text = wording.number(known / 10 ** money.exponent(currency))
    if not any(cost.minor is None for cost in costs):
        return text
    return f"{text} +?" if known else "?"


def _missing(costs: Iterable[Cost]) -> str:
    """Say which amounts have no rate, and so stand in no sum."""
    apart: dict[str, int] = defaultdict(int)
    for cost in costs:
        if cost.minor is None:
            apart[cost.currency] += cost.own_minor
    if not apart:
        return ""
    told = ", ".join(
        wording.amount(minor, currency) if currency else _("amounts without a currency")
        for currency, minor in sorted(apart.items())
    )
    return _("Without an exchange rate, and so in no sum (?): %(told)s.") % {"told": told}


def _campaigns(found: Channels) -> list[dict[str, Any]]:
    """Return the dearest campaigns, with what was paid in their own currency."""
    sums: dict[tuple[str, str, str], list[Cost]] = defaultdict(list)
    for cost in found.costs:
        if cost.campaign:
            sums[_payee(cost), cost.campaign, cost.currency].append(cost)
    ranked = sorted(sums.items(), key=lambda one: -sum(cost.minor or 0 for cost in one[1]))
    return [
        {
            "title": campaign,
            "source": source,
            "own": wording.amount(sum(cost.own_minor for cost in costs), currency or None),
            "converted": _cell(costs, found.currency),
            "impressions": wording.number(sum(cost.impressions for cost in costs)),
            "clicks": wording.number(sum(cost.clicks for cost in costs)),
        }
        for (source, campaign, currency), costs in ranked[:_AT_MOST]
    ]


def _visit_lines(found: Channels) -> list[dict[str, Any]]:
    """Return visits by channel and month, the largest channel first."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in found.came:
        sums[one.origin.channel][one.month] += one.visits
    ranked = sorted(sums.items(), key=lambda one: (one[0] == "not_told", -sum(one[1].values())))
    return [
        {
            "title": _name(channel),
            "cells": [
                (month_words(month), wording.number(by_month[month]) if month in by_month else "–")
                for month in found.months
            ],
            "total": wording.number(sum(by_month.values())),
        }
        for channel, by_month in ranked
    ]


def _by_origin(came: Iterable[Came]) -> list[tuple[Origin, int]]:
    sums: dict[Origin, int] = defaultdict(int)
    for one in came:
        sums[one.origin] += one.visits
    return sorted(sums.items(), key=lambda one: (one[0].channel == "not_told", -one[1]))


def _came_lines(came: Iterable[Came]) -> list[dict[str, Any]]:
    """Return visits by channel and campaign, each with the rule that says so."""
    return [
        {
            "channel": _name(origin.channel),
            "campaign": origin.campaign or "–",
            "play": wording.words(origin.play) if origin.play else "",
            "rule": rule_words(origin),
            "visits": wording.number(n),
        }
        for origin, n in _by_origin(came)[:_AT_MOST]
    ]


def _more(n: int) -> str:
    return _("And %(n)s more with fewer visits.") % {"n": wording.number(n)} if n > 0 else ""
