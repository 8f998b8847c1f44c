"""Tables out: CSV and XLSX that no spreadsheet runs, and that come back as they went."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import xlsxwriter

from accord.connectors.files import carried, formulas
from accord.connectors.files.plan import Plan, RejectedRow, RowIssue

REASON: Final = "accord_reason"
_NARROW: Final = frozenset({"cp1252", "windows-1252", "latin-1", "iso-8859-1"})
_LARGEST_IN_A_SHEET: Final = 10**15
Target = Path | str | BinaryIO
Record = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Style:
    """How text is written: between cells, in which letters; UTF-8 with a mark shows in Excel."""

    delimiter: str = ","
    encoding: str = "utf-8-sig"


_PLAIN: Final = Style()


def write_csv(
    rows: Iterable[Record], columns: Sequence[str], target: Target, style: Style = _PLAIN
) -> int:
    """Write rows, mappings or sequences in the columns' order, as CSV; return how many."""
    if isinstance(target, str | Path):
        with Path(target).open("wb") as stream:
            return write_csv(rows, columns, stream, style)
    text = io.TextIOWrapper(
        target, encoding=style.encoding, errors="replace", newline="", write_through=True
    )
    try:
        writer = csv.writer(text, delimiter=style.delimiter)
        writer.writerow([formulas.escape(column) for column in columns])
        count = 0
        for row in rows:
            writer.writerow([_cell(value) for value in _in_order(row, columns)])
            count += 1
    finally:
        text.detach()  # the stream is the caller's to close
    return count


def write_xlsx(
    rows: Iterable[Record], columns: Sequence[str], target: Target, title: str = "Accord"
) -> int:
    """Write rows as one sheet of an XLSX, numbers as numbers and all else as text."""
    return write_book({title: (columns, rows)}, target)


def write_book(sheets: Mapping[str, tuple[Sequence[str], Iterable[Record]]], target: Target) -> int:
    """Write a sheet for each title: its columns and rows; return how many rows in all."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)
    count = 0
    for title, (columns, rows) in sheets.items():
        sheet = book.add_worksheet(title[:31])
        for place, column in enumerate(columns):
            sheet.write_string(0, place, formulas.escape(column))
        for number, row in enumerate(rows, 1):
            _write_row(sheet, number, _in_order(row, columns))
            count += 1
    book.close()
    return count


def _write_row(sheet: Any, number: int, values: Sequence[Any]) -> None:
    for place, value in enumerate(values):
        if _is_number(value):
            sheet.write_number(number, place, value)
        elif value is not None and value != "":
            sheet.write_string(number, place, _cell(value))


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value == value and abs(value) < _LARGEST_IN_A_SHEET  # noqa: PLR0124, not a number


def _in_order(row: Record, columns: Sequence[str]) -> Sequence[Any]:
    return [row.get(column) for column in columns] if isinstance(row, Mapping) else row


def _cell(value: Any) -> str:
    """Write a value so that reading it gives it back."""
    if isinstance(value, list | tuple | set | frozenset):
        value = ";".join(map(str, value))
    if isinstance(value, str):
        return formulas.escape(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return "" if value is None else str(value)  # dates are ISO then


def style_of(plan: Plan) -> Style:
    """Return how a file was written, so that what comes back of it reads the same way.

    A spreadsheet comes back as plain CSV, and so does text of more than one byte a letter.
    """
    if plan.dialect is None:
        return _PLAIN
    is_narrow = plan.encoding.lower().replace("_", "-") in _NARROW
    return Style(plan.dialect.delimiter, plan.encoding if is_narrow else _PLAIN.encoding)


def write_rejected(
    plan: Plan, rejected: Iterable[RejectedRow], issues: Iterable[RowIssue], target: Target
) -> int:
    """Write rows that were not taken as they stood, with the reasons in a last column.

    In the file's own delimiter and letters; a column before the last carries how the file was
    read. Mended, the file is imported like any other; both columns are ignored as data.
    """
    reasons: dict[int, list[str]] = {}
    for issue in issues:
        if issue.is_rejected:
            where = f"{issue.column}: " if issue.column else ""
            reasons.setdefault(issue.row, []).append(f"row {issue.row}: {where}{issue.reason}")
    added = (carried.READ_AS, REASON)
    columns = [column for column in plan.columns if column not in added]
    kept = [at for at, column in enumerate(plan.columns) if column not in added]
    read_as = carried.words(plan)

    def lines() -> Iterable[Sequence[str]]:
        for row in rejected:
            cells = [row.cells[at] if at < len(row.cells) else "" for at in kept]
            beyond = list(row.cells[len(plan.columns) :])
            yield [*cells, read_as, "; ".join(reasons.get(row.row, ())), *beyond]

    return write_csv(lines(), [*columns, *added], target, style_of(plan))
