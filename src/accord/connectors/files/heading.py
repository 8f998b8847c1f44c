"""Which row names the columns, and whether it does."""

from collections.abc import Sequence
from statistics import median
from typing import Final

from accord.connectors.files import headers, moments, numbers, web
from accord.connectors.files.rows import Row
from accord.values.errors import AccordError

_TOP: Final = 25
"""Rows among which the header is looked for; reports begin with a title."""


def header_index(rows: Sequence[Row], name: str) -> int:
    """Return which of the first rows is the header; refuse a table that has none."""
    best, most = 0, 0
    for index, row in enumerate(rows[:_TOP]):
        cells = [cell.strip() for cell in row.cells if cell.strip()]
        known = sum(headers.is_known(cell) for cell in cells)
        if known > most and known * 2 >= len(cells):
            best, most = index, known
    if most > 1 or (most == 1 and best == 0):
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
