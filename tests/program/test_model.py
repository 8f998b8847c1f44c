"""A whole program: its version, its helpers, and what its rules ask for."""

import pytest
from pydantic import ValidationError

from accord.program import parsing, presets
from accord.program.model import Program


def test_equal_content_has_an_equal_version_of_eight_digits():
    program = presets.program()
    again, _provisional, _problems = parsing.of_data(dict(program.data))
    assert again is not None
    assert again.version == program.version
    assert hash(again) == hash(program)
    assert len(program.version) == 8
    assert int(program.version, 16) >= 0


def test_a_number_written_otherwise_is_no_other_version():
    whole = presets.program(changes={"engagement.person_cap": 60})
    other = presets.program(changes={"engagement.person_cap": 60.0})
    assert whole.version == other.version == presets.program().version


def test_any_change_is_another_version():
    changed = presets.program(changes={"tiers.one_to_one.capacity": 21})
    assert changed.version != presets.program().version
    assert changed.data["tiers"]["one_to_one"]["capacity"] == 21


def test_a_program_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        presets.program().title = "another"


def test_a_program_made_of_a_program_is_that_program():
    program = presets.program()
    assert Program.model_validate(program).version == program.version


def test_the_zone_and_the_first_weekday_are_the_calendars():
    program = presets.program(changes={"calendar.week_starts": "sunday"})
    assert program.zone.key == "America/New_York"
    assert program.first_weekday == 6
    assert presets.program().first_weekday == 0


def test_measures_used_are_those_of_stages_leaving_and_qualification():
    used = presets.program().measures_used()
    assert ("engagement", None) in used
    assert ("people_engaged", 60) in used
    assert ("count:meeting_held", 30) in used
    assert ("won_in_motion", 365) in used
    assert len(used) == 22


def test_lists_of_domains_hold_our_own_company():
    program = presets.program("demo")
    assert program.domains_in("own_company_and_affiliates") == {"tallyfold.example"}
    assert "ledgerly.example" in program.domains_in("competitors")
    assert presets.program(changes={"company": None}).domains_in("partner_reserved") == frozenset()


def test_a_crm_name_of_a_solution_leads_to_it_and_an_unknown_one_to_the_first():
    program = presets.program("demo")
    assert program.solution_of("enterprise") == "main"
    assert program.solution_of("Something else") == "main"
    assert program.solution_of(None) == "main"


def test_opportunity_types_lead_to_motions():
    pipeline = presets.program().pipeline
    assert pipeline.motion_of(" new business") == "new"
    assert pipeline.motion_of("Cross-sell") == "expand"
    assert pipeline.motion_of("Barter") is None
    assert pipeline.motion_of(None) is None


def test_a_play_is_found_by_its_id():
    play = presets.program().play("executive_briefing")
    assert play is not None
    assert play.steps[0].audience == ("group",)
    assert play.steps[1].audience == ("economic_buyer", "executive_sponsor")
    assert play.steps[5].audience == ()
    assert presets.program().play("nothing") is None


def test_patience_is_days_or_sales_cycles():
    program = presets.program()
    assert program.patience_days("engagement") == 42
    assert program.patience_days("pipeline") == round(0.75 * 150)
    assert program.patience_days("weather") == 0


def test_stages_of_a_motion_follow_same_as_once():
    stages = presets.program().stages
    assert [stage.id for stage in stages.of("win_back")] == [s.id for s in stages.of("new")]
    assert [stage.id for stage in stages.of("renew")][-1] == "renewed"
    by_id = {stage.id: stage for stage in stages.of("new")}
    assert by_id["engaged"].entry_points == 25_000_000
    assert by_id["opportunity"].entry_points is None
    empty = stages.model_copy(update={"renew": ()})
    assert empty.of("renew") == ()


def test_lifetime_value_is_margin_over_churn():
    assert presets.program().economics.lifetime_value == 333_333


def test_goals_of_a_quarter_and_motion_are_summed():
    goals = presets.program("demo").goals
    assert goals.revenue is not None
    new = goals.revenue.of("FY2027-Q1", "new")
    everything = goals.revenue.of("FY2027-Q1")
    assert new is not None
    assert everything is not None
    assert everything > new > 0
    assert goals.revenue.of("FY2019-Q1") is None
    assert goals.accounts_deeply_engaged is not None
    assert goals.accounts_deeply_engaged.of("FY2027-Q1") == 12
    assert goals.engagement_rate is not None
    assert goals.engagement_rate.of("one_to_few") == 0.3
    assert goals.engagement_rate.of("none") is None
