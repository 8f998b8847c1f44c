"""Reading the files of one import: what they are, what must be asked, what they hold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from accord.connectors.files import client
from accord.connectors.files.plan import Chunk, Hints, Limits, Plan, RowIssue
from accord.server import lead_reviews
from accord.server.lead_reports import Report
from accord.server.staging import Staging

_FIRST: Final = ("products", "companies", "people")
"""Kinds whose names the other files refer to are read first."""
_NAMES_BY_KIND: Final = {"products": ("solution", "name"), "companies": ("company_name", "name")}
_SHARED: Final = ("date_order", "decimal", "currency", "dated_on", "own_domains")
"""What may be said of all files at once."""
_NAMES_AT_MOST: Final = 200_000


@dataclass(slots=True)
class Found:
    """What reading came to."""

    plans: list[Plan] = field(default_factory=list)
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_coerced: int = 0
    facts_by_kind: dict[str, int] = field(default_factory=dict)
    other_rows: dict[str, int] = field(default_factory=dict)
    kept_out: int = 0
    reviews: list[dict[str, Any]] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Return it as plain data, as pages show it."""
        return {
            "kinds": sorted(self.facts_by_kind),
            "rows_read": self.rows_read,
            "rows_accepted": self.rows_accepted,
            "rows_rejected": self.rows_rejected,
            "rows_coerced": self.rows_coerced,
            "facts_by_kind": self.facts_by_kind,
            "other_rows": self.other_rows,
            "kept_out": self.kept_out,
            "reviews": self.reviews,
            "mapping": [
                {"file": plan.name, "kind": plan.kind, "system": plan.system} | asdict(column)
                for plan in self.plans
                for column in plan.mapping
            ],
            "files": [
                {
                    "file": plan.name,
                    "kind": plan.kind,
                    "kind_how": plan.kind_how,
                    "system": plan.system,
                    "source": plan.source,
                    "encoding": plan.encoding,
                    "rows": plan.row_count,
                }
                for plan in self.plans
            ],
            "questions": [
                {"file": plan.name} | asdict(question)
                for plan in self.plans
                for question in plan.questions
            ],
        }


def look(files: Mapping[str, Path], options: Mapping[str, Any], limits: Limits) -> list[Plan]:
    """Say what each file is and what must be asked before it can be read."""
    plans = [
        client.look(path, name, hints_for(name, options), limits) for name, path in files.items()
    ]
    ranked = sorted(client.agree(plans), key=lambda plan: _rank(plan.kind))
    return list(ranked)


def hints_for(name: str, options: Mapping[str, Any]) -> Hints:
    """Return what somebody said about a file; what is said of no file holds for all."""
    shared = {key: options[key] for key in _SHARED if key in options}
    said = dict(options.get("by_file", {}).get(name, {}))
    return Hints(**(shared | said))


@dataclass(frozen=True, slots=True)
class Reading:
    """Where files are, when they came, in which zone their days are, and who hears of it.

    `heard` gets a file's name, issues and the number of rows read, chunk by chunk.
    """

    files: Mapping[str, Path]
    received_at_us: int
    zone: ZoneInfo
    heard: Callable[[str, list[RowIssue], int], None]


def read(plans: list[Plan], reading: Reading, staging: Staging) -> Found:
    """Read every file into the staging folder."""
    found = Found(plans=plans)
    known: dict[str, tuple[str, ...]] = {}
    met = lead_reviews.Met()
    for plan in plans:
        hints = replace(plan.hints, known=known | dict(plan.hints.known))
        informed = replace(plan, hints=hints)
        names: set[str] = set()
        report = lead_reviews.begin(informed)
        for chunk in _chunks(informed, reading, report, met):
            staging.add(informed, chunk)
            _count(found, chunk)
            names |= _names(plan.kind, chunk)
            reading.heard(plan.name, list(chunk.issues), chunk.rows_read)
        if report:
            met.close(report)
            found.reviews.append(staging.report(report))
        if plan.kind in _NAMES_BY_KIND and names:
            word = _NAMES_BY_KIND[plan.kind][0]
            known[word] = tuple(sorted({*known.get(word, ()), *names}))[:_NAMES_AT_MOST]
    found.facts_by_kind, found.other_rows = staging.rows_by_kind, staging.other_rows
    found.kept_out = staging.kept_out
    return found


def _chunks(
    plan: Plan, reading: Reading, report: Report | None, met: lead_reviews.Met
) -> Iterator[Chunk]:
    """Read one file; rows of a lead file are reviewed on the way."""
    file = reading.files[plan.name]
    if report is None:
        yield from client.read(file, plan, reading.received_at_us, reading.zone)
        return
    judge = lead_reviews.judge_of(report, reading.received_at_us, met)
    for chunk in client.read_reviewed(file, plan, reading.received_at_us, reading.zone, judge):
        report.hear(chunk)
        yield chunk


def _rank(kind: str) -> int:
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST)


def _count(found: Found, chunk: Chunk) -> None:
    found.rows_read += chunk.rows_read
    found.rows_accepted += chunk.rows_taken
    found.rows_rejected += len(chunk.rejected)
    found.rows_coerced += len({issue.row for issue in chunk.issues if not issue.is_rejected})


def _names(kind: str, chunk: Chunk) -> set[str]:
    """Return the names that a file of this kind teaches the files after it."""
    if kind not in _NAMES_BY_KIND or kind not in chunk.tables:
        return set()
    column = _NAMES_BY_KIND[kind][1]
    table = chunk.tables[kind]
    return set(table[column].drop_null().to_pylist()) if column in table.column_names else set()
