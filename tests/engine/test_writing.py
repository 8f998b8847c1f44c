import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from accord.engine.writing import Files


def test_tables_given_are_files_of_the_folder_once_the_block_is_left(tmp_path):
    written = []
    with Files(tmp_path, written.append) as files:
        files.write("one", pa.table({"account": [1, 2], "name": ["a", "b"]}))
        files.write("two", pa.table({"account": [3]}))
        assert files.rows() == {"one": 2, "two": 1}
    assert written == ["one", "two"]
    assert pq.read_table(tmp_path / "one.parquet").to_pydict() == {
        "account": [1, 2],
        "name": ["a", "b"],
    }
    assert {path.name for path in tmp_path.iterdir()} == {"one.parquet", "two.parquet"}


def test_what_could_not_be_written_is_raised_when_the_block_is_left(tmp_path):
    (tmp_path / "folder").write_text("a file stands where the folder should be")
    with pytest.raises(FileExistsError), Files(tmp_path / "folder") as files:
        files.write("one", pa.table({"account": [1]}))


def write_and_fail(folder):
    with Files(folder) as files:
        files.write("one", pa.table({"account": [1]}))
        raise ZeroDivisionError


def test_an_error_inside_the_block_stands_above_what_is_still_waiting(tmp_path):
    with pytest.raises(ZeroDivisionError):
        write_and_fail(tmp_path)
