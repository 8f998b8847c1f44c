import numpy as np

from accord.scoring import cells
from accord.scoring.cells import Cells, Grid
from accord.values import points


def some(day: list[int], known: list[int] | None = None, n: list[int] | None = None) -> Cells:
    size = len(day)
    zeros = np.zeros(size, np.int64)
    return Cells(
        np.arange(1, size + 1),
        zeros,
        np.array(day, np.int64),
        np.array(known or day, np.int64),
        zeros,
        np.array(n or [1] * size, np.int64),
    )


GRID = Grid(np.array([10, 17, 24]), np.array([[*points.decay_table(7), 0]]))


def test_an_act_is_seen_from_the_look_at_which_it_is_known() -> None:
    rows = some([8, 8, 30], [8, 12, 30])
    assert GRID.first_look(rows).tolist() == [0, 1, 3]


def test_sums_are_exact_where_floats_would_not_be() -> None:
    rows = some([10, 10], n=[2**53 // 10**6 + 1, 1])
    unit = np.zeros(2, np.int64)
    slot = cells.slots(rows, unit, GRID)
    total = cells.raw(unit, 1, rows.n, slot, GRID)
    assert total[0, 0] == (2**53 // 10**6 + 2) * 10**6


def test_a_unit_that_could_pass_64_bits_is_summed_in_unbounded_numbers() -> None:
    rows = some([10, 10, 10], n=[2**60, 2**60, 5])
    unit = np.array([0, 0, 1])
    slot = cells.slots(rows, np.zeros(3, np.int64), GRID)
    total = cells.raw(unit, 2, rows.n, slot, GRID)
    assert total[0].tolist() == [2**62, 2**62, 2**62]
    assert total[1].tolist() == [5 * w for w in GRID.decays[0, [0, 7, 14]]]


def test_blocks_cover_every_account_once_and_stay_small() -> None:
    rows = some(list(range(1000)))
    rows = Cells(rows.account // 10 * 2, rows.person, rows.day, rows.known_day, rows.kind, rows.n)
    accounts = np.arange(0, 210)
    found = list(cells.blocks(rows, accounts, 100, 50))
    assert np.concatenate([block for block, _ in found]).tolist() == accounts.tolist()
    assert sum(len(part) for _, part in found) == 1000
    assert max(block.size for block, _ in found) <= 50
    assert max(len(part) for _, part in found) <= 100


def test_an_account_with_more_rows_than_a_block_stands_alone() -> None:
    rows = some(list(range(50)))
    rows = Cells(rows.account * 0 + 7, rows.person, rows.day, rows.known_day, rows.kind, rows.n)
    found = list(cells.blocks(rows, np.array([5, 7, 9]), 10, 100))
    assert [(block.tolist(), len(part)) for block, part in found] == [
        ([5], 0),
        ([7], 50),
        ([9], 0),
    ]


def test_slots_are_numbered_the_same_when_days_lie_far_apart() -> None:
    rows = some([-2_000_000, 10, 10, 24])
    slot = cells.slots(rows, np.zeros(4, np.int64), GRID)
    assert slot.row[1] == slot.row[2] != slot.row[3]
    total = cells.raw(np.arange(4), 4, rows.n, slot, GRID)
    assert total[:, 2].tolist() == [0, *[int(GRID.decays[0, age]) for age in (14, 14, 0)]]


def test_nothing_sums_to_nothing() -> None:
    rows = some([])
    slot = cells.slots(rows, np.zeros(0, np.int64), GRID)
    assert cells.raw(np.zeros(0, np.int64), 2, rows.n, slot, GRID).tolist() == [[0, 0, 0]] * 2
    assert cells.net_seen(rows.n, 1, rows, GRID, (0, 7)).tolist() == [[0, 0, 0]]
