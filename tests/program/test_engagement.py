"""Engagement: exact points, how they fade, and which kind a page view is."""

from itertools import pairwise

import pytest
from pydantic import ValidationError

from accord.program import presets
from accord.program.engagement import Activity, Decay, Engagement, IntentSource


def test_points_are_whole_millionths():
    activities = presets.program().engagement.activities
    assert activities["ad_impression"].points == 10_000
    assert activities["meeting_held"].points == 40_000_000
    assert activities["ad_impression"].account_cap == 1_000_000


def test_a_half_life_halves_after_its_days_and_ends_after_eight():
    table = Decay(half_life=14).table()
    assert (table[0], table[14], table[28], len(table)) == (1_000_000, 500_000, 250_000, 113)


def test_a_linear_decay_loses_the_same_every_day_until_nothing_is_left():
    table = Decay(linear_days=120).table()
    assert len(table) == 120
    assert (table[0], table[60], table[119]) == (1_000_000, 500_000, 8_333)
    assert all(0 <= (a - b) - 8_333 <= 1 for a, b in pairwise(table))


def test_a_window_counts_fully_and_then_not_at_all():
    assert Decay(window_days=3).table() == (1_000_000,) * 3


def test_a_decay_has_exactly_one_form():
    for parts in ({}, {"half_life": 3, "window_days": 3}):
        with pytest.raises(ValidationError, match="exactly one"):
            Decay.model_validate(parts)


def test_decays_of_one_name_share_one_table():
    engagement = presets.program().engagement
    assert engagement.decay_of("page_view").name == "half_life_14"
    assert set(engagement.decay_tables()) == {
        f"half_life_{days}" for days in (7, 14, 21, 30, 45, 60)
    }
    factors = presets.program("factors_style").engagement
    assert set(factors.decay_tables()) == {"linear_120"}
    demandbase = presets.program("demandbase_style").engagement
    assert set(demandbase.decay_tables()) == {"window_90"}


def test_an_activity_may_fade_in_its_own_way():
    engagement = Engagement.model_validate(
        {
            "person_cap": 60,
            "anonymous_cap": 15,
            "activities": {"page_view": {"points": 1, "decay": {"linear_days": 10}}},
        }
    )
    assert engagement.decay_of("page_view").name == "linear_10"


def test_the_longest_path_decides_what_kind_a_page_view_is():
    engagement = presets.program().engagement
    assert engagement.kind_of("page_view", "/pricing/teams") == "high_value_page_view"
    assert engagement.kind_of("page_view", "/careers/berlin") == "ignored_page_view"
    assert engagement.kind_of("page_view", "/blog") == "page_view"
    assert engagement.kind_of("page_view", None) == "page_view"
    assert engagement.kind_of("email_click", "/pricing") == "email_click"
    assert engagement.kind_of("dance", None) is None
    lengths = [len(prefix) for prefix, _kind in engagement.page_rules()]
    assert lengths == sorted(lengths, reverse=True)


def test_an_activity_that_never_fades_is_refused():
    with pytest.raises(ValidationError, match="page_view never fades"):
        Engagement.model_validate(
            {"person_cap": 1, "anonymous_cap": 1, "activities": {"page_view": {"points": 1}}}
        )
    with pytest.raises(ValidationError, match="not both"):
        Activity.model_validate({"points": 1, "half_life": 3, "decay": {"half_life": 3}})


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (0.0000001, "more than six decimals"),
        ("5", "should be a number"),
        (True, "should be a number"),
        (2_000_000_000, "at most 1,000,000,000"),
        (float("nan"), "at most 1,000,000,000"),
        (-1, "greater than or equal to 0"),
    ],
)
def test_points_that_are_not_exact_are_refused(points, words):
    with pytest.raises(ValidationError, match=words):
        Activity.model_validate({"points": points, "half_life": 3})


def test_a_reading_counts_from_its_threshold_in_numbers_or_words():
    sources = presets.program().intent.sources
    assert sources["bombora"].counts(60, None)
    assert not sources["bombora"].counts(59.9, None)
    assert not sources["bombora"].counts(None, "60")
    assert sources["sixsense"].counts(None, "decision ")
    assert not sources["sixsense"].counts(None, "Awareness")
    assert not sources["sixsense"].counts(80, None)
    assert sources["g2_pricing"].counts(None, None)
    assert isinstance(sources["g2_pricing"], IntentSource)
