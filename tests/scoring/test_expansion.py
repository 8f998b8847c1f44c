"""The fast looks and the plain query give the same whole numbers."""

import numpy as np
import pyarrow as pa
import pytest

from accord.engine.session import Session
from accord.program import presets
from accord.scoring import cells, expansion, looks, measures, people, warmth, worth
from scenes import Scored


def by_look(table: pa.Table) -> dict[tuple[int, int], int]:
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return {(account, day): points for account, day, points in rows if points}


def test_both_give_the_same_points_in_every_world(world: Scored) -> None:
    known = worth.of(world.program)
    (block,) = looks.blocks(world.session, world.program, world.as_of, {("engagement", None)})
    fast = block.values["engagement", None]
    plain = by_look(expansion.engagement(world.session, known, block.looks))
    rows, columns = np.nonzero(fast)
    assert plain == {
        (int(block.accounts[row]), int(block.looks[column])): int(fast[row, column])
        for row, column in zip(rows, columns, strict=True)
    }
    assert len(plain) > 100


@pytest.mark.parametrize("draw", range(4))
def test_both_give_the_same_points_of_any_cells(draw: int, seed: int) -> None:
    rng = np.random.default_rng([seed, draw])
    program = presets.program()
    with Session(threads=1) as session:
        known = worth.register(session, program)
        persons = np.arange(1, 40)
        table = {"person": persons, "role_millionths": rng.integers(0, 2_000_000, 39)}
        session.register("person_worth", pa.table(table))
        size = 3000
        day = rng.integers(20_000, 20_400, size)
        counted = pa.table(
            {
                "account": rng.integers(1, 9, size),
                "person": rng.integers(1, 60, size),  # some are nobody known
                "day": pa.array(day, pa.int32()),
                "known_day": pa.array(day + rng.integers(-2, 60, size), pa.int32()),
                "kind": pa.array(rng.choice(known.codes, size), pa.int32()),
                "n": rng.integers(1, 900, size),
            }
        ).sort_by([("account", "ascending"), ("person", "ascending")])
        session.register("counted", counted)
        days = np.array([20_100, 20_250, 20_399, 20_500])
        plain = by_look(expansion.engagement(session, known, days))
    everybody = people.People(
        person=persons,
        multiplier=table["role_millionths"],
        department=np.full(39, -1, np.int16),
        role_names=(),
        role_by_solution={},
    )
    grid = cells.Grid(days, known.decay_matrix)
    accounts = np.arange(1, 9)
    told = cells.of(counted, known.codes).aligned()
    warm = warmth.of(accounts, told, grid, known, everybody)
    fast = {
        (account, int(day)): int(warm.engagement[row, column])
        for row, account in enumerate(accounts.tolist())
        for column, day in enumerate(days)
        if warm.engagement[row, column]
    }
    assert fast == plain
    assert measures.MEASURES.keys() >= {"engagement", "people_engaged"}
