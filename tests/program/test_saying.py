"""Rules and values in words."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from accord.program import presets, rules, saying

RULE = TypeAdapter(rules.Rule)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"always": True}, "always"),
        ({"rule": "qualification"}, "the qualification rule holds"),
        ({"not": {"measure": "fit", "at_least": 70}}, "not (fit at least 70)"),
        ({"measure": "visit_days", "at_least": 2, "within_days": 30}, "days with a visit at least 2 within 30 days"),
        ({"measure": "days_to_renewal", "at_most": 270}, "days to renewal at most 270"),
        ({"measure": "owns_solution", "is": True}, "owns the solution is yes"),
        ({"measure": "health", "in": ["good", "fair"]}, "health is one of good, fair"),
        ({"measure": "luck", "at_least": 1}, "luck at least 1"),
        (
            {"all": [{"measure": "fit", "at_least": 1}, {"any": [{"always": True}, {"always": True}]}]},
            "fit at least 1 and (always or always)",
        ),
        ({"any": [{"all": [{"always": True}]}]}, "always"),
    ],
)  # fmt: skip
def test_a_rule_reads_as_a_sentence(data, words):
    assert saying.rule(RULE.validate_python(data)) == words


def test_every_rule_of_the_default_program_can_be_said():
    said = [saying.rule(rule) for rule in presets.program().rules_in_use()]
    assert all(said)
    assert not any("_" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        ("", "nothing"),
        ([], "nothing"),
        ({}, "nothing"),
        (True, "yes"),
        (False, "no"),
        (1500, "1,500"),
        (0, "0"),
        (Decimal("0.5"), "0.5"),
        (["a", 2], "a, 2"),
        ({"hold_until": 3, "x": {"y": "z"}}, "hold until 3, x y z"),
        ("as it is", "as it is"),
    ],
)
def test_a_value_reads_as_a_person_writes_it(value, words):
    assert saying.value(value) == words
