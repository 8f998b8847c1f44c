"""Whether a program fits together: each mistake is named where it stands, with a way out."""

import copy

import pytest

from accord.program import checking, parsing, presets, reading, shelf
from accord.program.catalogue import Catalogue

DATA = parsing.preset_data(shelf.DEFAULT)


def made(changes):
    data = copy.deepcopy(DATA)
    for where, value in changes.items():
        data = reading.changed(data, parsing.path_of(where, data), value)
    program, _provisional, problems = parsing.of_data(data)
    assert program is not None, problems
    return program


def found(changes, catalogue=None):
    listed = checking.check(made(changes), catalogue or Catalogue())
    return {problem.where: problem for problem in listed}


def test_the_default_program_fits_together_and_asks_to_be_made_ones_own():
    problems = checking.check(presets.program())
    assert all(problem.is_notice for problem in problems)
    assert {problem.where for problem in problems} == {
        *presets.program().must_edit_before_adoption,
        "messages.needs_your_words",
        "intent.topics.main",
    }


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_runs(name):
    draft = checking.review(presets.text(name))
    assert draft.program is not None, draft.problems
    assert draft.program == presets.program(name)


def test_the_demo_has_nothing_left_to_edit():
    assert checking.check(presets.program("demo")) == []


CASES = [
    ("profile.criteria.industry.weight", 30, "profile.criteria", "sum to 108", "take 8"),
    ("profile.criteria.industry.weight", 20, "profile.criteria", "sum to 98", "add 2"),
    ("profile.criteria.industry.field", "industri", "profile.criteria.industry.field", "no company has", "industry"),
    ("profile.criteria.industry.field", "zzz", "profile.criteria.industry.field", "no company has", "custom.<name>"),
    ("profile.criteria.growth.bands", [{"to": 5, "value": 1}], "profile.criteria.growth.bands", "to: null", "all that is above"),
    ("profile.criteria.growth.bands", [{"to": 5, "value": 1}, {"to": 4, "value": 1}, {"to": None, "value": 1}], "profile.criteria.growth.bands", "go up", ""),
    ("profile.criteria.growth.bands", [{"to": None, "value": 1}, {"to": None, "value": 1}], "profile.criteria.growth.bands", "go up", ""),
    ("profile.bands.moderate", 80, "profile.bands", "go down", ""),
    ("profile.criteria.industry.means.softwear", ["SaaS GmbH"], "profile.criteria.industry.means.softwear", "worth nothing", "software"),
    ("profile.criteria.industry.means.retail", ["saas"], "profile.criteria.industry.means.retail", "already means software", "one of them"),
    ("profile.must_have.large_enough.field", "country", "profile.must_have.large_enough.field", "is no number", "in or is"),
    ("profile.must_have.we_can_serve.id", "large_enough", "profile.must_have", "stands 2 times", ""),
    ("profile.exclude.ours.list", "competitor", "profile.exclude.ours.list", "no list", "competitors"),
    ("profile.exclude.insolvent.trigger", "insolvancy", "profile.exclude.insolvent.trigger", "no trigger event", "insolvency"),
    ("profile.exclude.ours", {"id": "ours", "field": "contry", "in": ["US"]}, "profile.exclude.ours.field", "no company has", "country"),
    ("ranking.before_any_model.fit", 20, "ranking.before_any_model", "sum to 95", ""),
    ("ranking.before_any_model.luck", 0, "ranking.before_any_model", 'no criterion "luck"', "known"),
    ("tiers.one_to_one.capacity", 25, "tiers.one_to_one.capacity", "more than 8 sellers x 3 = 24", "at most 24"),
    ("tiers.one_to_few.cluster_size.min", 50, "tiers.one_to_few.cluster_size", "min is above max", ""),
    ("tiers.one_to_few.label", "Tier 1", "tiers", "one label", ""),
    ("tiers.one_to_one.spend_per_account_per_quarter", 2001, "tiers.one_to_one.spend_per_account_per_quarter", "= 160,080 is above the budget of 160,000", ""),
    ("budget.split.one_to_one", 160001, "budget.split", "510,001, not 510,000", ""),
    ("account_team.customers_also", ["succes"], "account_team.customers_also", "no part of the team", ""),
    ("account_team.required.one_to_one", ["marketeer"], "account_team.required.one_to_one", "no part of the team", "marketer"),
    ("account_team.people.intern", 2, "account_team.people", "no part of the team", ""),
    ("routing.order", ["round_robbin"], "routing.order", "no way to route", "round_robin"),
    ("solutions.main.buying_group", "standart", "solutions.main.buying_group", "no buying group", "standard"),
    ("solutions.main.buying_function", "kitchen", "solutions.main.buying_function", "no department", ""),
    ("buying_groups.standard.roles.king", {"weight": 0, "multiplier": 1, "required": {}}, "buying_groups.standard.roles", 'no role "king"', ""),
    ("buying_groups.standard.key_roles", ["champoin"], "buying_groups.standard.key_roles", "no role", "champion"),
    ("buying_groups.standard.reachable_means.any_of", ["pigeon"], "buying_groups.standard.reachable_means", "no way to reach", ""),
    ("buying_groups.standard.roles.legal.from_stage", "oportunity", "buying_groups.standard.roles.legal.from_stage", "no stage", "opportunity"),
    ("buying_groups.standard.roles.legal.crm", ["champion"], "buying_groups.standard.roles.legal.crm", "already means champion", "one role"),
    ("buying_groups.standard.three_by_three.departments", ["finanse"], "buying_groups.standard.three_by_three.departments", "no department", "finance"),
    ("buying_groups.standard.alarms.single_threaded.at_stage", ["warm"], "buying_groups.standard.alarms.single_threaded.at_stage", "no stage", ""),
    ("buying_groups.standard.alarms.champion_lost.on", ["moved"], "buying_groups.standard.alarms.champion_lost.on", "no sign", ""),
    ("messages.claims.easier_day.roles", ["end_users"], "messages.claims.easier_day.roles", "no role", "end_user"),
    ("messages.claims.easier_day.claim", "save {huors}", "messages.claims.easier_day.claim", 'no variable "huors"', "hours"),
    ("engagement.activities.page_veiw", {"points": 1, "half_life": 3}, "engagement.activities.page_veiw", "was seen yet", "page_view"),
    ("engagement.same_person_same_asset_within_minutes", 45, "engagement.same_person_same_asset_within_minutes", "half hour", "write 30"),
    ("engagement.activities.page_view.pages", ["blog"], "engagement.activities.page_view.pages", "is no path", '"/blog"'),
    ("engagement.activities.page_view.pages", ["/pricing"], "engagement.activities.high_value_page_view.pages", "already counts as page_view", ""),
    ("engagement.excluded_people", ["competitor"], "engagement.excluded_people", "no kind of people", "competitors"),
    ("engagement.person_cap", 4, "engagement.engaged_person_points", "nobody could ever be engaged", ""),
    ("intent.topics.mian", {}, "intent.topics", "no solution", "main"),
    ("intent.topics_per_solution_between", [9, 8], "intent.topics_per_solution_between", "above", ""),
    ("intent.sources.sixsense.counts_from", "Consideraton", "intent.sources.sixsense.counts_from", "not on its scale", "Consideration"),
    ("intent.sources.bombora.counts_from", "high", "intent.sources.bombora.counts_from", "not on its scale", "lowest first"),
    ("intent.sources.acme_intent", {"points": 1, "half_life": 3, "cap": 3}, "intent.sources.acme_intent", "seen yet", ""),
    ("triggers.fundings", {"window": 3}, "triggers.fundings", "seen yet", "funding"),
    ("triggers.new_executive.for_roles", ["kings"], "triggers.new_executive.for_roles", "no role", ""),
    ("stages.win_back.same_as", "win_back", "stages.win_back.same_as", "leads to no stages", ""),
    ("stages.renew", [], "stages.renew", "has no stages", "same_as"),
    ("stages.new.0.enter", {"rule": "qualification"}, "stages.new.unaware.enter", "entered always", "always: true"),
    ("stages.new.aware.id", "engaged", "stages.new", "stands 2 times", ""),
    ("stages.new.aware.enter", {"measure": "engagment", "at_least": 5}, "stages.new.aware.enter", "nothing measures", "engagement"),
    ("stages.new.aware.enter", {"measure": "count:daance", "at_least": 1, "within_days": 3}, "stages.new.aware.enter", "no kind of activity", ""),
    ("stages.new.aware.enter", {"measure": "visit_days", "at_least": 2}, "stages.new.aware.enter", "needs a window", "within_days"),
    ("stages.new.aware.enter", {"measure": "fit", "at_least": 2, "within_days": 3}, "stages.new.aware.enter", "has no window", "remove"),
    ("stages.new.aware.enter", {"measure": "fit", "is": "good"}, "stages.new.aware.enter", "is a number", "at_least"),
    ("stages.new.aware.enter", {"measure": "health", "at_least": 2}, "stages.new.aware.enter", "is no number", "is or in"),
    ("stages.new.aware.enter", {"measure": "owns_solution", "is": "yes"}, "stages.new.aware.enter", "true or false", ""),
    ("stages.new.aware.enter", {"measure": "health", "in": ["godo"]}, "stages.new.aware.enter", 'never "godo"', "good"),
    ("stages.new.aware.enter", {"measure": "fit", "at_least": 9, "at_most": 8}, "stages.new.aware.enter", "can't be at least and at most", ""),
    ("stages.new.aware.leave", {"after_days": 3, "unless": {"measure": "lcuk", "at_least": 1}}, "stages.new.aware.leave.unless", "nothing measures", ""),
    ("stages.new.opportunity.leave", {"below_percent_of_entry": 50, "for_days": 7}, "stages.new.opportunity.leave.below_percent_of_entry", "asks for engagement", ""),
    ("stages.stalled.engagd", 3, "stages.stalled.engagd", "no stage", "engaged"),
    ("stages.forward_at_once_on", ["wonn"], "stages.forward_at_once_on", "no event", "won"),
    ("qualification.any.hand_raise.id", "whole_group", "qualification.any", "stands 2 times", ""),
    ("qualification.blocked_by", ["frozen"], "qualification.blocked_by", "no block", ""),
    ("qualification.any.whole_group.all", [{"measure": "intent_points", "at_least": 50}, {"measure": "fit", "at_least": 70}], "qualification.any.whole_group", "third-party intent can't qualify", "people"),
    ("qualification.any.whole_group.all", [{"measure": "engagement", "at_least": 50}], "qualification.any.whole_group", "one person alone", "people_engaged"),
    ("qualification.any.whole_group.all", [{"measure": "engagment", "at_least": 50}], "qualification.any.whole_group", "one person alone", ""),
    ("plays.widen_the_group.id", "industry_benchmark", "plays", "stands 2 times", ""),
    ("plays.widen_the_group.eight.q2_roles", ["champions"], "plays.widen_the_group.eight.q2_roles", "no role", "champion"),
    ("plays.widen_the_group.eight.q3_message", ["safe_to_chose"], "plays.widen_the_group.eight.q3_message", "no claim", "safe_to_choose"),
    ("plays.widen_the_group.eight.q5_channels", ["fax"], "plays.widen_the_group.eight.q5_channels", "no channel", ""),
    ("plays.widen_the_group.eight.q7_qualify", ["hole_group"], "plays.widen_the_group.eight.q7_qualify", "no way to qualify", "whole_group"),
    ("plays.widen_the_group.start.by", "markter", "plays.widen_the_group.start.by", "no part of the team", "marketer"),
    ("plays.widen_the_group.start.when.stage_in", ["engagd"], "plays.widen_the_group.start.when.stage_in", "no stage", "engaged"),
    ("plays.new_executive_window.start.when.trigger", "new_exec", "plays.new_executive_window.start.when.trigger", "no trigger", "new_executive"),
    ("plays.competitor_displacement.start.when.any", [{"intent": "g3"}], "plays.competitor_displacement.start.when.intent", "no intent", ""),
    ("plays.competitor_displacement.start.when.any", [{"technology": "mainframe"}], "plays.competitor_displacement.start.when.technology", "no technology", ""),
    ("plays.stalled_opportunity_rescue.start.when.stalled", "x", "plays.stalled_opportunity_rescue.start.when.stalled", "no stalled", ""),
    ("plays.nurture_and_recycle.start.when.any", [{"handoff_rejected": ["tooearly"]}], "plays.nurture_and_recycle.start.when.handoff_rejected", "no reason", "too_early"),
    ("plays.widen_the_group.steps.0.do", "find_people", "plays.widen_the_group.steps.0.do", "no kind of step", "find_people_task"),
    ("plays.widen_the_group.steps.0.by", "robot", "plays.widen_the_group.steps.0.by", "no doer", ""),
    ("plays.widen_the_group.steps.0.to", "everybody", "plays.widen_the_group.steps.0.to", "no role or audience", ""),
    ("plays.widen_the_group.steps.0.day", 31, "plays.widen_the_group.steps.0.day", "after the play's 30 days", "longer"),
    ("plays.widen_the_group.exits.qualified", "heaven", "plays.widen_the_group.exits", "no exit", ""),
    ("plays.widen_the_group.exits", {"qualified": "qualification"}, "plays.widen_the_group.exits", "into nothing", "nurture"),
    ("plays.widen_the_group.success_goal", "fame", "plays.widen_the_group.success_goal", "no success goal", ""),
    ("first_month", ["nurture"], "first_month", "no play", ""),
    ("money.reporting_currency", "USX", "money.reporting_currency", "no currency", ""),
    ("goals.revenue.currency", "EUR", "goals.revenue.currency", "another currency", "write USD"),
    ("pipeline.opportunity_types.renew", ["new business"], "pipeline.opportunity_types.renew", "already belongs to new", "one motion"),
    ("goals.accounts_deeply_engaged.means.stage_at_least", "hot", "goals.accounts_deeply_engaged.means.stage_at_least", "no stage", ""),
    ("patience.love", 3, "patience", "no measure", ""),
    ("must_edit_before_adoption", ["gaols"], "must_edit_before_adoption", 'no clause "gaols"', ""),
]  # fmt: skip


@pytest.mark.parametrize(("where", "value", "place", "message", "hint"), CASES)
def test_a_mistake_is_named_where_it_stands_with_a_way_out(where, value, place, message, hint):
    problems = found({where: value})
    assert place in problems, list(problems)
    assert message in problems[place].message
    assert hint in problems[place].hint
    before = {problem.where for problem in checking.check(presets.program())}
    assert place in before or problems[place].is_notice or place not in before


def test_what_was_never_written_is_missed():
    data = copy.deepcopy(DATA)
    del data["tiers"]["one_to_many"], data["motions"]["renew"]
    del data["budget"], data["intent"]["topics_per_solution_between"]
    del data["goals"]["revenue"], data["goals"]["accounts_deeply_engaged"], data["handoff"]
    group = data["buying_groups"]["standard"]
    del group["three_by_three"], group["alarms"]
    program, _provisional, _problems = parsing.of_data(data)
    assert program is not None
    problems = {problem.where: problem.message for problem in checking.check(program)}
    assert problems["tiers.one_to_many"] == "is missing"
    assert problems["motions.renew"] == "is missing"
    assert "there is no motion renew" in problems["stages.renew"]
    assert "plays.nurture_and_recycle.start.when.handoff_rejected" in problems
    assert "intent.topics.main" not in problems


def test_a_team_that_counts_no_sellers_has_no_room_to_pass():
    changes = {"account_team.people": {}, "tiers.one_to_one.capacity": 25, "budget": None}
    assert "tiers.one_to_one.capacity" not in found(changes)


def test_groups_in_which_nothing_weighs_can_not_be_complete():
    roles = {"champion": {"weight": 0, "multiplier": 1, "required": {}}}
    problems = found({"buying_groups.standard.roles": roles})
    assert "no role has a weight" in problems["buying_groups.standard.roles"].message


def test_points_that_could_pass_2_to_the_63_are_refused_with_the_arithmetic():
    changes = {
        "engagement.activities.page_view": {"points": 1_000_000_000, "half_life": 30_000},
        "engagement.per_person_kind_per_day_at_most": 100,
    }
    problem = found(changes)["engagement.activities.page_view"]
    assert "100 a day x 1,000,000,000,000,000 millionths" in problem.message
    assert "9.22e+18" in problem.message
    assert not problem.is_notice


def test_a_multiplier_that_could_pass_2_to_the_63_is_refused():
    changes = {
        "engagement.activities.hand_raise.points": 5_000,
        "buying_groups.standard.roles.champion.multiplier": 1_000_000_000,
    }
    problem = found(changes)["buying_groups.standard.roles"]
    assert "a multiplier of 1,000,000,000.0" in problem.message


def test_sums_of_the_default_program_stay_far_below_2_to_the_63():
    from accord.program.checks import hearing

    total, worst, _largest = hearing.most_of_a_person(presets.program().engagement)
    assert total * 30 < hearing.LARGEST
    assert worst in presets.program().engagement.activities


def test_the_time_zone_of_a_workspace_never_changes():
    catalogue = Catalogue(time_zone="Europe/Berlin")
    problem = found({}, catalogue)["calendar.time_zone"]
    assert problem.hint == "write Europe/Berlin"
    assert "calendar.time_zone" not in found({}, Catalogue(time_zone="America/New_York"))


def test_fields_and_kinds_that_the_facts_hold_may_be_named():
    catalogue = Catalogue(
        custom_fields=frozenset({"region"}),
        activity_kinds=frozenset({"quiz_finished"}),
        trigger_kinds=frozenset({"recall"}),
        intent_vendors=frozenset({"acme_intent"}),
    )
    changes = {
        "profile.criteria.industry.field": "custom.region",
        "engagement.activities.quiz_finished": {"points": 4, "half_life": 7},
        "stages.new.aware.enter": {
            "measure": "count:quiz_finished",
            "at_least": 1,
            "within_days": 7,
        },
        "triggers.recall": {"window": 30},
        "intent.sources.acme_intent": {"points": 1, "half_life": 3, "cap": 3},
    }
    before, after = found(changes), found(changes, catalogue)
    assert {
        "profile.criteria.industry.field",
        "engagement.activities.quiz_finished",
        "triggers.recall",
        "intent.sources.acme_intent",
    } == before.keys() - after.keys()


def test_a_claim_without_proof_and_one_of_a_preset_are_notices():
    problems = found({"messages.claims.easier_day.proof": [], "preset": None})
    assert problems["messages.claims.easier_day.proof"].is_notice
    assert "goals" not in problems


def test_topics_within_their_number_raise_no_notice():
    topics = [f"topic {n}" for n in range(9)]
    assert "intent.topics.main" not in found({"intent.topics.main.category": topics})


def test_notices_keep_nothing_from_running_and_stand_last():
    draft = checking.review(presets.text(shelf.DEFAULT))
    assert draft.program is not None
    assert draft.problems
    mixed = checking.check(made({"tiers.one_to_one.capacity": 25}))
    flags = [problem.is_notice for problem in mixed]
    assert flags == sorted(flags)
    assert not flags[0]


def test_a_review_of_unreadable_text_is_its_parse():
    assert checking.review("a: [") == parsing.parse("a: [")


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"signs.smell": {"weight": 3}}, "signs", "smell"),
        (
            {"signs.soon_after_delivery": {"weight": 40}},
            "signs.soon_after_delivery",
            "within_seconds",
        ),
        (
            {"signs.no_script": {"weight": 1, "at_least": 3}},
            "signs.no_script.at_least",
            "changes nothing",
        ),
        ({"networks.cloud": ["everywhere"]}, "networks.cloud", "everywhere"),
        (
            {"signs": {"many_links": {"weight": 9, "at_least": 5}}},
            "signs.many_links",
            "several_links",
        ),
    ],
)
def test_verdicts_that_could_not_be_found_are_problems(
    changes: dict[str, object], where: str, message: str
) -> None:
    problems = found({f"engagement.verdicts.{name}": value for name, value in changes.items()})
    (problem,) = [one for place, one in problems.items() if "verdicts" in place]
    assert problem.where == f"engagement.verdicts.{where}"
    assert message in problem.message


def test_a_word_that_keeps_nobody_from_gifts_is_noticed():
    names = ["healthcare", "healthcare_providers", "recipient_policy_forbids", "publc_sector"]
    problems = found({"reach.gifts.never_for": names})
    told = [where for where in problems if where.startswith("reach.gifts")]
    assert told == ["reach.gifts.never_for.3"]
    assert problems[told[0]].is_notice
    assert "public_sector" in problems[told[0]].hint


def test_a_gift_names_for_whom_it_is():
    play = {play.id: place for place, play in enumerate(presets.program().plays)}
    where = f"plays.{play['executive_roundtable']}.steps.1.to"
    problems = found({where: []})
    assert any("a gift is for somebody" in problem.message for problem in problems.values())
