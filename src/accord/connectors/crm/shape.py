"""Records of an API to facts, by the readers that read the same records out of export files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import pyarrow as pa

from accord.connectors.files import facts, frame, headers, memory, naming
from accord.connectors.files.plan import ColumnMap, Hints, Plan
from accord.connectors.files.rows import Row
from accord.values.errors import AccordError

Record = Mapping[str, Any]
"""One record: header to value, as the API wrote it; headers that it lacks are empty."""

_RECORD: Final = {
    "opportunity_history": "opportunity_external_id",
}
"""The field that names a record, of kinds where it isn't `external_id`."""


class Column(NamedTuple):
    """One column of a shape: what the API calls it, the field it is read as, and its unit."""

    header: str
    field: str
    unit: str = ""


class Issue(NamedTuple):
    """A value that was read otherwise than written, or a record that could not be taken."""

    kind: str
    record: str
    column: str
    value: str
    reason: str
    is_rejected: bool


@dataclass(frozen=True, slots=True)
class Mapped:
    """Facts by kind that some records became, and what there is to say about the records."""

    tables: Mapping[str, pa.Table]
    issues: tuple[Issue, ...]
    read: int
    taken: int


@dataclass(frozen=True, slots=True)
class Context:
    """Whose records these are, in which zone their days are, and which money is meant."""

    source: str
    zone: ZoneInfo
    currency: str | None = None
    version: str = ""  # of the mapping: records read again under another one are new facts


class Mapper:
    """Maps the records of one kind; columns remember what they read, records are forgotten."""

    def __init__(self, kind: str, columns: Sequence[Column], context: Context) -> None:
        self.kind = kind
        self._headers = [column.header for column in columns]
        self._plan = _plan(kind, columns, context)
        self._zone = context.zone
        self._version = [context.version] if context.version else []
        self._readers = frame.readers_of(self._plan, context.zone)
        self._digests = naming.Digests(self._plan.columns)

    def map(self, records: Iterable[Record], received_us: int) -> Mapped:
        """Return the facts of some records; records that can't be read are issues."""
        names = self._headers
        rows = [
            Row(number, [_text(record.get(name)) for name in names] + self._version)
            for number, record in enumerate(records)
        ]
        read = frame.Frame(self._plan, rows, self._readers)
        kept = memory.Memory(self._plan, received_us, self._zone, self._digests)
        tables = facts.SHAPES[self.kind](read, kept) if rows else {}
        if self.kind == "activities" and rows and read.has("external_id"):
            tables["activities"] = _named(read, tables["activities"])
        return Mapped(tables, tuple(self._issues(read)), len(rows), len(read.taken()))

    def _issues(self, read: frame.Frame) -> Iterable[Issue]:
        named = read.values(_RECORD.get(self.kind, "external_id"))
        for issue in read.issues:
            record = str(named[issue.row] or "") if issue.row < len(named) else ""
            yield Issue(
                self.kind, record, issue.column, issue.value, issue.reason, issue.is_rejected
            )


def _named(read: frame.Frame, table: pa.Table) -> pa.Table:
    """Name activities by record and kind: a title that is corrected later is no second one."""
    ids = read.values("external_id")
    kinds = table["kind_name"].to_pylist()
    made = [f"activities:{ids[i]}:{kind}" for i, kind in zip(read.taken(), kinds, strict=True)]
    return table.set_column(0, table.schema.field("fact_id"), pa.array(made, pa.string()))


def _plan(kind: str, columns: Sequence[Column], context: Context) -> Plan:
    mapping = tuple(
        ColumnMap(column.header, place, column.field, "by the API's own name", 1.0, (), column.unit)
        for place, column in enumerate(columns)
    )
    names = tuple(column.header for column in columns)
    plan = Plan(
        name=kind, kind=kind, kind_how="by the API", source=context.source, system=context.source,
        dialect=None, encoding="", is_gzip=False, sheet=None, header_row=0, columns=names,
        mapping=mapping, questions=(), row_count=0, hints=Hints(currency=context.currency),
    )  # fmt: skip
    return replace(plan, columns=(*names, "mapping version")) if context.version else plan


def _text(value: Any) -> str:
    """Write a value as an export file would."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return ";".join(map(_text, value))
    return str(value)


def changed(
    kind: str, columns: Sequence[Column], said: Mapping[str, str], custom: Iterable[str] = ()
) -> tuple[Column, ...]:
    """Return columns after what a team said of them: another field, a field of its own, or none.

    Errors: `AccordError` for a field that the kind doesn't have.
    """
    fields = {"", "custom", *headers.fields_of(kind)}
    found = {column.header: column for column in columns}
    for header in custom:
        found.setdefault(header, Column(header, "custom"))
    for header, field in said.items():
        if field not in fields:
            known = ", ".join(sorted(fields - {""}))
            message = f"{header} can't be read as {field!r}; {kind} have {known}."
            raise AccordError(message)
        before = found.get(header)
        if before is None or before.field != field:
            found[header] = Column(header, field)
    return _each_once(found, said)


def _each_once(found: Mapping[str, Column], said: Mapping[str, str]) -> tuple[Column, ...]:
    """Return one column a field, in their order; what a team said of a field comes first."""
    best: dict[str, str] = {}
    for header in [*said, *found]:
        best.setdefault(found[header].field, header)
    return tuple(
        column
        for header, column in found.items()
        if column.field == "custom" or (column.field and best[column.field] == header)
    )
