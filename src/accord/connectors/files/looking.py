"""Rows of a file to a plan of how to read it: what each column is, and what must be asked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from statistics import median
from typing import Final

from accord.connectors.files import fields, headers, moments, numbers, vocabulary, web, words
from accord.connectors.files.plan import ColumnMap, Hints, Plan, Question, answered
from accord.connectors.files.rows import Row
from accord.values.errors import AccordError

SAMPLE: Final = 2_000
_TOP: Final = 25
"""Rows among which the header is looked for; reports begin with a title."""
_SHOWN: Final = 3
_WITH_CUSTOM: Final = frozenset({"companies", "people", "leads", "opportunities", "activities"})
_MARKS: Final = frozenset(
    "lead_source converted_flag forecast metro marks from_stage layoff_count funding "
    "to_currency".split()
)
"""Fields that tell kinds apart and are otherwise the team's own."""
_TOLD: Final = {"layoff_count": "counts people laid off", "funding": "tells of a funding round"}
_HISTORY: Final = (
    re.compile(r"Date entered [\"“'](.+?)[\"”'](?: \(.*\))?", re.IGNORECASE),
    re.compile(r"Date entered (?!stage|current)(.+?)(?: \(.*\))?", re.IGNORECASE),
    re.compile(r"(?:property_)?hs_(?:v2_)?date_entered_(?!current)(\w+)", re.IGNORECASE),
)
_SOURCES: Final[Mapping[str, str]] = {"hubspot": "hubspot", "salesforce": "salesforce", "marketo": "marketo"}  # fmt: skip
_PLAUSIBLE_PER_HEAD: Final = 10
"""Dollars of revenue a head below which revenues were hardly written in dollars."""


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


def header_index(rows: Sequence[Row], name: str) -> int:
    """Return which of the first rows is the header; refuse a table that has none."""
    best, most = 0, 0
    for index, row in enumerate(rows[:_TOP]):
        cells = [cell.strip() for cell in row.cells if cell.strip()]
        known = sum(headers.is_known(cell) for cell in cells)
        if known > most and known * 2 >= len(cells):
            best, most = index, known
    if most >= 2 or (most == 1 and best == 0):
        return best
    return _unknown_header(rows, name)


def _unknown_header(rows: Sequence[Row], name: str) -> int:
    """Take the first row that is as wide as the table, unless it looks like data."""
    width = median(len(row.cells) for row in rows[:_TOP])
    index = next((i for i, row in enumerate(rows[:_TOP]) if len(row.cells) >= width), 0)
    cells = [cell.strip() for cell in rows[index].cells]
    if any(numbers.is_plain(c) or web.email(c).value or moments.orders(c) for c in cells if c):
        shown = ", ".join(cells[:4])
        raise AccordError(
            f"{name} has no header: its first row looks like data ({shown}). "
            "Put a first row above it that names the columns."
        )
    return index


def check_header(cells: Sequence[str], rows: Sequence[Row], name: str, most: int) -> list[str]:
    """Return the headers; refuse too many, one given twice, and data without one."""
    names = [cell.strip().strip("\ufeff") for cell in cells]
    while names and not names[-1] and not _has_data(rows, len(names) - 1):
        names.pop()
    if len(names) > most:
        raise AccordError(
            f"{name} has {len(names):,} columns; at most {most:,} are read. Leave out those that "
            "are not needed."
        )
    seen: dict[str, int] = {}
    for number, header in enumerate(names, 1):
        if not header and _has_data(rows, number - 1):
            raise AccordError(
                f"{name}: column {number} has values but no header; name it or delete it."
            )
        if header and header in seen:
            raise AccordError(
                f"{name}: columns {seen[header]} and {number} are both called {header!r}; "
                "rename one of them or delete it."
            )
        seen[header] = number
    return names


def _has_data(rows: Sequence[Row], index: int) -> bool:
    return any(len(row.cells) > index and row.cells[index].strip() for row in rows)


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
    _weigh(plan, columns, chosen, rest)
    mapping = []
    for column in columns:
        made, asked = _mapped(plan, column, *chosen[column.name])
        mapping.append(made)
        questions += asked
    made_mapping, asked = _revenue(plan, mapping, columns)
    questions += asked + _activity(plan, made_mapping)
    return replace(plan, mapping=tuple(made_mapping), questions=tuple(questions))


def _with_kind(plan: Plan, columns: Sequence[Column]) -> tuple[Plan, list[Question]]:
    found = headers.recognise(plan.columns, plan.name)
    ids = next((c.texts[:20] for c in columns if headers.key_of(c.name) in {"id", "accountid", "contactid", "leadid", "opportunityid"}), [])  # fmt: skip
    system = headers.system_of(plan.columns, plan.name, ids)
    said = answered(plan.hints, "kind", plan.hints.kind)
    if said and said not in headers.KINDS:
        raise AccordError(f"{said!r} is no kind of file; choose one of {', '.join(headers.KINDS)}.")
    kind = said or (found[0].kind if headers.is_clear(found) else "unknown")
    how = "as said" if said else "by its headers"
    source = plan.hints.source or _SOURCES.get(system) or _vendor(kind) or "file"
    plan = replace(plan, kind=kind, kind_how=how, system=system, source=source)
    if kind != "unknown":
        return plan, []
    options = tuple(one.kind for one in found) or headers.KINDS
    text = f"What is in {plan.name}? Its headers ({', '.join(plan.columns[:6])}) don't tell."
    return plan, [Question("kind", "", text, options)]


def _vendor(kind: str) -> str | None:
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
    if kind in {"people", "leads", "activities"} and all("@" in text for text in texts):
        mails = sum(web.email(text).value is not None for text in texts)
        return "email" if mails * 5 >= len(texts) * 4 else None
    if kind == "companies" and all("." in text and " " not in text for text in texts):
        sites = sum(web.domain(text).value is not None for text in texts)
        return "domain" if sites * 5 >= len(texts) * 4 else None
    return None


def _weigh(
    plan: Plan,
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
        _check_answer(name, said, moments.ORDERS)
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
        _check_answer(name, said, (".", ","))
        return replace(made, decimal=said), []
    shown = " or ".join(column.doubts) or ", ".join(made.samples)
    text = f"{column.name}: in {shown}, which sign stands before the decimals: . or ,?"
    return made, [Question(name, column.name, text, (".", ","))]


def _check_answer(name: str, said: str, options: Sequence[str]) -> None:
    if said not in options:
        raise AccordError(f"{said!r} is no answer to {name}; answer {' or '.join(options)}.")


def _fraction(column: Column) -> str:
    """Tell probabilities of 0 to 1 from percentages."""
    found = [numbers.amount(text.removesuffix("%"), ".") for text in column.texts if text]
    is_fraction = bool(found) and all(one is not None and 0 <= one.number <= 1 for one in found)
    return "fraction" if is_fraction and not any("%" in text for text in column.texts) else ""


def _revenue(
    plan: Plan, mapping: list[ColumnMap], columns: Sequence[Column]
) -> tuple[list[ColumnMap], list[Question]]:
    """Find out whether revenues are in millions: by the header, the maker, or by asking."""
    place = next((i for i, one in enumerate(mapping) if one.field == "revenue"), None)
    if place is None:
        return mapping, []
    made = mapping[place]
    unit, asked = _revenue_unit(plan, made, mapping, columns)
    mapping[place] = replace(made, unit=unit)
    return mapping, asked


def _revenue_unit(
    plan: Plan, made: ColumnMap, mapping: Sequence[ColumnMap], columns: Sequence[Column]
) -> tuple[str, list[Question]]:
    said = plan.hints.answers.get("revenue_unit")
    if said:
        _check_answer("revenue_unit", said, ("units", "thousands", "millions"))
        return said, []
    low = made.column.lower()
    if plan.system == "maven" or re.search(r"million|mio\b|\bmn\b|\busd ?m\b|\(m\)|_m$", low):
        return "millions", []
    if re.search(r"thousand|tsd|\busd ?k\b|\(k\)|_k$", low):
        return "thousands", []
    heads = next((one for one in mapping if one.field == "employees"), None)
    if heads is None or not _is_implausible(columns[made.index].texts, columns[heads.index].texts):
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
    return len(ratios) > 2 and median(ratios) < _PLAUSIBLE_PER_HEAD


def _activity(plan: Plan, mapping: Sequence[ColumnMap]) -> list[Question]:
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
