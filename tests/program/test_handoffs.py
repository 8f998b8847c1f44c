"""Service levels and hand-offs: what they say, and what is wrong said in words."""

import pytest

from accord.program import checking, comparing, handoffs, parsing, presets


def problem(overlay):
    return {p.where: p for p in checking.review(f"extends: demo\n{overlay}\n").problems}


def test_a_completion_is_read_from_words():
    assert handoffs.completion("4 people, 8 touches, 3 channels, outcome noted") == (
        handoffs.Completion(4, 8, 3, is_outcome_needed=True)
    )
    assert handoffs.completion("1 person, 1 touch, 1 channel") == handoffs.Completion(1, 1, 1)


@pytest.mark.parametrize(
    ("overlay", "where", "words"),
    [
        ("service_levels: {complete_means: {one_to_one: many calls}}",
         "service_levels.complete_means.one_to_one", '"many calls" is no part of it'),
        ("service_levels: {hand_raise_first_touch: {one_to_one: 0}}",
         "service_levels.hand_raise_first_touch.one_to_one", "should be more than 0"),
        ("service_levels: {remind_at_percent: [80, 50]}",
         "service_levels.remind_at_percent", "should grow"),
        ("service_levels: {escalate: [{at_percent: 200, to: manager}, {at_percent: 100, to: manager}]}",
         "service_levels.escalate", "should grow"),
        ('calendar: {business_hours: {from: "18:00", to: "09:00"}}',
         "calendar.business_hours.to", "ends before it begins"),
        ("handoff: {reject_reasons: {too_early: {then: hope}}}",
         "handoff.reject_reasons.too_early.then", "should be 'propose_exclusion"),
        ("handoff: {reject_reason: {}}", "handoff.reject_reason", "not a clause"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_where_it_stands(overlay, where, words):
    assert words in problem(overlay)[where].message


def test_no_promise_for_a_tier_is_none():
    levels = handoffs.ServiceLevels()
    assert levels.promised("trigger_first_touch", "one_to_one") is None
    assert levels.complete("one_to_one") == handoffs.Completion()


def test_changes_are_said_in_words():
    before = presets.program()
    after = parsing.parse(
        "extends: default_mid_market_saas\n"
        "service_levels: {hand_raise_first_touch: {one_to_one: 2}}\n"
    ).program
    said = [change.words for change in comparing.difference(before, after)]
    assert any("hand raise first touch in one to one" in words.casefold() for words in said), said
