"""How the scorecard reads: questions, verdicts, one axis a table, intervals and badges."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.measurement import catalogue
from accord.measurement.definition import Definition
from accord.server.records.queries import programs
from accord.server.records.queries.scorecard import Measure, Scorecard
from accord.server.web import drawing, tiers, wording
from accord.server.web.display import funnel_page

_NOT_ENOUGH: Final = "not enough data"
_BADGE_ORDER: Final = ("randomised", "adjusted", "descriptive", _NOT_ENOUGH)
_WHOLE: Final = frozenset({"", "all", "target_list", "listed", "total"})
_GROUPS: Final = (
    ("share", gettext_noop("What is known, as shares")),
    ("figure", gettext_noop("Counts and means")),
    ("money", gettext_noop("Pipeline and goals")),
)
_BY_TIER: Final = 5
_NO_DECIMALS_FROM: Final = 100
_OF_PEOPLE: Final = frozenset({"match_rate"})


def definitions() -> dict[str, Definition]:
    """Return every measure's definition by name."""
    return {each.name: each for each in catalogue.DEFINITIONS}


def sheet(found: Scorecard) -> dict[str, Any]:
    """Return the page."""
    known = definitions()
    wholes = [m for m in found.measures if m.slice in _WHOLE]
    enough = [m for m in wholes if m.badge != _NOT_ENOUGH]
    early = [m for m in wholes if m.badge == _NOT_ENOUGH]
    return {
        "window": _("Scorecard, each figure with its own window"),
        "headline": headline(enough, early, known),
        "under": _(
            "Everything here is described, not credited: no test was run on it, so it says what goes together, never what caused what."
        )
        if enough
        else "",
        "tables": _tables(wholes, known),
        **funnel_page.sheet(found),
        **by_tier(found.measures, known),
        "too_early": [_too_early(m, known) for m in early[:4]],
    }


def headline(enough: list[Measure], early: list[Measure], known: dict[str, Definition]) -> str:
    """Say what is known and what can't be told yet."""
    if not enough:
        return _("Nothing can be told yet. The first honest date stands beside each question.")
    by_name = {m.measure: m for m in enough}
    first = by_name.get("engagement_rate") or enough[0]
    title = _title(first, known)
    text = _("%(title)s: %(value)s.") % {"title": title, "value": _value(first)}
    if early:
        text += " " + _("%(n)s of %(all)s questions can't be told yet.") % {
            "n": len(early),
            "all": len(early) + len(enough),
        }
    return text


def _title(measure: Measure, known: dict[str, Definition]) -> str:
    found = known.get(measure.measure)
    return found.title if found else wording.words(measure.measure)


def _kind(measure: Measure) -> str:
    if measure.unit in {"percent", "%", "share"}:
        return "share"
    if measure.measure.startswith(("pipeline", "won", "goal")) or measure.unit in {
        "ratio",
        "money",
        "minor",
    }:
        return "money"
    return "figure"


def _tables(wholes: list[Measure], known: dict[str, Definition]) -> list[dict[str, Any]]:
    """Return a table for each kind of unit: shares share one axis, other figures have their own."""
    by_kind: dict[str, list[Measure]] = defaultdict(list)
    for measure in wholes:
        by_kind[_kind(measure)].append(measure)
    found = []
    for kind, title in _GROUPS:
        rows = sorted(
            by_kind[kind],
            key=lambda m: _BADGE_ORDER.index(m.badge) if m.badge in _BADGE_ORDER else 9,
        )
        if rows:
            axis = drawing.Axis(0, 100) if kind == "share" else None
            found.append(
                {
                    "title": _(title),
                    "under": "",
                    "unit": _("Share") if kind == "share" else _("Figure"),
                    "axis_words": _("0 to 100 %")
                    if kind == "share"
                    else _("each on its own scale from 0"),
                    "lines": [_line(m, known, axis or _own_axis(m)) for m in rows],
                }
            )
    return found


def _own_axis(measure: Measure) -> drawing.Axis:
    top = max(abs(v) for v in (measure.high, measure.value, 1.0) if v is not None)
    return drawing.Axis(0, 1.25 * top)


def _line(measure: Measure, known: dict[str, Definition], axis: drawing.Axis) -> dict[str, Any]:
    definition = known.get(measure.measure)
    return {
        "question": _title(measure, known),
        "verdict": measure.note or (definition.note if definition else "") or measure.window_words,
        "drawing": _drawing(measure, axis),
        "value": _value(measure) if measure.value is not None else "",
        "interval": _interval(measure),
        "badge": measure.badge,
        "behind": _behind(measure),
        "link": reverse("glossary") + f"#{measure.measure}",
    }


def _is_counted(measure: Measure) -> bool:
    """Tell whether the figure is a count or sum of all there is, so that no interval is due."""
    return measure.value is not None and measure.low == measure.high


def _interval(measure: Measure) -> str:
    if measure.value is None:
        return _("anything fits")
    if _is_counted(measure):
        return _("counted in full")
    ends = {"l": _figure(measure, measure.low), "h": _figure(measure, measure.high)}
    return _("%(l)s to %(h)s") % ends


def _drawing(measure: Measure, axis: drawing.Axis) -> SafeString:
    """Draw the interval; a figure that was counted in full has none, and gets a bare mark."""
    if measure.value is None or measure.low is None or measure.high is None:
        return drawing.interval(axis, None, "not-enough")
    if _is_counted(measure) and _kind(measure) != "share":
        return SafeString("")
    scale = _scale(measure)
    estimate = (scale * measure.value, scale * measure.low, scale * measure.high)
    return drawing.interval(axis, estimate, measure.badge)


def _scale(measure: Measure) -> float:
    return 100 if measure.unit == "share" else 1


def _value(measure: Measure) -> str:
    return _figure(measure, measure.value)


def _figure(measure: Measure, value: float | None) -> str:
    """Write a figure with its unit."""
    if value is None:
        return "–"
    if _kind(measure) == "share":
        share = value if measure.unit in {"percent", "%"} else 100 * value
        return f"{wording.number(share)}\N{NO-BREAK SPACE}%"
    if measure.unit == "ratio":
        return f"{value:.2f}"
    if measure.unit == "money":
        return wording.amount(round(value), programs.current_program().money.reporting_currency)
    return wording.number(
        value, 0 if float(value).is_integer() or abs(value) >= _NO_DECIMALS_FROM else 1
    )


def _behind(measure: Measure) -> str:
    return (
        wording.counted(measure.n, "1 row", "%(n)s rows")
        if measure.unit in {"", "ratio", "minor", "money"}
        else _("%(n)s counted") % {"n": f"{measure.n:,}"}
    )


def by_tier(measures: Iterable[Measure], known: dict[str, Definition]) -> dict[str, Any]:
    """Return the table of the list by tier: those measures that were cut by tier."""
    cells: dict[str, dict[str, Measure]] = defaultdict(dict)
    for measure in measures:
        if measure.slice in tiers.ORDER:
            cells[measure.measure][measure.slice] = measure
    names = [name for name in known if name in cells][:_BY_TIER]
    columns = [known[name].title for name in names]
    lines = [
        {
            "tier": tier,
            "title": tiers.label(tier),
            "values": [_cell(cells[name].get(tier)) for name in names],
        }
        for tier in tiers.ORDER
        if any(tier in cells[name] for name in names)
    ]
    return {"list_columns": columns, "lists": lines}


def _cell(measure: Measure | None) -> str:
    if measure is None:
        return "–"
    return _value(measure) if measure.value is not None else _("too few")


def _too_early(measure: Measure, known: dict[str, Definition]) -> dict[str, Any]:
    definition = known.get(measure.measure)
    enough = definition.enough if definition else 0
    words = measure.note or _(
        "With so few, the interval would be too wide to steer by, so no figure is printed."
    )
    if not enough or measure.n >= enough:
        return {"title": _title(measure, known), "words": words}
    return {
        "title": _title(measure, known),
        "words": words,
        "have": _("%(n)s of about %(enough)s") % {"n": measure.n, "enough": enough},
        "when": _("asked again each night"),
        "drawing": drawing.bar(measure.n / enough, "l"),
    }
