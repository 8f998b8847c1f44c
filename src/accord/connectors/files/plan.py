"""What was understood of a file before it is read, and what is still to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import msgspec
import pyarrow as pa

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read at most, in bytes and columns."""

    size: int = 500 * MEGABYTE
    inflated: int = 2_000 * MEGABYTE  # of a gzip file: streamed, so memory stays flat
    sheet: int = 400 * MEGABYTE  # of a spreadsheet's parts: one sheet is held in memory
    columns: int = 2_000


@dataclass(frozen=True, slots=True)
class Hints:
    """What somebody said about a file: answers to questions, and choices that win.

    `answers` is by the question's name, "date_order:Close Date"; `date_order` and `decimal`
    answer for every column. `mapping` is column to field, "" to leave a column out. `known`
    is names seen elsewhere ("solution", "company_name"), so that other spellings are noticed.
    `currency` is of amounts whose file names none. `terms` is what was agreed with the vendor of
    a lead file. `own_domains` is whose people are no prospects at a meeting.
    """

    kind: str | None = None
    source: str | None = None
    date_order: str | None = None  # dmy, mdy, ymd
    decimal: str | None = None  # "." or ","
    currency: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    dated_on: str | None = None  # 2026-06-29: of readings whose file has no date
    answers: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    own_domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is cut into cells; `None` in a plan means a spreadsheet or a calendar."""

    delimiter: str = ","
    quote: str = '"'


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """One column of the file and what becomes of it.

    `field` is a field of the kind, "custom" for a field of the team's own, or "" when it is
    left out. `unit` is what its numbers or dates are written in: dmy, mdy, ymd; fraction;
    millions, thousands; number.
    """

    column: str
    index: int
    field: str
    how: str
    confidence: float
    samples: tuple[str, ...] = ()
    unit: str = ""
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a guess would decide wrongly half of the time."""

    name: str  # date_order:Close Date; what `Hints.answers` is by
    column: str  # "" when it is about the whole file
    text: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one file will be read. Nothing was stored yet, and nothing is guessed."""

    name: str
    kind: str
    kind_how: str
    source: str
    system: str  # hubspot, salesforce, marketo, maven, accord, plain
    dialect: Dialect | None
    encoding: str
    is_gzip: bool
    sheet: str | None
    header_row: int  # as in the file, the first row is 1
    columns: tuple[str, ...]  # every header, in order
    mapping: tuple[ColumnMap, ...]
    questions: tuple[Question, ...]
    row_count: int  # an estimate: quoted line breaks count twice
    hints: Hints = field(default_factory=Hints)
    limits: Limits = field(default_factory=Limits)

    def column_of(self, wanted: str) -> ColumnMap | None:
        """Return the column that is read as a field, if any is."""
        return next((column for column in self.mapping if column.field == wanted), None)


class RowIssue(NamedTuple):
    """A value that was read otherwise than written, or a row that could not be taken.

    `row` is the row in the file as a spreadsheet numbers it. Of a row that is not rejected
    everything else was taken.
    """

    row: int
    column: str
    value: str
    reason: str
    is_rejected: bool


class RejectedRow(NamedTuple):
    """A row that was not taken, as it stands in the file."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a file: facts by kind, and what there is to say about the rows.

    Two kinds of table are not facts: `products` (name, family, price) and `target_list`
    (account, name, domain, tier and what else such a list carries).
    """

    tables: Mapping[str, pa.Table]
    issues: tuple[RowIssue, ...]
    rejected: tuple[RejectedRow, ...]
    rows_read: int  # rows of the file, empty ones left out
    rows_taken: int


def to_json(plan: Plan) -> bytes:
    """Write a plan down, to be read by another process."""
    return msgspec.json.encode(plan)


def from_json(text: bytes) -> Plan:
    """Read what `to_json` wrote."""
    return msgspec.json.decode(text, type=Plan)


def answered(hints: Hints, question: str, shared: str | None = None) -> str | None:
    """Return the answer that was given to a question, its own before one for all columns."""
    found: Any = hints.answers.get(question, shared)
    return str(found) if found else None
