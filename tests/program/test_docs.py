"""The page about programs: its examples run, its tables are whole."""

import re
from pathlib import Path

import pytest

from accord.program import checking, presets, words
from accord.program.model import Program

PAGE = (Path(__file__).parents[2] / "docs" / "program.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_runs(text):
    draft = checking.review(text)
    assert draft.program is not None, draft.problems


def test_there_are_examples():
    assert len(EXAMPLES) == 4


def test_every_measure_preset_field_and_clause_is_explained():
    free = {"schema", "preset", "title", "language", "must_edit_before_adoption", "universe"}
    later = {"list_builders", "list_refresh", "checkpoints"}
    later |= {"reach", "play_defaults", "first_month", "reviews"}
    clauses = {field.alias or name for name, field in Program.model_fields.items()}
    for word in (*words.MEASURES, *presets.names(), *(clauses - free - later)):
        assert f"`{word}`" in PAGE, word
    for word in (*words.PROFILE_FIELDS, *words.HANDOFF_STATES, *words.HEALTHS):
        assert word in PAGE, word
