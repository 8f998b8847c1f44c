from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from accord.engine import parquet
from accord.engine.session import Session


def test_rows_are_written_in_the_order_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "new" / "rows.parquet"
    with Session() as session:
        session.make("mixed", "SELECT (a * 7919) % 200000 AS a FROM range(200000) t(a)")
        assert parquet.write(session, "SELECT a FROM mixed", path, ["a"]) == 200_000
    found = parquet.read(path).column("a").to_numpy()
    assert (np.diff(found) == 1).all()
    assert parquet.count(path) == 200_000
    assert [file.name for file in path.parent.iterdir()] == ["rows.parquet"]


def test_a_held_table_keeps_its_order(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    with Session() as session:
        session.register("held", pa.table({"a": list(range(300_000, 0, -1))}))
        parquet.write(session, "SELECT * FROM held", path)
    assert (np.diff(parquet.read(path, ["a"]).column("a").to_numpy()) == -1).all()


def test_groups_are_small_so_that_reading_one_account_skips_the_others(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    with Session() as session:
        parquet.write(session, "SELECT a FROM range(200000) t(a)", path, ["a"])
    shape = pq.ParquetFile(path)
    assert shape.num_row_groups >= 6
    first = shape.metadata.row_group(1).column(0).statistics
    assert first.min > shape.metadata.row_group(0).column(0).statistics.max


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    parquet.write_table(pa.table({"a": [1]}), path)
    with Session() as session, pytest.raises(Exception, match="nowhere"):
        parquet.write(session, "SELECT * FROM nowhere", path)
    assert parquet.read(path).to_pylist() == [{"a": 1}]
