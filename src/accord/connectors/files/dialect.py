"""How a text file is cut into cells: the delimiter under which its lines agree."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Final

from accord.connectors.files.plan import Dialect

DELIMITERS: Final = (",", "\t", ";", "|")
_LINES: Final = 200


def sniff(text: str) -> Dialect:
    """Return the delimiter that cuts most lines into the same number of cells, over one."""
    # Not `splitlines`: to it, ten more letters end a line.
    lines = list(islice(io.StringIO(text, newline=""), _LINES))
    if stated := _stated(lines):
        return Dialect(stated)
    best = max(DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))
    return Dialect(best)


def _stated(lines: Sequence[str]) -> str | None:
    """Read the line "sep=;" with which some programs begin a file."""
    first = lines[0].strip().lower().strip('"') if lines else ""
    return first[4] if first.startswith("sep=") and len(first) == len("sep=;") else None


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return (0.0, 0)
    if not widths:
        return (0.0, 0)
    width, times = Counter(widths).most_common(1)[0]
    if width == 1:
        return (0.0, max(widths))
    # A comma in every other name makes wide but unequal lines; agreement weighs more.
    return (times / len(widths), width)
