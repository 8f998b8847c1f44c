"""A sheet of an XLSX as rows of text, once its extent is known to be sane."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import python_calamine as calamine

from accord.connectors.files import envelope
from accord.connectors.files.envelope import Source
from accord.connectors.files.plan import Limits
from accord.connectors.files.rows import Row
from accord.values.errors import AccordError

_LARGEST_EXACT: Final = 1e15
MOST_CELLS: Final = 25_000_000
"""Calamine holds a sheet as a full rectangle, so one stray far-off cell costs all between."""
_LONGEST_TAG: Final = 2_000_000
MOST_TEXTS: Final = 5_000_000
"""Texts that cells share; all of them are held at once."""
_PLACE: Final = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)(\d{1,10})[\"']")
_TAG: Final = re.compile(rb"<(?:\w+:)?(row|c|si)(?=[\s/>])")


def names(source: Source, name: str) -> list[str]:
    """Return the names of the sheets, in order; refuse a file that can't be opened."""
    with _open(source, name) as book:
        return list(book.sheet_names)


def _open(source: Source, name: str) -> calamine.CalamineWorkbook:
    try:
        if isinstance(source, bytes):
            return calamine.load_workbook(io.BytesIO(source))
        return calamine.load_workbook(str(source))
    except calamine.PasswordError as error:
        raise AccordError(
            f"{name} is protected with a password; save it without one and try again."
        ) from error
    except calamine.CalamineError as error:
        raise AccordError(f"{name} is a damaged XLSX ({error}); save it again.") from error


def check_extent(source: Source, name: str, limits: Limits) -> None:
    """Refuse sheets whose outermost cells span a rectangle that can't be held in memory.

    Every part is looked at, whatever its name: a workbook may keep its sheets anywhere.
    """
    with envelope.open_raw(source) as raw, zipfile.ZipFile(raw) as archive:
        for part in archive.namelist():
            try:
                rows, columns, texts = _extent(archive, part)
            except (zipfile.BadZipFile, zlib.error, ValueError) as error:
                raise AccordError(f"{name} is a damaged XLSX ({error}); save it again.") from error
            if columns > limits.columns:
                raise AccordError(
                    f"{name} has cells in column {columns:,}; at most {limits.columns:,} columns "
                    "are read. Delete the far-off cells, or save the table as CSV."
                )
            if rows * columns > MOST_CELLS:
                raise AccordError(
                    f"{name} spans {rows:,} rows and {columns:,} columns; save the sheet as CSV."
                )
            if texts > MOST_TEXTS:
                raise AccordError(f"{name} holds {texts:,} texts; save the sheet as CSV.")


def _extent(archive: zipfile.ZipFile, part: str) -> tuple[int, int, int]:
    """Return the last row, the last column and how many shared texts a part names or counts."""
    letters: set[bytes] = set()
    last = rows = texts = unnamed = widest = 0
    for block in _whole_tags(archive, part):
        found = _PLACE.findall(block)
        letters.update({column for column, _ in found})
        last = max(last, max((int(row) for _, row in found), default=0))
        for tag in _TAG.findall(block):
            if tag == b"c":
                unnamed += 1
                continue
            widest, unnamed = max(widest, unnamed), 0
            rows += tag == b"row"
            texts += tag == b"si"
    # Cells and rows need not say where they are; then they follow one another.
    columns = max((_column_number(column.upper()) for column in letters), default=0)
    return max(last, rows), max(columns, widest, unnamed), texts


def _whole_tags(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield the bytes of a part in blocks that cut no tag in two."""
    tail = b""
    with archive.open(part) as stream:
        while block := stream.read(envelope.BLOCK):
            whole, mark, rest = (tail + block).rpartition(b"<")
            if len(rest) > _LONGEST_TAG:
                message = f"a tag of more than {_LONGEST_TAG:,} signs"
                raise ValueError(message)
            yield whole
            tail = mark + rest
    yield tail


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def rows(source: Source, name: str, sheet: str) -> Iterator[Row]:
    """Yield every row of a sheet that is not blank."""
    with _open(source, name) as book:
        try:
            cells = book.get_sheet_by_name(sheet)
        except calamine.WorksheetNotFound as error:
            known = ", ".join(book.sheet_names)
            raise AccordError(f"{name} has no sheet {sheet!r}; it has {known}.") from error
        for number, row in enumerate(cells.iter_rows(), 1):
            texts = [value if type(value) is str else _text(value) for value in row]
            if any(texts):
                yield Row(number, texts)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return (
            str(int(value)) if value.is_integer() and abs(value) < _LARGEST_EXACT else repr(value)
        )
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
