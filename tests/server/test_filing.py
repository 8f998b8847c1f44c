"""Filing: each fact once, whatever was sent how often, and what it touches is noted."""

import os
import time
from datetime import UTC, datetime

import numpy as np
import pyarrow.parquet as pq
import pytest

from accord.facts import tables
from accord.server import compactor, home, inbox, manifest, seen, segments
from accord.server.records.models import DirtyAccount, Segment, Watermark
from accord.values.errors import BusyError

pytestmark = pytest.mark.django_db(transaction=True)


def note(number, source="accord", **more):
    return {"fact_id": f"d{number}", "source": source, "kind": "note", "known_at": number} | more


def send(rows, kind="decisions"):
    box = inbox.Inbox(home.path("inbox.db"), 10**8)
    box.append_table(kind, tables.table(kind, rows)).result(10)
    box.close()


def drain():
    with compactor.lease():
        return compactor.Compactor().drain()


def filed(kind="decisions"):
    paths = manifest.log().paths_by_kind.get(kind, ())
    return sorted(fact for path in paths for fact in pq.read_table(path)["fact_id"].to_pylist())


def test_facts_are_filed_and_the_inbox_is_empty_afterwards(home_folder):
    send([note(1), note(2)])
    assert drain().new == 2
    assert filed() == ["d1", "d2"]
    assert inbox.count_after(home.path("inbox.db"), 0) == 0


def test_the_same_facts_again_change_nothing(home_folder):
    send([note(1), note(2), note(1)])
    drain()
    send([note(2), note(1), note(3)])
    assert drain().new == 1
    assert filed() == ["d1", "d2", "d3"]


def test_the_same_id_from_another_source_is_another_fact(home_folder):
    send([note(1)])
    drain()
    send([note(1, source="crm")])
    assert drain().new == 1


def test_another_id_with_the_same_hash_is_kept(home_folder, monkeypatch):
    send([note(1)])
    drain()
    true = seen.hashes_of
    monkeypatch.setattr(seen, "hashes_of", lambda t: np.full(t.num_rows, true(t)[0]) * 0 + 42)
    with compactor.lease():
        work = compactor.Compactor()
        work._seen.add({Segment.objects.get().name: np.array([42])})
        send([note(2)])
        assert work.drain().new == 1
        send([note(1)])
        assert work.drain().new == 0
    assert filed() == ["d1", "d2"]


def test_an_id_of_a_segment_that_never_came_to_be_does_not_count(home_folder):
    table = tables.table("decisions", [note(1)])
    with compactor.lease():
        work = compactor.Compactor()
        work._seen.add({"decisions-dead": seen.hashes_of(table)})
        send([note(1)])
        assert work.drain().new == 1


def test_small_segments_are_merged_and_their_ids_stay_known(home_folder, monkeypatch):
    monkeypatch.setattr(compactor, "_SMALL_AT_MOST", 3)
    for number in range(6):
        send([note(number)])
        drain()
    with compactor.lease():
        assert compactor.Compactor().merge_small() == 6
    assert len(manifest.log().paths_by_kind["decisions"]) == 1
    send([note(number) for number in range(6)])
    assert drain().new == 0
    assert filed() == [f"d{number}" for number in range(6)]


def test_lost_ids_are_rebuilt_from_the_segments(home_folder):
    send([note(1)])
    drain()
    for file in home.path("seen").iterdir():
        file.unlink()
    send([note(1)])
    assert drain().new == 0


def test_files_that_nobody_needs_are_swept_after_an_hour(home_folder):
    send([note(1)])
    drain()
    orphan = home.path("segments", "decisions", "decisions-orphan.parquet")
    orphan.write_bytes(b"x")
    with compactor.lease():
        work = compactor.Compactor()
        assert work.sweep() == 0  # a writer may be at it right now
        long_ago = time.time() - 7200
        for file in orphan.parent.iterdir():
            os.utime(file, (long_ago, long_ago))
        assert work.sweep() == 1
    assert filed() == ["d1"]


def test_accounts_that_facts_name_are_out_of_date(home_folder):
    send([note(1, account=77), note(2, account=0)])
    drain()
    assert list(DirtyAccount.objects.values_list("account", flat=True)) == [77]


def test_two_compactors_never_work_at_once(home_folder):
    with compactor.lease(), pytest.raises(BusyError, match="filing"), compactor.lease():
        pass


def test_a_batch_that_another_process_filed_meanwhile_is_not_filed_again(home_folder, monkeypatch):
    send([note(1)])
    with compactor.lease():
        work = compactor.Compactor()
        write = segments.write

        def write_late(kind, name, table):
            Watermark.objects.update(seq=10)
            return write(kind, name, table)

        monkeypatch.setattr(segments, "write", write_late)
        with pytest.raises(BusyError, match="already"):
            work.drain()
    assert not Segment.objects.exists()


def test_segments_are_sorted_by_account(home_folder):
    send([note(1, account=9), note(2, account=3), note(3, account=5)])
    drain()
    (path,) = manifest.log().paths_by_kind["decisions"]
    assert pq.read_table(path)["account"].to_pylist() == [3, 5, 9]


def test_a_new_inbox_file_begins_anew_so_that_nothing_in_it_passes_for_filed(home_folder):
    for number in range(5):
        send([note(number)])
    drain()
    for file in home_folder.glob("inbox.db*"):
        file.unlink()
    send([note(9)])
    assert drain().new == 1


def test_a_fact_stays_known_however_often_its_segment_was_merged(home_folder):
    names = [f"decisions-{number:04}" for number in range(250)]
    Segment.objects.bulk_create(
        Segment(
            name=name,
            kind="decisions",
            row_count=1,
            size=1,
            merged_into=into,
            removed_at=datetime.now(UTC) if into else None,
        )
        for name, into in zip(names, [*names[1:], ""], strict=True)
    )
    assert manifest.live_by_name() == dict.fromkeys(names, ("decisions", names[-1]))
