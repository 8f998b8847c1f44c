import json
from collections.abc import Callable
from typing import Any

import pytest

import builders
from accord.scoring import looks
from builders import Fact
from scenes import Scored

ACME = builders.company("Acme", domain="acme.example")


def read(days_ago: int, vendor: str = "bombora", **body: Any) -> Fact:
    return builders.intent("acme.example", vendor, days_ago=days_ago, **body)


def points(one: Scored) -> float:
    found = one.session.rows("SELECT points FROM intent_now")
    return found[0][0] / 1e6 if found else 0.0


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([read(0, reading=70.0)], 6),
        ([read(0, reading=60.0)], 6),
        ([read(0, reading=59.9)], 0),
        ([read(0)], 0),
        ([read(14, reading=70.0)], 3),
        ([read(0, reading=70.0, topic=t) for t in "abc"], 6),
        ([read(d, reading=90.0) for d in range(7)], 12),
        ([read(0, "nobody_knows", reading=90.0)], 0),
        ([read(0, "sixsense", reading_text="Decision")], 8),
        ([read(0, "sixsense", reading_text=" consideration ")], 8),
        ([read(0, "sixsense", reading_text="Awareness")], 0),
        ([read(0, "sixsense")], 0),
        ([read(0, "g2_category")], 6),
        ([read(0, "g2_category"), read(0, "g2_pricing")], 20),
        ([read(0, "g2_category"), read(0, "g2_pricing", topic="rivals")], 26),
        ([read(200, reading=90.0)], 0),
    ],
)
def test_readings_are_worth_what_the_program_says(
    facts: list[Fact], expected: float, score_facts: Callable[..., Scored]
) -> None:
    assert points(score_facts(builders.log(ACME, facts), builders.TODAY)) == expected


def test_a_share_of_topics_is_asked_for(score_facts: Callable[..., Scored]) -> None:
    low = [read(0, reading=10.0, topic=f"t{i}") for i in range(4)]
    high = [read(0, reading=90.0, topic="t9")]
    assert points(score_facts(builders.log(ACME, low, high), builders.TODAY)) == 0
    assert points(score_facts(builders.log(ACME, low[:3], high), builders.TODAY)) == 6


def test_two_vendors_of_one_research_may_both_count_if_the_program_says_so(
    score_facts: Callable[..., Scored],
) -> None:
    facts = builders.log(ACME, read(0, "g2_category"), read(0, "g2_pricing"))
    assert points(score_facts(facts, builders.TODAY, intent__one_research_once=False)) == 26


def test_the_detail_says_who_read_what_how_long_ago(score_facts: Callable[..., Scored]) -> None:
    facts = [read(3, reading=70.0, topic="b"), read(9, reading=90.0, topic="a"), read(1)]
    one = score_facts(builders.log(ACME, facts), builders.TODAY)
    ((detail,),) = one.session.rows("SELECT detail FROM intent_now")
    (vendor,) = json.loads(detail)
    assert vendor["vendor"] == "bombora"
    assert (vendor["age_days"], vendor["topics"]) == (3, ["a", "b"])


def test_a_look_sees_only_what_was_known_then(score_facts: Callable[..., Scored]) -> None:
    facts = [read(40, reading=90.0, known_days_ago=10), read(30, reading=90.0)]
    one = score_facts(builders.log(ACME, facts), builders.TODAY)
    (block,) = looks.blocks(one.session, one.program, one.as_of, {("intent_points", None)})
    found = dict(zip(block.looks.tolist(), block.values["intent_points", None][0], strict=True))
    for day, got in found.items():
        age = builders.TODAY_NUMBER - day
        assert (got > 0) == (age <= 30), age
    assert found[builders.TODAY_NUMBER] < found[max(day for day in found if day < builders.day(3))]
