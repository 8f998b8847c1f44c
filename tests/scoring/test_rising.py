import json
from collections.abc import Callable

import numpy as np

import builders
from accord.scoring import rising
from builders import Fact
from scenes import Scored


def visits(domain: str, people: int, days: range) -> list[Fact]:
    return [
        builders.visit(f"p{p}@{domain}", "/x", days_ago=day) for p in range(people) for day in days
    ]


def test_more_people_than_the_own_baseline_explains_is_rising(
    score_facts: Callable[..., Scored],
) -> None:
    facts = []
    for place in range(30):
        domain = f"c{place}.example"
        facts.append(builders.company(f"C{place}", domain=domain))
        facts += visits(domain, 2, range(1, 196, 14))
    facts += [builders.visit(f"new{p}@c0.example", "/x", days_ago=p % 20) for p in range(14)]
    facts.append(builders.company("New", domain="new.example"))
    facts += visits("new.example", 9, range(0, 9, 4))
    one = score_facts(builders.log(facts), builders.TODAY)
    found = {
        name: (is_rising, people, json.loads(detail))
        for name, is_rising, people, detail in one.session.rows(
            "SELECT name, is_rising, people, detail FROM rising JOIN accounts USING (account)"
        )
    }
    assert [name for name, row in found.items() if row[0]] == ["C0"]
    assert found["C0"][1] == 16
    assert 1 < found["C0"][2]["usual"] < 4
    assert found["New"][1] == 9
    assert found["New"][2]["usual"] is None  # known for too short a time to have a baseline


def test_an_ebb_of_the_whole_market_is_not_every_accounts_own(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = rng.poisson(5, (500, rising.SPANS_BEFORE + 1))
    people[:, 0] = rng.poisson(10, 500)  # a webinar: everybody has twice the people
    judged = rising.judge(people, np.full(500, rising.SPANS_BEFORE))
    assert (judged.chance < 0.01).mean() < 0.03
    assert abs(judged.expected.mean() / people[:, 0].mean() - 1) < 0.1


def test_chances_are_level_where_nothing_rises(seed: int) -> None:
    """Of accounts that do as ever, one in a hundred is as surprising as one in a hundred."""
    rng = np.random.default_rng(seed)
    mean = rng.gamma(4, 1, 20_000)
    people = rng.negative_binomial(8, (8 / (8 + mean))[:, None], (20_000, 7))
    judged = rising.judge(people, np.full(20_000, rising.SPANS_BEFORE))
    assert (judged.chance < 0.01).mean() < 0.02


def test_nobody_known_long_enough_is_nobody_judged() -> None:
    judged = rising.judge(np.ones((3, 7), np.int64), np.array([0, 1, 1]))
    assert not judged.is_judged.any()
    assert judged.chance.tolist() == [1, 1, 1]
