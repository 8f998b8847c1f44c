"""Why an account moved: the values that decided, in words and as data."""

import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from accord.program import rules, words
from accord.stages.conditions import Field, Ints, meets
from accord.values import points

HARD_WORDS: Final = {
    "hand_raise": "Somebody asked to talk",
    "handoff_accepted": "Sales accepted the hand-off",
    "opportunity": "An opportunity was opened",
    "won": "A deal was won",
}
"""What is said of a move that a hard event made."""


def of_moves(
    asked: Sequence[rules.Condition], over: Field, rows: Ints, looks: Ints, prefix: str = ""
) -> list[str]:
    """Write, for each (row, look), the conditions that held there: JSON with words and values."""
    if not asked or not rows.size:
        return [as_json(prefix or "Where every account begins")] * len(rows)
    columns = [over.at(c.wanted, rows, looks) for c in asked]
    held = np.array([meets(c, column) for c, column in zip(asked, columns, strict=True)])
    patterns = (held * (1 << np.arange(len(asked)))[:, None]).sum(axis=0)
    said = [""] * len(rows)
    for pattern in np.unique(patterns).tolist():
        chosen = [i for i in range(len(asked)) if pattern >> i & 1]
        places = np.flatnonzero(patterns == pattern)
        template = _template([asked[i] for i in chosen], prefix)
        spoken = [columns[i][places] / _scale(asked[i]) for i in chosen if _is_number(asked[i])]
        parts = [column.tolist() for column in (*spoken, *(columns[i][places] for i in chosen))]
        values = zip(*parts, strict=True) if parts else [()] * len(places)
        for place, row in zip(places.tolist(), values, strict=True):
            said[place] = template % row
    return said


def as_json(words_: str, **values: Any) -> str:
    """Write words, and the values behind them, as JSON."""
    return json.dumps({"words": words_, "values": values}, ensure_ascii=False)


def key(condition: rules.Condition) -> str:
    """Name a measure with its window: "people_engaged within 90 days"."""
    window = f" within {condition.within_days} days" if condition.within_days else ""
    return f"{condition.measure}{window}"


def _template(conditions: list[rules.Condition], prefix: str) -> str:
    """Return one template, filled first with the numbers spoken, then with every value."""
    phrases = [_phrase(condition) for condition in conditions]
    said = "; ".join(phrases) or "nothing else holds"
    text = f"{prefix}: {said}" if prefix else said[:1].upper() + said[1:]
    names = ", ".join(f"{json.dumps(key(c))}: %d" for c in conditions)
    return '{"words": ' + json.dumps(text, ensure_ascii=False) + ', "values": {' + names + "}}"


def _phrase(condition: rules.Condition) -> str:
    known = words.measure_of(condition.measure)
    title = known.title if known else condition.measure.replace("_", " ")
    unit = known.unit if known else "count"
    window = f" in {condition.within_days} days" if condition.within_days else ""
    if unit in {"yes_no", "text"}:
        return title + _accepted(condition, known)
    shown = "%.1f" if unit == "points" else "%d"
    return f"{title} {shown}{window}{_bound(condition, unit)}"


def _is_number(condition: rules.Condition) -> bool:
    known = words.measure_of(condition.measure)
    return known is None or known.unit not in {"yes_no", "text"}


def _scale(condition: rules.Condition) -> int:
    known = words.measure_of(condition.measure)
    return points.MILLION if known and known.unit == "points" else 1


def _accepted(condition: rules.Condition, known: words.Measure | None) -> str:
    if known is None or known.unit != "text":
        return ""
    names = [known.values[code] for code in sorted(condition.accepted or ())]
    return " " + " or ".join(names)


def _bound(condition: rules.Condition, unit: str) -> str:
    scale = points.MILLION if unit == "points" else 1
    if condition.low is not None:
        return f" ({condition.low / scale:g} needed)"
    return f" (at most {(condition.high or 0) / scale:g})"
