"""Days that show are those of a count by hand, whatever is taken back and known late."""

import numpy as np
import pytest

from accord.scoring import cells, presence
from accord.scoring.cells import Cells, Grid

LOOKS = np.array([10, 17, 24, 31])
GRID = Grid(LOOKS, np.zeros((1, 1), np.int64))


def drawn(rng: np.random.Generator, places: int) -> tuple[np.ndarray, Cells]:
    """Draw acts, some known late, some of which are taken back on a later day."""
    size = int(rng.integers(0, 60))
    place = rng.integers(0, places, size)
    day = rng.integers(3, 30, size)
    known = day + rng.choice([0, 0, 0, 2, 9], size)
    back = rng.random(size) < rng.choice([0, 0.4])
    taken = known + rng.integers(1, 9, size)
    columns = [
        np.concatenate([first, second[back]])
        for first, second in (
            (place, place),
            (day, day),
            (known, taken),
            (day * 0 + 1, day * 0 - 1),
        )
    ]
    zeros = np.zeros(columns[0].size, np.int64)
    return columns[0], Cells(zeros, zeros, columns[1], columns[2], zeros, columns[3])


def shown(place: np.ndarray, rows: Cells, look: int) -> set[tuple[int, int]]:
    total: dict[tuple[int, int], int] = {}
    for where, day, known, n in zip(place, rows.day, rows.known_day, rows.n, strict=True):
        if day <= look and known <= look:
            total[int(where), int(day)] = total.get((int(where), int(day)), 0) + int(n)
    return {key for key, n in total.items() if n > 0}


@pytest.mark.parametrize("draw", range(60))
def test_days_and_the_last_day_are_those_counted_by_hand(draw: int, seed: int) -> None:
    rng = np.random.default_rng([seed, draw])
    places = 4
    place, rows = drawn(rng, places)
    days = presence.days_seen(place, places, rows, GRID, 12)
    last = presence.last_day(place, places, rows, GRID)
    for column, look in enumerate(LOOKS.tolist()):
        found = shown(place, rows, look)
        for one in range(places):
            mine = [day for where, day in found if where == one]
            assert days[one, column] == sum(look - day <= 12 for day in mine)
            assert last[one, column] == max(mine, default=presence.NEVER)
    assert cells.net_seen(place, places, rows, GRID, (0, 9)).shape == (places, LOOKS.size)
