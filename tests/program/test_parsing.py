"""Program text to a program: every problem is found, in words, by line."""

import pytest

from accord.program import checking, parsing, presets, reading, shelf

DEFAULT = presets.text(shelf.DEFAULT)
SHORT = (
    DEFAULT[: DEFAULT.index("  - id: industry_benchmark")] + DEFAULT[DEFAULT.index("\ngoals:") :]
)
"""The default program with one play: reading text is slow, and these tests read it often."""


def broken(*edits, text=SHORT):
    """The default program's text with pieces replaced."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def test_the_default_program_has_no_problems():
    draft = parsing.parse(DEFAULT)
    assert draft.problems == ()
    assert draft.program is not None
    assert draft.program is draft.provisional
    assert draft.text == DEFAULT


TWENTY = (
    ("schema: accord/program/1", "schema: accord/program/7"),
    ('fiscal_year_starts: "02-01"', 'fiscal_year_starts: "02-30"'),
    ("week_starts: monday", "week_starts: mondy"),
    ("time_zone: America/New_York", "time_zone: America/New_Yorck"),
    ("reporting_currency: USD", "reporting_currency: dollars"),
    ("crm_stage_probability_at_least: 20", "crm_stage_probability_at_least: 120"),
    ("unknown_passes: true", "unknown_passes: perhaps"),
    ("      weight: 22", "      weight: 32"),
    ("      weight: 20\n", "      wieght: 20\n"),
    ("capacity: 20 ", "capacity: twenty "),
    ("capacity: 200 ", "capacity: 2000 "),
    ("gross_margin: 0.80", "gross_margin: 80"),
    ("buying_group: standard", "buying_group: standrad"),
    ("key_roles: [economic_buyer,", "key_roles: [economic_byer,"),
    ("page_view:              {points: 1,", "page_view:              {points: 0.0000001,"),
    (
        "content_download:       {points: 8,    half_life: 30}",
        "content_download:       {points: 8}",
    ),
    ("{measure: engagement, at_least: 25}", "{measure: engagment, at_least: 25}"),
    ("- {measure: fit, at_least: 80}", "- {measure: fit}"),
    ("do: linkedin_ads, to: group, asset: account_landing_page", "do: linkedin_adds, to: group"),
    ("fiscal_year: 510000", "fiscal_year: 500000"),
)


def test_a_program_with_twenty_mistakes_shows_all_twenty():
    text = broken(*TWENTY, text=DEFAULT)
    draft = checking.review(text)
    assert draft.program is None
    found = {problem.where: problem for problem in draft.problems if not problem.is_notice}
    assert set(found) == {
        "schema",
        "calendar.fiscal_year_starts",
        "calendar.week_starts",
        "calendar.time_zone",
        "money.reporting_currency",
        "pipeline.qualified_from.crm_stage_probability_at_least",
        "profile.must_have.large_enough.unknown_passes",
        "profile.criteria",
        "profile.criteria.employees.weight",
        "profile.criteria.employees.wieght",
        "tiers.one_to_one.capacity",
        "tiers.one_to_few.capacity",
        "tiers.one_to_few.spend_per_account_per_quarter",
        "economics.gross_margin",
        "solutions.main.buying_group",
        "buying_groups.standard.key_roles",
        "engagement.activities.page_view.points",
        "engagement",
        "stages.new.engaged.enter",
        "stages.new.engaged.leave.below_percent_of_entry",
        "qualification.any.small_group_high_fit.all.1",
        "plays.executive_briefing.steps.0.do",
        "budget.split",
    }
    lines = text.splitlines()
    for where, mark in (
        ("calendar.week_starts", "mondy"),
        ("calendar.time_zone", "New_Yorck"),
        ("profile.criteria.employees.wieght", "wieght"),
        ("tiers.one_to_one.capacity", "twenty"),
        ("stages.new.engaged.enter", "engagment"),
        ("qualification.any.small_group_high_fit.all.1", "- {measure: fit}"),
        ("plays.executive_briefing.steps.0.do", "linkedin_adds"),
    ):
        line = found[where].line
        assert line is not None
        assert mark in lines[line - 1], where
    assert found["profile.criteria.employees.wieght"].hint == 'did you mean "weight"?'
    assert found["calendar.week_starts"].hint == 'did you mean "monday"?'
    assert found["solutions.main.buying_group"].hint == 'did you mean "standard"?'
    assert found["stages.new.engaged.enter"].hint == 'did you mean "engagement"?'
    assert found["plays.executive_briefing.steps.0.do"].hint == 'did you mean "linkedin_ads"?'


@pytest.mark.parametrize(
    ("edit", "where", "message", "hint"),
    [
        (("  gross_margin: 0.80\n", ""), "economics.gross_margin", "is missing", ""),
        (("capacity: 20 ", "capacity: 20.5 "), "tiers.one_to_one.capacity", "whole number", ""),
        (("capacity: 20 ", "capacity: -1 "), "tiers.one_to_one.capacity", "at least 0", ""),
        (("label: Tier 1", "label: 1"), "tiers.one_to_one.label", "should be text", '"1"'),
        (("label: Tier 1", "label: ''"), "tiers.one_to_one.label", "not be empty", ""),
        (("gross_margin: 0.80", "gross_margin: high"), "economics.gross_margin", "number", ""),
        (("yearly_retention: 0.88", "yearly_retention: 1.0"), "economics.yearly_retention", "less than 1", ""),
        (("backup_required: true", "backup_required: 1"), "account_team.backup_required", "true or false", ""),
        (("customers_also: [customer_success]", "customers_also: x"), "account_team.customers_also", "should be a list", ""),
        (("locks_need: [reason, expiry]", "locks_need: [Reason]"), "tiering.locks_need.0", "is not written", "small letters"),
        (("money:\n", "money: 3\nmony:\n"), "money", "should be a mapping", ""),
        (("money:\n", "money: 3\nmony:\n"), "mony", "is not a clause", 'did you mean "money"?'),
        (("enter: {rule: qualification}", "enter: [a]"), "stages.new.qualified.enter", "should be a mapping", ""),
        (("enter: {rule: qualification}", "enter: {rule: luck}"), "stages.new.qualified.enter.rule", "'qualification'", ""),
        (("aware: 120,", "aware: 0,"), "stages.stalled.aware", "at least 1", ""),
        (('q1_accounts: "signed one', 'q1_acounts: "signed one'), "plays.executive_briefing.eight.q1_acounts", "not a clause", "q1_accounts"),
        (("language: en", "language: fr"), "language", "should be 'en'", ""),
        (("days: [mon, tue", "days: [mun, tue"), "calendar.business_hours.days.0", "should be 'mon'", 'did you mean "sun"?'),
        (("false_discovery_rate: 0.10", "false_discovery_rate: .nan"), "rising.false_discovery_rate", "less than 1", ""),
        (("  reach: 14\n", "  reach: {cycels: 2}\n"), "patience.reach.cycels", "not a clause", 'did you mean "cycles"?'),
        (("counts_from: 60,", "counts_from: [60],"), "intent.sources.bombora.counts_from", "number or text", ""),
        (('from: "09:00"', 'from: "9am"'), "calendar.business_hours.from", '"9am" is not written', "pattern"),
    ],
)  # fmt: skip
def test_each_kind_of_mistake_is_said_in_words(edit, where, message, hint):
    draft = parsing.parse(broken(edit))
    assert draft.program is None
    found = {problem.where: problem for problem in draft.problems}
    assert where in found, list(found)
    assert message in found[where].message
    assert hint in found[where].hint
    assert draft.provisional is not None


def test_long_values_are_shown_short():
    name = "X" * 75
    draft = parsing.parse(broken(("locks_need: [reason,", f"locks_need: [{name},")))
    (problem,) = draft.problems
    assert problem.message == f'"{"X" * 59}..." is not written as it should be'


def test_a_program_of_which_little_is_left_is_still_answered():
    draft = parsing.parse("schema: accord/program/1\ntitle: Bare\n")
    assert draft.program is None
    missing = {p.where for p in draft.problems if p.message == "is missing"}
    assert {"calendar", "money", "profile", "tiers", "engagement", "stages"} <= missing


def test_unreadable_text_has_no_program_and_one_problem():
    draft = parsing.parse("a: [1")
    assert (draft.program, draft.provisional) == (None, None)
    assert len(draft.problems) == 1
    assert draft.line_of("a") is None


def test_what_cannot_be_put_right_in_a_few_turns_is_named_all_the_same():
    rule = "{measure: fit}"
    for _ in range(12):
        rule = f"{{not: {rule}}}"
    text = f"extends: demo\nqualification: {{any: [{{id: odd, all: [{rule}]}}]}}\n"
    draft = parsing.parse(text)
    assert (draft.program, draft.provisional) == (None, None)
    (problem,) = draft.problems
    assert problem.where == "qualification.any.odd.all.0" + ".not" * 12
    assert "compares nothing" in problem.message


def test_lists_that_are_too_short_are_said_to_be():
    draft = parsing.parse("extends: demo\nintent: {topics_per_solution_between: [1]}\n")
    (problem,) = draft.problems
    assert problem.where == "intent.topics_per_solution_between"
    assert problem.message == "has too few items"
    draft = parsing.parse("extends: demo\ncalendar: {business_hours: {days: []}}\n")
    assert "should have at least 1 item" in {problem.message for problem in draft.problems}
    draft = parsing.parse("extends: demo\nstages: {new: [{id: 3}]}\n")
    assert "stages.new" not in {problem.where for problem in draft.problems}


def test_nonsense_of_every_shape_ends_in_problems():
    for text in (
        "profile: 3\nstages: [1, 2]\nplays: {a: b}\n",
        "schema: [1]\ntiers: {one_to_one: 3, four: {}}\nbuying_groups: []\n",
        "plays:\n  - 1\n  - [2]\n  - {id: x}\n",
        "extends: default_mid_market_saas\nplays: [1]\nprofile: {criteria: {industry: null}}\n",
    ):
        draft = parsing.parse(text)
        assert draft.program is None
        assert draft.problems


def test_an_overlay_says_only_what_differs_and_its_lines_are_its_own():
    draft = parsing.parse(
        "extends: default_mid_market_saas\ntitle: Mine\ntiers:\n  one_to_one:\n    capacity: 5\n"
    )
    assert draft.program is not None
    assert draft.program.tiers["one_to_one"].capacity == 5
    assert draft.program.tiers["one_to_few"].capacity == 200
    assert draft.line_of("tiers.one_to_one.capacity") == 5
    assert draft.line_of("tiers.one_to_one.label") == 4
    assert draft.line_of("plays.executive_briefing") is None


def test_an_overlay_over_nothing_is_told_which_presets_there_are():
    draft = parsing.parse("extends: default_mid_market\ntitle: Mine\n")
    (problem,) = draft.problems
    assert problem.hint == 'did you mean "default_mid_market_saas"?'
    assert problem.line == 1
    assert draft.program is None
    assert draft.provisional is not None
    assert parsing.parse("extends: [1]\n").program is None


def test_paths_may_name_list_items_by_their_ids():
    data = reading.read(DEFAULT).data
    path = parsing.path_of("plays.widen_the_group.steps.2.do", data)
    assert path == ("plays", 4, "steps", 2, "do")
    assert parsing.path_of("plays.nobody.title", data) == ("plays", "nobody", "title")
    assert parsing.path_of("", data) == ()


def test_a_problem_reads_as_one_line():
    draft = parsing.parse(broken(("capacity: 20 ", "capacity: x ")))
    (problem,) = draft.problems
    assert (
        str(problem) == f"line {problem.line}, tiers.one_to_one.capacity: should be a whole number"
    )
    (empty,) = parsing.parse("").problems
    assert str(empty) == "program: the program is empty (begin with a preset)"
