"""The words: every measure has a unit, and the default program uses nothing else."""

from accord.facts import activity_kinds
from accord.program import presets, steps, words


def test_counts_of_kinds_are_measures_beside_the_named_ones():
    counted = words.measure_of("count:form_submitted")
    assert counted is not None
    assert (counted.unit, counted.is_windowed) == ("count", True)
    assert counted.title == "number of form submitted"
    assert words.measure_of("fit") is words.MEASURES["fit"]
    assert words.measure_of("luck") is None


def test_texts_have_values_and_numbers_have_none():
    for name, measure in words.MEASURES.items():
        assert bool(measure.values) == (measure.unit == "text"), name


def test_every_kind_of_activity_that_facts_name_is_scored_or_deliberately_not():
    scored = set(presets.program().engagement.activities)
    unscored = {"email_sent", "email_delivered", "email_bounce", "unsubscribe", "call_unanswered"}
    assert set(activity_kinds.CHANNEL_BY_KIND) | set(words.MADE_KINDS) == scored | unscored


def test_every_kind_of_step_leaves_by_a_channel_that_exists():
    assert {kind.channel for kind in steps.STEP_KINDS.values()} <= set(steps.CHANNELS)
    assert set(steps.PLAY_CHANNELS.values()) <= set(steps.CHANNELS)
    used = {step.do for play in presets.program().plays for step in play.steps}
    assert used == set(steps.STEP_KINDS)
