from pathlib import Path

import pyarrow as pa
import pytest

from accord.engine import parquet, reading
from accord.engine.reading import Condition, Order, Table
from accord.engine.session import Session
from accord.values.errors import AccordError

ROWS = 500


@pytest.fixture
def table(tmp_path: Path) -> Table:
    path = tmp_path / "rows.parquet"
    columns = {
        "account": list(range(ROWS)),
        "name": [f"Müller {n}" for n in range(ROWS)],
        "fit": [None if n % 7 == 0 else n % 50 for n in range(ROWS)],
        "tier": [None if n % 5 == 0 else "abc"[n % 3] for n in range(ROWS)],
    }
    parquet.write_table(pa.table(columns), path)
    return reading.open_table(Session(threads=1), [path])


@pytest.mark.parametrize("is_descending", [True, False])
@pytest.mark.parametrize("column", ["fit", "name", "account"])
def test_pages_hold_every_row_once_and_in_order(
    table: Table, column: str, is_descending: bool
) -> None:
    shown: list[tuple] = []
    after = None
    while True:
        order = Order(column, "account", is_descending, after)
        page = reading.select(table, [column, "account"], [], order, 64).to_pydict()
        if not page["account"]:
            break
        shown += zip(page[column], page["account"], strict=True)
        after = shown[-1]
    assert sorted(account for _, account in shown) == list(range(ROWS))
    known = [row for row in shown if row[0] is not None]
    assert known == sorted(known, reverse=is_descending)
    assert shown[: len(known)] == known


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        (Condition("account", "is", 3), 1),
        (Condition("tier", "is_not", "a"), ROWS - 133),
        (Condition("account", "at_least", 490), 10),
        (Condition("account", "at_most", 9), 10),
        (Condition("account", "one_of", [1, 2, 9_999]), 2),
        (Condition("name", "contains", "MÜLLER 49"), 11),
        (Condition("name", "contains", "%"), 0),
        (Condition("fit", "is_missing", True), 72),
        (Condition("fit", "is_missing", False), ROWS - 72),
    ],
)
def test_a_condition_keeps_what_it_says(table: Table, condition: Condition, rows: int) -> None:
    assert reading.count(table, [condition]) == rows


def test_a_facet_counts_without_its_own_choice(table: Table) -> None:
    chosen = [Condition("tier", "is", "a"), Condition("account", "at_most", 29)]
    assert reading.facet(table, "tier", chosen) == [("a", 8), ("b", 8), ("c", 8), (None, 6)]


@pytest.mark.parametrize("name", ["nothing", "tier; DROP TABLE x", "(SELECT 1)"])
def test_only_columns_of_the_table_can_be_named(table: Table, name: str) -> None:
    asks = [
        lambda: reading.select(table, [name], [], Order("fit", "account"), 1),
        lambda: reading.select(table, ["fit"], [], Order(name, "account"), 1),
        lambda: reading.count(table, [Condition(name, "is", 1)]),
        lambda: reading.facet(table, name, []),
    ]
    for ask in asks:
        with pytest.raises(AccordError, match="there is no column"):
            ask()


def test_an_operator_that_is_none_is_refused(table: Table) -> None:
    with pytest.raises(AccordError, match="compares nothing"):
        reading.count(table, [Condition("fit", "like", 1)])  # type: ignore[arg-type]


def test_a_table_without_files_says_so() -> None:
    with pytest.raises(AccordError, match="publish a generation first"):
        reading.open_table(Session(threads=1), [])


def test_rows_of_another_engine_are_shaped_by_a_query() -> None:
    rows = pa.table({"a": [1, 2, 3]})
    found = reading.read_sql(rows, "SELECT a * 2 AS b FROM source WHERE a > $low ORDER BY a", low=1)
    assert found.to_pydict() == {"b": [4, 6]}
