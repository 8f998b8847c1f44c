"""Some rows as columns: every value read, every oddity noted, nothing decided about facts yet."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from accord.connectors.files import fields, words
from accord.connectors.files.column import Column
from accord.connectors.files.outcome import Outcome
from accord.connectors.files.plan import ColumnMap, Plan, RejectedRow, RowIssue
from accord.connectors.files.rows import Row

_MERGE_MARKS: Final = ("<<<<<<<", "=======", ">>>>>>>")
_FOOTER_WIDTH: Final = 3


class Frame:
    """The rows of one chunk that have the right shape, by column."""

    def __init__(self, plan: Plan, rows: Sequence[Row], readers: Mapping[str, Column]) -> None:
        self.plan = plan
        self.issues: list[RowIssue] = []
        self.rejected: set[int] = set()
        self.dropped: set[int] = set()
        self.lost: list[RejectedRow] = []
        self.cells: list[list[str]] = []
        self.numbers: list[int] = []
        self._values: dict[str, list[Any]] = {}
        self._kept: dict[str, list[Any]] = {}
        self._none: list[Any] = []
        self.headers: dict[str, str] = {one.field: one.column for one in plan.mapping if one.field}
        self._take(rows)
        self.raw: list[tuple[str, ...]] = list(zip(*self.cells, strict=True)) if self.cells else []
        self._none = [None] * len(self.cells)
        for column in plan.mapping:
            if column.field and self.cells:
                self._read(column, readers[column.column])

    def __len__(self) -> int:
        return len(self.cells)

    def _take(self, rows: Sequence[Row]) -> None:
        width = len(self.plan.columns)
        for row in rows:
            cells = row.cells
            if row.fault is None and len(cells) == width:
                self.cells.append(cells)
                self.numbers.append(row.number)
                continue
            self._odd(row, width)

    def _odd(self, row: Row, width: int) -> None:
        """Take a row that is too long or too short if that loses nothing; else reject it."""
        cells = row.cells
        reason = row.fault or _misfit(cells, width)
        if reason:
            self.lost.append(RejectedRow(row.number, tuple(cells)))
            self.issues.append(RowIssue(row.number, "", _shown(cells), reason, is_rejected=True))
            return
        if len(cells) < width:
            missing = ", ".join(header for header in self.plan.columns[len(cells) :] if header)
            said = f"the row ends before {missing}; read as empty"
            self.issues.append(RowIssue(row.number, "", _shown(cells), said, is_rejected=False))
        self.cells.append([*cells[:width], *[""] * (width - len(cells))])
        self.numbers.append(row.number)

    def _read(self, column: ColumnMap, reader: Column) -> None:
        texts = self.raw[column.index]
        values, notes = reader.convert(texts)
        kept: list[Any] | None = None
        for index, outcome in notes:
            self._note(index, column.column, texts[index], outcome)
            if outcome.is_kept:
                kept = kept or [None] * len(texts)
                kept[index] = texts[index].strip()
        if column.field == "custom":
            self._kept[column.column] = values
            return
        self._values[column.field] = values
        if column.field == "industry":  # the program's word replaces it, so it is always kept
            kept = [words.clean(text).value for text in texts]
        if kept:
            self._kept[column.column] = kept

    def _note(self, index: int, column: str, text: str, outcome: Outcome) -> None:
        self.issues.append(
            RowIssue(
                self.numbers[index], column, text.strip(), outcome.reason or "", outcome.is_rejected
            )
        )
        if outcome.is_rejected:
            self.rejected.add(index)

    def has(self, name: str) -> bool:
        """Tell whether the file has a column that is read as this field."""
        return name in self._values

    def values(self, name: str) -> list[Any]:
        """Return the values of a field, all None if the file has no such column."""
        found = self._values.get(name)
        return found if found is not None else self._none

    def put(self, name: str, values: list[Any]) -> None:
        """Set a field that follows from others."""
        self._values[name] = values

    def keep(self, column: str, index: int) -> None:
        """Keep a cell's text as a field of the team's own, beside what was read of it."""
        at = self.plan.columns.index(column)
        self._kept.setdefault(column, [None] * len(self))[index] = self.cells[index][at].strip()

    def note(self, index: int, name: str, reason: str, *, is_rejected: bool = False) -> None:
        """Say something about one row, by the field that it is about."""
        column = self.headers.get(name, "")
        at = self.plan.columns.index(column) if column else -1
        value = self.cells[index][at].strip() if column else ""
        self.issues.append(RowIssue(self.numbers[index], column, value, reason, is_rejected))
        if is_rejected:
            self.rejected.add(index)

    def custom(self) -> list[str | None]:
        """Return the team's own fields of every row as JSON."""
        names = list(self._kept)
        encode = msgspec.json.encode
        made: list[str | None] = []
        for row in zip(*self._kept.values(), strict=True):
            found = {
                name: value for name, value in zip(names, row, strict=True) if value is not None
            }
            made.append(encode(found).decode() if found else None)
        return made or [None] * len(self)

    def taken(self) -> list[int]:
        """Return the positions of the rows that become facts."""
        out = self.rejected | self.dropped
        return [i for i in range(len(self)) if i not in out] if out else list(range(len(self)))

    def rejected_rows(self) -> list[RejectedRow]:
        """Return the rows that were not taken, as they stand in the file."""
        mine = [RejectedRow(self.numbers[i], tuple(self.cells[i])) for i in sorted(self.rejected)]
        return sorted([*self.lost, *mine])


def _shown(cells: Sequence[str]) -> str:
    return " | ".join(cell for cell in cells if cell.strip())[:120]


def _misfit(cells: list[str], width: int) -> str | None:
    """Return why a row of the wrong width can't be taken; None if it can."""
    if cells[0].startswith(_MERGE_MARKS):
        return "a mark that a version control left; settle the conflict in the file"
    if len(cells) > width:
        if not any(cell.strip() for cell in cells[width:]):
            return None
        return (
            f"the row has {len(cells)} cells and the header {width}; put text that holds the "
            "delimiter in quotation marks"
        )
    if width >= _FOOTER_WIDTH and sum(bool(cell.strip()) for cell in cells) == 1:
        return "the row has one cell only; delete it if it belongs to the report, not the table"
    return None


def readers_of(plan: Plan, zone: ZoneInfo) -> dict[str, Column]:
    """Return a reader for every column that is read, by header."""
    return {
        column.column: fields.column_of(column, plan, zone)
        for column in plan.mapping
        if column.field
    }
