"""The engine's points are those of a second implementation that goes fact by fact."""

import numpy as np
import pytest

import naive
from accord.scoring import looks
from scenes import Scored


@pytest.fixture(scope="module")
def by_hand(world: Scored) -> naive.Naive:
    return naive.Naive(naive.facts_of(world.log), naive.who(world.session), world.program)


def test_engagement_now_is_the_same(world: Scored, by_hand: naive.Naive) -> None:
    today = world.as_of.day
    got = world.column("SELECT account, points FROM engagement_now WHERE points > 0")
    assert got == {k: v for k, v in by_hand.engagement(today).items() if v}
    assert len(got) > 5
    week_ago = world.column("SELECT account, points_7_days_ago FROM engagement_now")
    expected = by_hand.engagement(today - 7)
    assert {k: v for k, v in week_ago.items() if v} == {k: v for k, v in expected.items() if v}


def test_people_and_pseudo_persons_are_the_same(world: Scored, by_hand: naive.Naive) -> None:
    got = world.session.rows("SELECT account, person, points FROM person_now WHERE points > 0")
    expected = by_hand.units(world.as_of.day)
    known = {(a, p): v for a, p, v in got if p > 0}
    assert known == {k: v for k, v in expected.items() if isinstance(k[1], int) and v}
    assert sum(v for _, _, v in got) == sum(expected.values())


MEASURES = {
    ("engagement", None): lambda n, day: n.engagement(day),
    ("people_engaged", None): lambda n, day: {a: len(p) for a, p in n.engaged(day, 90).items()},
    ("people_engaged", 30): lambda n, day: {a: len(p) for a, p in n.engaged(day, 30).items()},
    ("new_people_engaged", 30): lambda n, day: n.new_engaged(day, 30),
    ("roles_engaged", 90): lambda n, day: n.roles(day, 90, key_only=False),
    ("key_role_engaged", 60): lambda n, day: n.roles(day, 60, key_only=True),
    ("visit_days", 30): lambda n, day: n.visit_days(day, 30),
    ("hand_raises", 14): lambda n, day: n.count(day, 14, "hand_raise"),
    ("count:email_click", 45): lambda n, day: n.count(day, 45, "email_click"),
}


def test_every_look_is_the_same(world: Scored, by_hand: naive.Naive) -> None:
    asked = {*MEASURES, ("days_since_human_activity", None)}
    (block,) = looks.blocks(world.session, world.program, world.as_of, asked)
    index = {account: row for row, account in enumerate(block.accounts.tolist())}
    assert block.looks[-1] == world.as_of.day
    for place, day in enumerate(block.looks.tolist()):
        for wanted, count in MEASURES.items():
            got = block.values[wanted][:, place]
            expected = np.zeros(len(index), np.int64)
            for account, value in count(by_hand, day).items():
                expected[index[account]] = value
            assert got.tolist() == expected.tolist(), (wanted, day)
        since = block.values["days_since_human_activity", None][:, place]
        last = {index[account]: day - when for account, when in by_hand.last_day(day).items()}
        assert {row: v for row, v in enumerate(since.tolist()) if v >= 0} == last
