"""How a file was read, carried along by the rows that it could not take: nothing is asked twice."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from accord.connectors.files import moments, vocabulary
from accord.connectors.files.plan import Hints, Plan
from accord.connectors.files.rows import Row

READ_AS: Final = "accord_read_as"
"""The column in which rejected rows say how the file they come from was read."""

_FOR_THE_FILE: Final = ("source", "currency")
_UNITS: Final = frozenset({"units", "thousands", "millions"})


def words(plan: Plan) -> str:
    """Write down how a file was read, as a cell of its rejected rows."""
    said = {"kind": plan.kind, "source": plan.source}
    if plan.hints.currency:
        said["currency"] = plan.hints.currency
    if plan.hints.dated_on:
        said["dated_on"] = plan.hints.dated_on
    for column in plan.mapping:
        if column.unit in moments.ORDERS:
            said[f"date_order:{column.column}"] = column.unit
        elif column.decimal != ".":
            said[f"decimal:{column.column}"] = column.decimal
        if column.field == "revenue" and column.unit in _UNITS:
            said["revenue_unit"] = column.unit
    if act := vocabulary.activity_of_file(plan.name):
        said["kind_name"] = act
    return json.dumps(said | dict(plan.hints.answers), sort_keys=True, ensure_ascii=False)


def hints(given: Hints, columns: Sequence[str], rows: Sequence[Row]) -> Hints:
    """Return hints with what rejected rows carry; what somebody says now wins."""
    if READ_AS not in columns:
        return given
    place = columns.index(READ_AS)
    cells = (row.cells[place].strip() for row in rows if place < len(row.cells))
    said = _read(next((cell for cell in cells if cell), ""))
    answers = {
        name: value
        for name, value in said.items()
        if name not in _FOR_THE_FILE
        and not (given.date_order and name.startswith("date_order:"))
        and not (given.decimal and name.startswith("decimal:"))
        and not (given.kind and name == "kind")
    }
    return replace(
        given,
        source=given.source or said.get("source"),
        currency=given.currency or said.get("currency"),
        answers=answers | dict(given.answers),
    )


def _read(cell: str) -> dict[str, str]:
    """Read what `words` wrote; a cell that somebody changed says nothing."""
    try:
        said = json.loads(cell)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    return {name: value for name, value in said.items() if isinstance(value, str) and value}
