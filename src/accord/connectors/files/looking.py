"""Rows of a file to a plan of how to read it: what each column is, and what must be asked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from accord.connectors.files import (
    ads,
    asking,
    calendars,
    fields,
    headers,
    intent,
    lead_files,
    moments,
    numbers,
    sequences,
    web,
    words,
)
from accord.connectors.files.plan import ColumnMap, Plan, Question, answered
from accord.connectors.files.rows import Row
from accord.values.errors import AccordError

SAMPLE: Final = 2_000
_SHOWN: Final = 3
_WITH_CUSTOM: Final = frozenset(
    {"companies", "people", "leads", "opportunities", "activities", *lead_files.KINDS}
)
_MARKS: Final = frozenset(
    [
        "lead_source",
        "converted_flag",
        "forecast",
        "metro",
        "marks",
        "from_stage",
        "layoff_count",
        "funding",
        "to_currency",
    ]
)
"""Fields that tell kinds apart and are otherwise the team's own."""
_TOLD: Final = {"layoff_count": "counts people laid off", "funding": "tells of a funding round"}
_HISTORY: Final = (
    re.compile(r"Date entered [\"“'](.+?)[\"”'](?: \(.*\))?", re.IGNORECASE),
    re.compile(r"Date entered (?!stage|current)(.+?)(?: \(.*\))?", re.IGNORECASE),
    re.compile(r"(?:property_)?hs_(?:v2_)?date_entered_(?!current)(\w+)", re.IGNORECASE),
)
_SOURCES: Final[Mapping[str, str]] = {"hubspot": "hubspot", "salesforce": "salesforce", "marketo": "marketo"}  # fmt: skip


@dataclass(slots=True)
class Column:
    """One column of the sample, and the evidence it gives."""

    name: str
    index: int
    texts: list[str]
    orders: frozenset[str] = frozenset(moments.ORDERS)
    signs: frozenset[str] = frozenset({".", ","})
    doubts: dict[str, None] = field(default_factory=dict)

    def see_dates(self, texts: Iterable[str]) -> None:
        """Weigh dates: which orders are left, and which values are in doubt."""
        different = set(texts)
        self.orders &= moments.left_over(different)
        self._doubt(text for text in different if moments.is_doubtful(text))

    def see_numbers(self, texts: Iterable[str]) -> None:
        """Weigh numbers: which decimal signs are left, and which values are in doubt."""
        for text in set(texts):
            signs = numbers.evidence(text)
            if signs:
                self.signs &= signs
            if len(signs) > 1:
                self._doubt([text])

    def _doubt(self, texts: Iterable[str]) -> None:
        for text in texts:
            if len(self.doubts) < _SHOWN:
                self.doubts[text] = None


def plan_of(plan: Plan, sample: Sequence[Row], rest: Iterator[Row]) -> Plan:
    """Complete a plan that has the file's shape: kind, mapping and questions.

    `rest` is the rows after the sample; they are read only while something is in doubt.
    """
    columns = [
        Column(name, i, [row.cells[i].strip() if i < len(row.cells) else "" for row in sample])
        for i, name in enumerate(plan.columns)
    ]
    plan, questions = _with_kind(plan, columns)
    if plan.kind == "unknown":
        return replace(plan, questions=tuple(questions))
    chosen = _fields(plan, columns)
    _weigh(columns, chosen, rest)
    mapping = []
    for column in columns:
        made, asked = _mapped(plan, column, *chosen[column.name])
        mapping.append(made)
        questions += asked
    made_mapping, asked = asking.revenue(plan, mapping, [column.texts for column in columns])
    questions += asked + asking.activity(plan, made_mapping)
    questions += intent.ask(plan, made_mapping) + lead_files.ask(plan, made_mapping)
    questions += ads.ask(plan, made_mapping)
    return replace(plan, mapping=tuple(made_mapping), questions=tuple(questions))


def _with_kind(plan: Plan, columns: Sequence[Column]) -> tuple[Plan, list[Question]]:
    found = headers.recognise(plan.columns, plan.name)
    ids = next((c.texts[:20] for c in columns if headers.key_of(c.name) in {"id", "accountid", "contactid", "leadid", "opportunityid"}), [])  # fmt: skip
    is_calendar = plan.system == calendars.SYSTEM
    system = plan.system if is_calendar else headers.system_of(plan.columns, plan.name, ids)
    said = answered(plan.hints, "kind", plan.hints.kind)
    if said and said not in headers.KINDS:
        raise AccordError(f"{said!r} is no kind of file; choose one of {', '.join(headers.KINDS)}.")
    kind = (
        "activities"
        if is_calendar
        else said or (found[0].kind if headers.is_clear(found) else "unknown")
    )
    how = "as said" if said else "by its headers"
    source = (
        plan.hints.source
        or (system if is_calendar else None)
        or _SOURCES.get(system)
        or _vendor(kind, plan)
        or "file"
    )
    plan = replace(plan, kind=kind, kind_how=how, system=system, source=source)
    if kind != "unknown":
        return plan, []
    options = tuple(one.kind for one in found) or headers.KINDS
    text = f"What is in {plan.name}? Its headers ({', '.join(plan.columns[:6])}) don't tell."
    return plan, [Question("kind", "", text, options)]


def _vendor(kind: str, plan: Plan) -> str | None:
    """Return the source of files that no CRM wrote, so that they never take a CRM's for theirs."""
    if kind == ads.KIND:
        return ads.vendor(plan.columns)
    if kind == sequences.KIND:
        return sequences.vendor(plan.columns, plan.name)
    if kind in lead_files.KINDS:
        return kind
    return kind.partition("_")[2] if kind.startswith("intent_") else None


def _fields(plan: Plan, columns: Sequence[Column]) -> dict[str, tuple[str, str, float]]:
    """Return the field of every column, how that was found, and how sure it is."""
    matched = headers.match(plan.kind, plan.columns)
    chosen: dict[str, tuple[str, str, float]] = {}
    taken = set(matched.values())
    for column in columns:
        chosen[column.name] = _field(plan, column, matched, taken)
        taken.add(chosen[column.name][0])
    unknown = [name for name in plan.hints.mapping if name not in chosen]
    if unknown:
        raise AccordError(f"{plan.name} has no column {unknown[0]!r}; it has {', '.join(chosen)}.")
    for name, said in plan.hints.mapping.items():
        chosen[name] = _said(plan, name, said)
        for other, (was, _, _) in chosen.items():
            if other != name and was == said and said not in {"", "custom"}:
                chosen[other] = (_own(plan), f"{name} is read as {said} instead", 1.0)
    return chosen


def _said(plan: Plan, name: str, said: str) -> tuple[str, str, float]:
    if said not in {"", "custom", *headers.fields_of(plan.kind)}:
        known = ", ".join(headers.fields_of(plan.kind))
        raise AccordError(f"{name} can't be read as {said!r}; {plan.kind} have {known}.")
    return said, "as said", 1.0


def _own(plan: Plan) -> str:
    return "custom" if plan.kind in _WITH_CUSTOM else ""


def _field(
    plan: Plan, column: Column, matched: Mapping[str, str], taken: set[str]
) -> tuple[str, str, float]:
    entered = _stage_of(column.name) if plan.kind == "opportunities" else None
    if entered:
        return fields.HISTORY + entered, "the day that a stage was entered", 1.0
    if column.name in matched:
        wanted = matched[column.name]
        how = _TOLD.get(wanted, "by its header")
        return (_own(plan) if wanted in _MARKS else wanted), how, 1.0
    if headers.is_ignored(column.name) or not column.name:
        return "", "says nothing about the record", 1.0
    guess = _by_values(plan.kind, column)
    if guess and guess not in taken:
        return guess, "by its values", 0.7
    if plan.kind in _WITH_CUSTOM:
        return "custom", "a field of your own", 1.0
    return "", "not a field of this kind", 1.0


def _stage_of(header: str) -> str | None:
    found = next((m for pattern in _HISTORY if (m := pattern.fullmatch(header.strip()))), None)
    return found[1].strip() if found else None


def _by_values(kind: str, column: Column) -> str | None:
    texts = [text for text in column.texts if text][:50]
    if not texts:
        return None
    if kind in {"people", "leads", "activities", *lead_files.KINDS} and all(
        "@" in text for text in texts
    ):
        mails = sum(web.email(text).value is not None for text in texts)
        return "email" if mails * 5 >= len(texts) * 4 else None
    if kind == "companies" and all("." in text and " " not in text for text in texts):
        sites = sum(web.domain(text).value is not None for text in texts)
        return "domain" if sites * 5 >= len(texts) * 4 else None
    return None


def _weigh(
    columns: Sequence[Column],
    chosen: Mapping[str, tuple[str, str, float]],
    rest: Iterator[Row],
) -> None:
    """Look at dates and amounts of the sample, and on through the file while in doubt."""
    dates = [c for c in columns if _is_date(chosen[c.name][0])]
    amounts = [c for c in columns if chosen[c.name][0] in fields.MONEY | fields.REALS]
    for column in dates:
        column.see_dates(column.texts)
    for column in amounts:
        column.see_numbers(column.texts)
    while True:
        dates = [c for c in dates if c.doubts and len(c.orders) > 1]
        amounts = [c for c in amounts if c.doubts and len(c.signs) > 1]
        more = list(islice(rest, SAMPLE)) if dates or amounts else []
        if not more:
            return
        for column in dates:
            column.see_dates(_column(more, column.index))
        for column in amounts:
            column.see_numbers(_column(more, column.index))


def _column(rows: Sequence[Row], index: int) -> list[str]:
    return [row.cells[index].strip() for row in rows if index < len(row.cells)]


def _is_date(name: str) -> bool:
    return name in fields.DATES or name.startswith(fields.HISTORY)


def _mapped(
    plan: Plan, column: Column, name: str, how: str, confidence: float
) -> tuple[ColumnMap, list[Question]]:
    samples = tuple(dict.fromkeys(text for text in column.texts if text))[:_SHOWN]
    made = ColumnMap(column.name, column.index, name, how, confidence, samples)
    if _is_date(name):
        return _dated(plan, column, made)
    if name in fields.MONEY | fields.REALS:
        return _numbered(plan, column, made)
    if name == "custom" and _is_numeric(column.texts):
        return replace(made, unit="number"), []
    return made, []


def _is_numeric(texts: Sequence[str]) -> bool:
    given = {text for text in texts if text and words.clean(text).value is not None}
    return bool(given) and all(map(numbers.is_plain, given))


def _dated(plan: Plan, column: Column, made: ColumnMap) -> tuple[ColumnMap, list[Question]]:
    if len(column.orders) == 1:
        return replace(made, unit=next(iter(column.orders))), []
    if not column.doubts and column.orders:
        return replace(made, unit="dmy"), []  # nothing numeric, or 5/5/2017: no order matters
    name = f"date_order:{column.name}"
    said = answered(plan.hints, name, plan.hints.date_order)
    options = tuple(order for order in moments.ORDERS if order in (column.orders or moments.ORDERS))
    if said:
        asking.check_answer(name, said, moments.ORDERS)
        return replace(made, unit=said), []
    shown = " or ".join(column.doubts) or ", ".join(made.samples)
    text = (
        f"{column.name}: {shown} can be read as more than one day. Does the day (dmy), the month "
        "(mdy) or the year (ymd) come first?"
    )
    if not column.orders:
        text = f"{column.name}: some dates have the day first and others the month; {text}"
    return made, [Question(name, column.name, text, options)]


def _numbered(plan: Plan, column: Column, made: ColumnMap) -> tuple[ColumnMap, list[Question]]:
    made = replace(made, unit=_fraction(column) if made.field == "probability" else "")
    if len(column.signs) == 1:
        return replace(made, decimal=next(iter(column.signs))), []
    if not column.doubts and column.signs:
        return made, []
    name = f"decimal:{column.name}"
    said = answered(plan.hints, name, plan.hints.decimal)
    if said:
        asking.check_answer(name, said, (".", ","))
        return replace(made, decimal=said), []
    shown = " or ".join(column.doubts) or ", ".join(made.samples)
    text = f"{column.name}: in {shown}, which sign stands before the decimals: . or ,?"
    return made, [Question(name, column.name, text, (".", ","))]


def _fraction(column: Column) -> str:
    """Tell probabilities of 0 to 1 from percentages."""
    found = [numbers.amount(text.removesuffix("%"), ".") for text in column.texts if text]
    is_fraction = bool(found) and all(one is not None and 0 <= one.number <= 1 for one in found)
    return "fraction" if is_fraction and not any("%" in text for text in column.texts) else ""
