from pathlib import Path

import pytest

from accord.engine.ledger import CELL, PARTS_AT_MOST, Ledger, Manifest
from accord.engine.session import Session
from accord.values.errors import AccordError

NEW = Manifest(as_of_us=5, counting="c", segments=("a.parquet",))


def cells(*rows: tuple[int, int]) -> str:
    """Return a query of cells by (account, n); the rest of a cell is the account again."""
    values = ", ".join(f"({account}, {n})" for account, n in rows)
    columns = ", ".join(f"CAST(v.a AS BIGINT) AS {name}" for name in CELL)
    return f"SELECT {columns}, CAST(v.n AS BIGINT) AS n FROM (VALUES {values}) AS v(a, n)"


def total(session: Session, ledger: Ledger) -> dict[int, int]:
    return dict(session.rows(f"SELECT account, n FROM ({ledger.query()})"))


def test_parts_add_up_and_what_cancels_is_gone(tmp_path: Path) -> None:
    with Session(threads=1) as session:
        ledger = Ledger(tmp_path)
        ledger.begin(session, cells((1, 2), (2, 5)), NEW)
        ledger.append(session, cells((2, -5), (3, 1), (1, 1)), NEW)
        ledger.settle()
        assert total(session, Ledger(tmp_path)) == {1: 3, 3: 1}


def test_many_parts_become_one(tmp_path: Path) -> None:
    with Session(threads=1) as session:
        ledger = Ledger(tmp_path)
        ledger.begin(session, cells((1, 1)), NEW)
        for _ in range(PARTS_AT_MOST):
            ledger.append(session, cells((1, 1)), NEW)
        ledger.settle()
        assert len(ledger.standing.parts) == 1
        assert total(session, Ledger(tmp_path)) == {1: PARTS_AT_MOST + 1}
        assert len(list(tmp_path.glob("*.parquet"))) == 1


def test_what_was_not_settled_never_was(tmp_path: Path) -> None:
    with Session(threads=1) as session:
        ledger = Ledger(tmp_path)
        ledger.begin(session, cells((1, 1)), NEW)
        ledger.keep(session, "said", "SELECT 7 AS key")
        ledger.settle()
        ledger.append(session, cells((1, 100)), NEW)
        ledger.keep(session, "said", "SELECT 8 AS key")
        reopened = Ledger(tmp_path)
        assert total(session, reopened) == {1: 1}
        path = reopened.kept("said")
        assert session.rows(f"SELECT key FROM read_parquet('{path}')") == [(7,)]
        reopened.settle()  # and what the other left behind is swept away
        assert len(list(tmp_path.glob("*.parquet"))) == 2


def test_a_ledger_that_was_never_begun_says_so(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    assert ledger.manifest is None
    with pytest.raises(AccordError, match="has to be begun first"):
        ledger.query()


def test_a_ledger_without_one_of_its_files_is_none(tmp_path: Path) -> None:
    with Session(threads=1) as session:
        ledger = Ledger(tmp_path)
        ledger.begin(session, cells((1, 1)), NEW)
        ledger.settle()
    next(tmp_path.glob("*.parquet")).unlink()
    assert Ledger(tmp_path).manifest is None
