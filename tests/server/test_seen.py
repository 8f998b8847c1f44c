"""An id is known for ever, by the segment that holds it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from accord.facts import tables
from accord.server import seen
from accord.values import ids


def test_hashes_are_those_of_the_values_package():
    table = tables.table(
        "decisions", [{"source": "crm", "fact_id": "7"}, {"source": "a", "fact_id": "é"}]
    )
    assert seen.hashes_of(table).tolist() == [ids.hash64("crm", "7"), ids.hash64("a", "é")]


def test_the_same_id_from_two_sources_is_two_ids():
    table = tables.table(
        "decisions", [{"source": "a", "fact_id": "1"}, {"source": "b", "fact_id": "1"}]
    )
    first, second = seen.hashes_of(table).tolist()
    assert first != second


@given(st.lists(st.lists(st.integers(1, 60), max_size=30), max_size=12))
def test_every_id_is_found_in_every_segment_that_holds_it_and_no_other(tmp_path_factory, batches):
    folder = tmp_path_factory.mktemp("seen")
    known = seen.SeenIds(folder)
    for number, batch in enumerate(batches):
        known.add({f"s{number}": np.array(batch, np.int64)})
    for opened in (known, seen.SeenIds(folder)):
        found = opened.find(np.arange(1, 61))
        for number, batch in enumerate(batches):
            places = set(found.get(f"s{number}", np.zeros(0, np.int64)).tolist())
            assert {place + 1 for place in places} == set(batch)


def test_runs_are_merged_so_that_there_are_few(tmp_path):
    known = seen.SeenIds(tmp_path / "seen")
    for number in range(200):
        known.add({f"s{number}": np.arange(number * 100 + 1, number * 100 + 101)})
    assert len(list((tmp_path / "seen").glob("*.json"))) <= 6
    assert known.size == 20_000
    assert len(known.covered) == 200


def test_what_a_crash_left_half_written_is_swept(tmp_path):
    folder = tmp_path / "seen"
    known = seen.SeenIds(folder)
    known.add({"s1": np.array([1, 2, 3])})
    (folder / "dead.hashes.npy").write_bytes(b"half")
    again = seen.SeenIds(folder)
    assert again.size == 3
    assert not list(folder.glob("dead*"))


def test_a_merge_that_died_before_it_swept_counts_nothing_twice(tmp_path):
    folder = tmp_path / "seen"
    known = seen.SeenIds(folder)
    known.add({"s1": np.arange(1, 1000)})
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    known.add({"s2": np.arange(2000, 3000)})
    for name, data in before.items():
        (folder / name).write_bytes(data)  # the old run is back beside the merged one
    again = seen.SeenIds(folder)
    assert again.size == 999 + 1000
