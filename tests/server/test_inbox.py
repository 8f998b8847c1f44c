"""An acknowledgement means on disk; a full or broken inbox says so and keeps nothing."""

import sqlite3
import threading

import pytest

from accord.facts import tables
from accord.server import inbox
from accord.values.errors import BusyError


def decision(number):
    return {"fact_id": f"d{number}", "source": "accord", "kind": "note", "known_at": number}


@pytest.fixture
def box(tmp_path):
    opened = inbox.Inbox(tmp_path / "inbox.db", 10_000_000)
    yield opened
    opened.close()


def test_what_is_acknowledged_is_read_back_in_order(box, tmp_path):
    first = box.append_rows("decisions", [decision(1), decision(2)]).result(10)
    second = box.append_table("decisions", tables.table("decisions", [decision(3)])).result(10)
    entries = inbox.read_after(tmp_path / "inbox.db", 0, 1000)
    assert [entry.seq for entry in entries] == [first, second]
    ids = [fact for entry in entries for fact in entry.table()["fact_id"].to_pylist()]
    assert ids == ["d1", "d2", "d3"]
    assert inbox.count_after(tmp_path / "inbox.db", first) == 1


def test_a_number_is_never_given_twice_even_when_all_rows_were_deleted(box, tmp_path):
    first = box.append_rows("decisions", [decision(1)]).result(10)
    inbox.delete_through(tmp_path / "inbox.db", first)
    assert box.append_rows("decisions", [decision(2)]).result(10) > first


def test_many_writers_share_commits_and_all_of_them_are_stored(box, tmp_path):
    done = []

    def write(start):
        for number in range(start, start + 50):
            done.append(box.append_rows("decisions", [decision(number)]).result(30))

    writers = [threading.Thread(target=write, args=(start * 50,)) for start in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(set(done)) == 400
    assert inbox.count_after(tmp_path / "inbox.db", 0) == 400


def test_a_full_inbox_answers_busy_and_takes_again_when_emptied(tmp_path):
    file = tmp_path / "inbox.db"
    box = inbox.Inbox(file, 200_000)
    long = "x" * 50_000
    waits = []
    for number in range(20):
        waits.append(box.append_rows("decisions", [decision(number) | {"reason": long}]))
        waits[-1].exception(10)
    with pytest.raises(BusyError, match="full"):
        waits[-1].result()
    taken = inbox.count_after(file, 0)
    assert taken >= 3
    inbox.delete_through(file, 2**40)
    assert box.append_rows("decisions", [decision(99)]).result(10)
    box.close()


def test_a_locked_file_answers_busy_and_keeps_nothing(tmp_path):
    file = tmp_path / "inbox.db"
    box = inbox.Inbox(file, 10_000_000, timeout_s=0.2)
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("begin exclusive")
        waiting = box.append_rows("decisions", [decision(1)])
        with pytest.raises(BusyError, match="could not be written"):
            waiting.result(20)
        other.execute("rollback")
    assert box.append_rows("decisions", [decision(2)]).result(20)
    assert inbox.count_after(file, 0) == 1
    box.close()
