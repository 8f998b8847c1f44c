"""Stages and plays: clauses that must be whole."""

import pytest
from pydantic import ValidationError

from accord.program.playbook import When
from accord.program.stages import Leave


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "exactly one of after_days or below_percent_of_entry"),
        ({"after_days": 3, "below_percent_of_entry": 50, "for_days": 3}, "exactly one of"),
        ({"below_percent_of_entry": 50}, "go together"),
        ({"after_days": 3, "for_days": 3}, "go together"),
    ],
)
def test_a_stage_is_left_by_one_rule(parts, words):
    with pytest.raises(ValidationError, match=words):
        Leave.model_validate(parts)
    assert Leave.model_validate({"after_days": 3}).unless is None


def test_a_play_says_when_it_starts():
    with pytest.raises(ValidationError, match="should say when"):
        When.model_validate({})
    assert When.model_validate({"any": [{"rising": True}]}).any[0].rising
