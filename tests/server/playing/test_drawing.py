"""Whose family an account is of when lots are drawn: the tree's top, whoever is in the launch."""

import pyarrow as pa

from accord.engine.session import Session
from accord.server.playing import drawing


def families(parents: dict[int, int | None], launched: list[int]) -> dict[int, int]:
    accounts = {
        "account": list(parents),
        "parent": pa.array(list(parents.values()), pa.int64()),
        "employees": [10] * len(parents),
    }
    targets = {"account": [0], "signed_tier": [""], "tier": [""], "value_points": [0]}
    with Session() as session:
        session.register("them", pa.table(accounts))
        session.register("listed", pa.table(targets))
        session.register("shown", pa.table({"account": [0], "fit": [0], "engagement": [0]}))
        sql = drawing.UNITS.format(accounts="them", targets="listed")
        found = session.arrow(sql, accounts=launched).to_pylist()
    return {row["account"]: row["family"] for row in found}


def test_grandchildren_are_of_one_family_though_no_one_between_is_in_the_launch():
    tree = {1: None, 2: 1, 3: 2, 4: 1, 5: 4, 6: None, 7: 7}
    assert families(tree, [3, 5, 6, 7]) == {3: 1, 5: 1, 6: 6, 7: 7}


def test_records_that_name_each_other_in_a_circle_are_one_family():
    found = families({1: 2, 2: 3, 3: 1, 4: 3, 5: None}, [1, 2, 3, 4, 5])
    assert len({found[n] for n in (1, 2, 3, 4)}) == 1
    assert found[5] == 5
