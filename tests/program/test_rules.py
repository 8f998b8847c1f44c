"""The rule language: what holds, in whole units, and what a rule needs to know."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from accord.program import rules, words

RULE = TypeAdapter(rules.Rule)


def condition(**parts):
    return rules.Condition.model_validate(parts)


def test_a_measure_in_points_is_compared_in_whole_millionths():
    one = condition(measure="engagement", at_least=5, at_most=60.5)
    assert (one.low, one.high) == (5_000_000, 60_500_000)
    assert one.holds(5_000_000)
    assert not one.holds(4_999_999)
    assert one.holds(60_500_000)
    assert not one.holds(60_500_001)


def test_a_bound_between_whole_numbers_is_rounded_towards_the_inside():
    one = condition(measure="people_engaged", at_least=1.5, at_most=3.5, within_days=90)
    assert (one.low, one.high) == (2, 3)
    assert one.wanted == ("people_engaged", 90)


def test_yes_and_no_are_one_and_nought():
    assert condition(measure="owns_solution", **{"is": True}).accepted == {1}
    assert condition(measure="champion_lost", **{"is": False}).accepted == {0}
    assert condition(measure="owns_solution", **{"is": True}).holds(1)
    assert not condition(measure="owns_solution", **{"is": True}).holds(0)


def test_texts_are_their_places_in_the_measures_values():
    one = condition(measure="health", **{"in": ["good", "fair"]})
    assert one.accepted == {words.HEALTHS.index("good"), words.HEALTHS.index("fair")}
    assert not one.holds(words.HEALTHS.index("poor"))
    assert condition(measure="handoff_state", **{"is": "accepted"}).accepted == {
        words.HANDOFF_STATES.index("accepted")
    }
    assert condition(measure="health", **{"is": "splendid"}).accepted == frozenset()
    assert condition(measure="nonsense", **{"is": "good"}).accepted == frozenset()


def test_an_unknown_value_meets_no_comparison():
    for one in (
        condition(measure="employees", at_most=499),
        condition(measure="employees", at_least=1),
        condition(measure="health", **{"in": ["poor"]}),
    ):
        assert not one.holds(words.UNKNOWN)


def test_a_comparison_without_a_bound_is_refused():
    with pytest.raises(ValidationError, match="compares nothing"):
        condition(measure="engagement", within_days=3)


@pytest.mark.parametrize("bound", [True, "5", 10**10, float("nan"), float("inf")])
def test_a_bound_is_a_number_of_sensible_size(bound):
    with pytest.raises(ValidationError, match="should be a number"):
        condition(measure="engagement", at_least=bound)


def test_every_form_of_rule_is_told_apart_by_its_key():
    parts = {
        "all": [{"measure": "fit", "at_least": 70}, {"not": {"measure": "fit", "at_most": 5}}],
    }
    rule = RULE.validate_python({"any": [parts, {"always": True}, {"rule": "qualification"}]})
    assert isinstance(rule, rules.AnyOf)
    first, second, third = rule.any
    assert isinstance(first, rules.AllOf)
    assert isinstance(first.all[1], rules.Not)
    assert isinstance(second, rules.Always)
    assert isinstance(third, rules.Named)
    assert [one.at_least or one.at_most for one in rules.conditions(rule)] == [
        Decimal(70),
        Decimal(5),
    ]


def test_a_rule_that_was_read_can_be_validated_again():
    rule = RULE.validate_python({"not": {"rule": "qualification"}})
    assert RULE.validate_python(rule) == rule
    assert RULE.validate_python(rules.Condition(measure="fit", at_least=1)).low == 1_000_000
