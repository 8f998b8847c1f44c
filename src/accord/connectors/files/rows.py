"""Text to rows with their numbers, streaming; a stray quotation mark costs one row, not the file."""

import csv
import io
from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

from accord.connectors.files.plan import Dialect
from accord.values.errors import TooLargeError

LONGEST_CELL: Final = 1 << 20
MOST_LINES: Final = 400
"""Lines that one quoted cell may have; beyond that its quotation mark was never closed."""

LONGEST_LINE: Final = 4 * LONGEST_CELL
"""Signs that one line may have: what has longer ones is no table."""
MOST_CELLS: Final = 20_000
"""Cells that are kept of one row; more than any spreadsheet has."""

_OPEN: Final = (
    "a quotation mark is opened and never closed; close it, or double it if it belongs to the text"
)
_LONG: Final = (
    f"has a line of more than {LONGEST_LINE:,} signs, so it is no table or has lost its line ends; "
    "export it again as CSV."
)


class Row(NamedTuple):
    """One row: its number as a spreadsheet shows it, its cells, and why it can't be cut."""

    number: int
    cells: list[str]
    fault: str | None = None


class _Blocks(io.RawIOBase):
    """The unpacked bytes as a stream that a text wrapper can read."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        if not self._rest:
            self._rest = next(self._blocks, b"")
        taken = self._rest[: len(view)]
        view[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)


class _Lines:
    """Lines of text, remembering those of the record that is being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.held: list[str] = []
        self.size = 0
        self.is_at_end = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.held) > MOST_LINES or self.size > LONGEST_CELL:
            raise csv.Error("a cell has no end")
        try:
            line = next(self._lines)
        except StopIteration:
            self.is_at_end = True  # inside a quoted cell, if any line of it is held
            raise
        if len(line) >= LONGEST_LINE:
            raise TooLargeError(_LONG)
        self.held.append(line)
        self.size += len(line)
        return line

    def next_record(self) -> None:
        self.held = []
        self.size = 0

    def without_first(self) -> Iterator[str]:
        """Return what is left when the first line of this record is given up."""
        return chain(self.held[1:], self._lines)


def of_text(blocks: Iterator[bytes], encoding: str, dialect: Dialect) -> Iterator[Row]:
    """Yield every row that is not blank; blank ones are counted, as in a spreadsheet.

    Errors: `TooLargeError` for a line that no table has; the caller knows the file's name.
    """
    csv.field_size_limit(LONGEST_LINE + 1)  # our own limits come first, and keep the number
    buffered = io.BufferedReader(_Blocks(blocks), 1 << 18)
    text = io.TextIOWrapper(buffered, encoding=encoding, errors="replace", newline="")
    return _cut(iter(lambda: text.readline(LONGEST_LINE), ""), dialect)


def _cut(source: Iterator[str], dialect: Dialect) -> Iterator[Row]:
    number = 0
    lines = _Lines(source)
    reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote)
    while True:
        cells = _next_record(reader)
        if not lines.held:
            return
        number += 1
        if cells is None or lines.is_at_end:
            yield Row(number, _first_line(lines.held[0], dialect), _OPEN)
            lines = _Lines(lines.without_first())
            reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote)
            continue
        lines.next_record()
        if any(cells):
            yield _bounded(number, cells)


def _bounded(number: int, cells: list[str]) -> Row:
    """Return a row; of one with more cells than any table has the first ones, and why."""
    if len(cells) <= MOST_CELLS:
        return Row(number, cells)
    fault = f"has {len(cells):,} cells, of which {MOST_CELLS:,} are kept; cut the row into several"
    return Row(number, cells[:MOST_CELLS], fault)


def _next_record(reader: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error:
        return None


def _first_line(line: str, dialect: Dialect) -> list[str]:
    closed = line.rstrip("\r\n") + dialect.quote
    cells = next(csv.reader([closed], delimiter=dialect.delimiter, quotechar=dialect.quote))
    return cells[:MOST_CELLS]
