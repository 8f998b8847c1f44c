"""The presets: whole, in words that their readers know, and as their makers published."""

import re

import pytest

from accord.program import presets, words
from accord.values.errors import AccordError, NotFoundError

BANNED = re.compile(r"\bA[1-5]\b|\.md\b|\b(?:DB|6S|AD|RW|BO|RC|I2)\b(?!,)")


@pytest.mark.parametrize("name", presets.names())
def test_remarks_name_public_sources_or_practice(name):
    assert not BANNED.search(presets.text(name))
    assert presets.load(name).program is not None


def test_the_default_program_is_whole():
    program = presets.program()
    assert len(program.plays) == 13
    for play in program.plays:
        answers = play.eight.model_dump()
        assert len(answers) == 8
        assert all(answers.values())
        assert {"nurture", "account_review"} & set(play.exits.values())
    assert len(program.engagement.activities) == 31
    assert len(program.ranking.before_any_model) == 10
    assert len(program.group_of("main").roles) == 10
    assert len(program.messages.claims) == 5
    assert len(program.must_edit_before_adoption) == 10
    assert set(program.engagement.excluded_people) == set(words.EXCLUDED_PEOPLE)
    assert [way.id for way in program.qualification.any] == [
        "whole_group",
        "small_group_high_fit",
        "hand_raise",
    ]
    assert program.reach.legal_basis is not None
    assert program.reach.legal_basis["DE"]["marketing_email"] == "double_opt_in"
    assert program.reach.caps.emails_per_person_per_7_days == 2
    assert program.reach.quiet_hours is not None
    assert program.reach.quiet_hours.minutes == (19 * 60, 8 * 60)
    assert len(program.handoff.reject_reasons) == 9
    assert program.service_levels.promised("hand_raise_first_touch", "one_to_one") == 1
    assert program.service_levels.promised("hand_raise_first_touch", None) == 8
    assert program.service_levels.promised("missing_role_found", "one_to_many") is None
    assert program.service_levels.complete("one_to_few").touches == 6


def test_the_demo_suits_a_world_of_four_hundred_accounts():
    program = presets.program("demo")
    assert [program.tiers[t].capacity for t in words.TREATMENTS] == [12, 40, 80]
    assert program.company is not None
    assert program.company.name == "Tallyfold"
    assert program.calendar.fiscal_year_starts == "02-01"
    assert program.money.reporting_currency == "USD"
    assert program.must_edit_before_adoption == ()


def test_demandbases_stages_stand_in_their_published_order():
    program = presets.program("demandbase_style")
    by_id = {stage.id: stage.title for stage in program.stages.of("new")}
    assert list(by_id.values()) == [
        "All other",
        "Qualified",
        "Aware",
        "Engaged",
        "MQA",
        "Opportunity",
        "Customer",
    ]
    stages = {stage.id: stage for stage in program.stages.new}
    assert stages["engaged"].entry_points == 10_000_000
    (way,) = program.qualification.any
    assert way.all[0].low == 100_000_000
    assert all(r.multiplier == 1_000_000 for r in program.group_of("main").roles.values())


def test_rollworks_counts_page_views_of_thirty_days():
    program = presets.program("rollworks_style")
    points = {kind: one.points for kind, one in program.engagement.activities.items() if one.points}
    assert set(points.values()) == {1_000_000}
    assert "page_view" in points
    assert "meeting_held" not in points
    assert len(program.engagement.decay_of("page_view").table()) == 30
    stages = {stage.id: stage for stage in program.stages.new}
    assert (stages["aware"].entry_points, stages["engaged"].entry_points) == (1_000_000, 3_000_000)


def test_adobes_weights_are_kept_and_its_completeness_is_a_plain_mean():
    program = presets.program("adobe_style")
    activities = program.engagement.activities
    assert activities["email_open"].points == activities["email_click"].points == 30_000_000
    assert activities["page_view"].points == 40_000_000
    assert program.engagement.per_person_kind_per_day_at_most == 20
    roles = program.group_of("main").roles
    assert {role.weight for name, role in roles.items() if name != "blocker"} == {60}
    assert roles["economic_buyer"].multiplier == 1_666_667


def test_factors_points_lose_the_same_part_every_day():
    table = presets.program("factors_style").engagement.decay_of("page_view").table()
    assert len(table) == 120
    assert table[30] == 750_000


def test_a_preset_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(NotFoundError, match="there is no preset 'mine'; there are default_mid"):
        presets.load("mine")


def test_changes_that_make_no_program_are_refused_in_words():
    with pytest.raises(AccordError, match=r"tiers\.one_to_one\.capacity: should be a whole number"):
        presets.program(changes={"tiers.one_to_one.capacity": "x"})
