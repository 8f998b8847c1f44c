"""Opens files: looks what is in them, and reads them in chunks, so that memory stays flat."""

import time as clock
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from accord.connectors.files import (
    calendars,
    carried,
    dialect,
    encoding,
    envelope,
    facts,
    headers,
    heading,
    looking,
    parents,
    rows,
    sheet,
)
from accord.connectors.files.envelope import Source
from accord.connectors.files.memory import Judge
from accord.connectors.files.plan import Chunk, Dialect, Hints, Limits, Plan
from accord.connectors.files.rows import Row
from accord.values.errors import AccordError, TooLargeError

_HEAD = 256 << 10
_CHUNK = 20_000
_CHUNK_BYTES = 60_000_000
_BYTES_PER_CELL = 60


def look(
    source: Source, name: str, hints: Hints | None = None, limits: Limits | None = None
) -> Plan:
    """Say what a file is and how it will be read; ask what can't be known. Nothing is stored.

    Errors: `AccordError` for a file that can't be read at all, with the way out.
    """
    plan = _shape(source, name, hints or Hints(), limits or Limits())
    every = _rows(source, plan, clock.time_ns() // 1_000)
    sample = next(_blocks(every, looking.SAMPLE), [])
    if not sample:
        raise AccordError(f"{name} holds no rows; export it again.")
    top = heading.header_index(sample, name)
    names = heading.check_header(sample[top].cells, sample[top + 1 :], name, plan.limits.columns)
    if top + 1 == len(sample):
        raise AccordError(f"{name} has a header and no rows below it; export it again.")
    plan = replace(
        plan,
        hints=carried.hints(plan.hints, names, sample[top + 1 :]),
        header_row=sample[top].number,
        columns=tuple(names),
        row_count=max(plan.row_count - sample[top].number, len(sample) - top - 1),
    )
    return looking.plan_of(plan, sample[top + 1 :], every)


def _shape(source: Source, name: str, hints: Hints, limits: Limits) -> Plan:
    """Return a plan that knows encoding and dialect, or the sheet."""
    envelope.check_size(source, name, limits)
    head = next(envelope.blocks(source, name, limits), b"")
    if not head.strip():
        raise AccordError(f"{name} is empty; export it again.")
    plan = Plan(
        name=name, kind="unknown", kind_how="", source="file", system="plain", dialect=None,
        encoding="", is_gzip=envelope.is_gzip(source), sheet=None, header_row=1, columns=(),
        mapping=(), questions=(), row_count=0, hints=hints, limits=limits,
    )  # fmt: skip
    if calendars.is_calendar(head):
        return replace(plan, system=calendars.SYSTEM, encoding="utf-8")
    if envelope.is_spreadsheet(head, source, name, limits):
        sheet.check_extent(source, name, limits)
        return _with_sheet(plan, source)
    letters = encoding.detect(envelope.blocks(source, name, limits), name, hints.encoding)
    text = _decode(head[:_HEAD], letters.encoding, name)
    cut = Dialect(hints.delimiter) if hints.delimiter else dialect.sniff(text)
    return replace(plan, encoding=letters.encoding, dialect=cut, row_count=letters.lines)


def _decode(head: bytes, how: str, name: str) -> str:
    try:
        text = head.decode(how, "replace")
    except LookupError as error:
        raise AccordError(f"{name}: there is no encoding {how!r}; try utf-8 or cp1252.") from error
    cut = text.rfind("\n")
    return text[: cut + 1] if cut > 0 else text


def _with_sheet(plan: Plan, source: Source) -> Plan:
    names = sheet.names(source, plan.name)
    if plan.hints.sheet:
        chosen: Sequence[str] = [plan.hints.sheet]
    else:
        chosen = [one for one in names if any(sheet.rows(source, plan.name, one))]
    if not chosen:
        raise AccordError(f"{plan.name} has no rows in any of its sheets; export it again.")
    count = sum(1 for _ in sheet.rows(source, plan.name, chosen[0]))
    return replace(plan, sheet=chosen[0], row_count=count)


def _rows(source: Source, plan: Plan, now_us: int) -> Iterator[Row]:
    if plan.system == calendars.SYSTEM:
        yield from calendars.rows(source, plan.name, plan.limits, plan.hints, now_us)
        return
    if plan.sheet is not None:
        yield from sheet.rows(source, plan.name, plan.sheet)
        return
    cut = plan.dialect or Dialect()
    every = rows.of_text(envelope.blocks(source, plan.name, plan.limits), plan.encoding, cut)
    try:
        for row in every:
            if row.number == 1 and row.cells[0][:4].lower() == "sep=":
                continue
            yield row
    except TooLargeError as error:
        message = f"{plan.name} {error.message}"
        raise TooLargeError(message) from None


def read(
    source: Source, plan: Plan, received_at_us: int, zone: ZoneInfo, chunk_rows: int = _CHUNK
) -> Iterator[Chunk]:
    """Yield the file's facts chunk by chunk, with what there is to say about its rows.

    Errors: `AccordError` when the plan has open questions, or the file is not the one that
    was looked at.
    """
    yield from _chunks(source, plan, facts.Reading(plan, received_at_us, zone), chunk_rows)


def read_reviewed(
    source: Source, plan: Plan, received_at_us: int, zone: ZoneInfo, judge: Judge
) -> Iterator[Chunk]:
    """Yield the facts of a lead file's rows that a judge takes; the others are rejected rows.

    Errors: as `read`.
    """
    reading = facts.Reading(plan, received_at_us, zone)
    reading.judge = judge
    yield from _chunks(source, plan, reading, _CHUNK)


def _chunks(source: Source, plan: Plan, reading: facts.Reading, chunk_rows: int) -> Iterator[Chunk]:
    if plan.questions:
        asked = " ".join(question.text for question in plan.questions)
        raise AccordError(f"{plan.name} can't be read before this is answered: {asked}")
    body = _body(source, plan, reading.received_at_us)
    if plan.column_of("parent_name"):
        reading.parents = parents.index(plan, lambda: _body(source, plan, reading.received_at_us))
    for block in _blocks(body, chunk_rows):
        yield reading.chunk(block)


def _blocks(body: Iterator[Row], chunk_rows: int) -> Iterator[list[Row]]:
    """Cut rows into blocks; wide ones and long ones into smaller, for all of it is held at once."""
    block: list[Row] = []
    room = _CHUNK_BYTES
    for row in body:
        block.append(row)
        room -= sum(map(len, row.cells)) + len(row.cells) * _BYTES_PER_CELL
        if len(block) >= chunk_rows or room < 0:
            yield block
            block, room = [], _CHUNK_BYTES
    if block:
        yield block


def _body(source: Source, plan: Plan, now_us: int) -> Iterator[Row]:
    every = _rows(source, plan, now_us)
    header = next((row for row in every if row.number == plan.header_row), None)
    found = [cell.strip().strip("\ufeff") for cell in header.cells] if header else []
    if tuple(found[: len(plan.columns)]) != plan.columns:
        raise AccordError(
            f"{plan.name} is not the file that was looked at: its headers differ. Look at it again."
        )
    return every


def agree(plans: Iterable[Plan]) -> list[Plan]:
    """Give plans of files that came together one source, so that their ids meet.

    Plain files take the source of the one CRM among them; of two CRMs neither is guessed.
    """
    given = list(plans)
    crms = {plan.source for plan in given if plan.source in headers.CRMS}
    if len(crms) != 1:
        return given
    crm = crms.pop()
    return [
        replace(plan, source=crm) if plan.source == "file" and not plan.hints.source else plan
        for plan in given
    ]
