from hypothesis import given
from hypothesis import strategies as st

from accord.identity import merges
from accord.identity.merges import Joined, Record

A, B, C = Record(1, 1, 100), Record(2, 2, 50), Record(3, 3, 200)


def test_a_merge_keeps_the_older_id() -> None:
    found = merges.apply([Joined(1, 2, is_merged=True)], [A, B, C])
    assert found == {1: 2, 2: 2, 3: 3}


def test_an_unmerge_restores_both() -> None:
    decided = [Joined(1, 2, is_merged=True), Joined(1, 2, is_merged=False)]
    assert merges.apply(decided, [A, B, C]) == {1: 1, 2: 2, 3: 3}


def test_an_unmerge_takes_a_record_out_of_a_group_of_rules() -> None:
    records = [Record(1, 1, 100), Record(2, 1, 120), Record(3, 1, 130)]
    assert merges.apply([Joined(1, 2, is_merged=False)], records) == {1: 1, 2: 2, 3: 1}
    again = [Joined(1, 2, is_merged=False), Joined(2, 1, is_merged=True)]
    assert merges.apply(again, records) == {1: 1, 2: 1, 3: 1}


def test_merges_chain() -> None:
    decided = [Joined(3, 1, is_merged=True), Joined(1, 2, is_merged=True)]
    assert set(merges.apply(decided, [A, B, C]).values()) == {2}


def test_a_decision_about_nobody_known_changes_nothing() -> None:
    assert merges.apply([Joined(1, 99, is_merged=True), Joined(1, 1, is_merged=True)], [A]) == {
        1: 1
    }


PAIRS = st.tuples(st.integers(1, 6), st.integers(1, 6))


@given(st.lists(PAIRS, max_size=8), st.randoms())
def test_the_order_of_merges_means_nothing(pairs: list[tuple[int, int]], random: object) -> None:
    records = [Record(key, key, key * 7 % 5) for key in range(1, 7)]
    joined = [Joined(a, b, is_merged=True) for a, b in pairs]
    expected = merges.apply(joined, records)
    random.shuffle(joined)  # type: ignore[attr-defined]
    random.shuffle(records)  # type: ignore[attr-defined]
    assert merges.apply(joined, records) == expected
    for key, account in expected.items():
        assert expected[account] == account
        assert key in expected
