"""What only the people who made a file can tell: units of revenue, what was done, and answers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Final

from accord.connectors.files import numbers, vocabulary
from accord.connectors.files.plan import ColumnMap, Plan, Question
from accord.values.errors import AccordError

_PLAUSIBLE_PER_HEAD: Final = 10
"""Dollars of revenue a head below which revenues were hardly written in dollars."""
_ENOUGH: Final = 3
"""Companies from which the size of revenues may be judged."""


def check_answer(name: str, said: str, options: Sequence[str]) -> None:
    """Refuse an answer that the question does not offer."""
    if said not in options:
        raise AccordError(f"{said!r} is no answer to {name}; answer {' or '.join(options)}.")


def revenue(
    plan: Plan, mapping: list[ColumnMap], texts: Sequence[Sequence[str]]
) -> tuple[list[ColumnMap], list[Question]]:
    """Find out whether revenues are in millions: by the header, the maker, or by asking."""
    place = next((i for i, one in enumerate(mapping) if one.field == "revenue"), None)
    if place is None:
        return mapping, []
    made = mapping[place]
    unit, asked = _revenue_unit(plan, made, mapping, texts)
    mapping[place] = replace(made, unit=unit)
    return mapping, asked


def _revenue_unit(
    plan: Plan, made: ColumnMap, mapping: Sequence[ColumnMap], texts: Sequence[Sequence[str]]
) -> tuple[str, list[Question]]:
    said = plan.hints.answers.get("revenue_unit")
    if said:
        check_answer("revenue_unit", said, ("units", "thousands", "millions"))
        return said, []
    low = made.column.lower()
    if plan.system == "maven" or re.search(r"million|mio\b|\bmn\b|\busd ?m\b|\(m\)|_m$", low):
        return "millions", []
    if re.search(r"thousand|tsd|\busd ?k\b|\(k\)|_k$", low):
        return "thousands", []
    heads = next((one for one in mapping if one.field == "employees"), None)
    if heads is None or not _is_implausible(texts[made.index], texts[heads.index]):
        return "units", []
    text = (
        f"{made.column}: {', '.join(made.samples)} is very little for companies of that size. "
        "Is it in units, thousands or millions?"
    )
    return "units", [
        Question("revenue_unit", made.column, text, ("millions", "thousands", "units"))
    ]


def _is_implausible(revenues: Sequence[str], heads: Sequence[str]) -> bool:
    ratios = []
    for revenue, head in zip(revenues, heads, strict=True):
        if numbers.is_plain(revenue) and numbers.is_plain(head) and float(head) > 0:
            ratios.append(float(revenue) / float(head))
    return len(ratios) >= _ENOUGH and median(ratios) < _PLAUSIBLE_PER_HEAD


def activity(plan: Plan, mapping: Sequence[ColumnMap]) -> list[Question]:
    """Ask what people did if neither a column nor the file's name says it."""
    if plan.kind != "activities" or any(one.field == "kind_name" for one in mapping):
        return []
    if "kind_name" in plan.hints.answers or vocabulary.activity_of_file(plan.name):
        return []
    text = f"What did the people in {plan.name} do? Neither a column nor its name says it."
    options = (
        "event_attended",
        "webinar_attended",
        "form_submitted",
        "email_click",
        "meeting_held",
    )
    return [Question("kind_name", "", text, options)]
