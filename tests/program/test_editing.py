"""Edits by form: one clause changes, every remark and every other character stays."""

import difflib

import pytest

from accord.program import editing, parsing, presets, reading, shelf
from accord.values.errors import AccordError

WHOLE = presets.text(shelf.DEFAULT)
DEFAULT = (
    WHOLE[: WHOLE.index("  - id: executive_roundtable")] + WHOLE[WHOLE.index("first_month:") :]
)
"""The default program with five plays: reading text is slow, and these tests read it often."""
DEMO = presets.text("demo")


def changed_lines(before, after):
    """The lines that went and the lines that came."""
    old, new = before.splitlines(), after.splitlines()
    lines = list(difflib.unified_diff(old, new, lineterm="", n=0))[2:]
    gone = [line[1:] for line in lines if line.startswith("-")]
    come = [line[1:] for line in lines if line.startswith("+")]
    return gone, come


def test_one_number_changes_one_number_and_no_remark():
    after = editing.set_value(DEFAULT, "tiers.one_to_one.capacity", 12)
    gone, come = changed_lines(DEFAULT, after)
    assert len(gone) == len(come) == 1
    assert come[0] == gone[0].replace("capacity: 20 ", "capacity: 12 ")
    assert "# practice" in come[0]


def test_a_value_on_a_shared_line_leaves_its_neighbours():
    after = editing.set_value(DEFAULT, "engagement.activities.email_click.points", 4.5)
    gone, come = changed_lines(DEFAULT, after)
    assert come == [gone[0].replace("points: 4,", "points: 4.5,")]


def test_lists_items_are_named_by_id_or_place():
    after = editing.set_value(DEFAULT, "plays.widen_the_group.steps.2.day", 4)
    program = parsing.parse(after).program
    assert program is not None
    play = program.play("widen_the_group")
    assert play is not None
    assert play.steps[2].day == 4
    by_place = editing.set_value(DEFAULT, "plays.4.steps.2.day", 4)
    assert by_place == after


@pytest.mark.parametrize(
    "value",
    [True, None, 3, 0.25, "plain", "yes", "a: b", 'say "so"', "50 %", ["x y", "NO"], {"a b": [1, {"c": None}]}, "", "Zoë"],
)  # fmt: skip
def test_any_value_is_read_back_as_it_was_given(value):
    after = editing.set_value(DEFAULT, "universe", value)
    assert reading.read(after).data["universe"] == value
    assert len(changed_lines(DEFAULT, after)[0]) == 1


def test_a_missing_clause_is_added_where_it_belongs():
    after = editing.set_value(DEFAULT, "tiers.one_to_many.cluster_size", {"min": 2, "max": 9})
    gone, come = changed_lines(DEFAULT, after)
    assert (gone, come) == ([], ["    cluster_size: {min: 2, max: 9}"])


def test_a_missing_clause_far_down_is_added_with_what_holds_it():
    after = editing.set_value(DEMO, "tiers.one_to_one.needs.fit_at_least", 75)
    gone, come = changed_lines(DEMO, after)
    assert gone == ["  one_to_one: {capacity: 12}"]
    assert come == ["  one_to_one: {capacity: 12, needs: {fit_at_least: 75}}"]
    after = editing.set_value(DEMO, "reach.caps.emails_per_person_per_7_days", 1)
    assert changed_lines(DEMO, after)[1] == ["reach: {caps: {emails_per_person_per_7_days: 1}}"]
    program = parsing.parse(after).program
    assert program is not None
    assert program.reach.caps.emails_per_person_per_7_days == 1
    assert program.reach.seller_first_days == 10


def test_an_overlay_takes_a_list_over_before_an_item_of_it_changes():
    after = editing.set_value(DEMO, "plays.widen_the_group.length_days", 31)
    gone, _come = changed_lines(DEMO, after)
    assert gone == []
    program = parsing.parse(after).program
    assert program is not None
    assert len(program.plays) == 13
    play = program.play("widen_the_group")
    assert play is not None
    assert play.length_days == 31
    again = editing.set_value(after, "plays.widen_the_group.length_days", 32)
    assert len(changed_lines(after, again)[1]) == 1


def test_many_values_of_a_form_are_set_at_once_and_what_is_so_stays():
    values = {
        "profile.criteria.industry.weight": 20,
        "profile.criteria.employees.weight": 22,
        "tiers.one_to_one.capacity": 20,
        "calendar.week_starts": "monday",
        "tiers.one_to_many.cluster_size": {"min": 2, "max": 9},
    }
    after = editing.set_values(DEFAULT, values)
    gone, come = changed_lines(DEFAULT, after)
    assert gone == ["      weight: 22", "      weight: 20"]
    assert sorted(come) == [
        "      weight: 20",
        "      weight: 22",
        "    cluster_size: {min: 2, max: 9}",
    ]
    assert editing.set_values(after, values) == after
    assert editing.set_values(DEMO, {"tiers.one_to_few.label": "Tier 2"}) == DEMO


def test_an_item_is_added_to_a_list_of_either_form():
    own = {"id": "speaks_english", "field": "custom.language", "in": ["en"], "unknown_passes": True}
    after = editing.add_item(DEFAULT, "profile.must_have", own)
    gone, come = changed_lines(DEFAULT, after)
    assert gone == []
    assert come == [
        "    - {id: speaks_english, field: custom.language, in: [en], unknown_passes: true}"
    ]
    after = editing.add_item(DEFAULT, "profile.must_have.we_can_serve.in", "ES")
    assert changed_lines(DEFAULT, after)[1][0].count("ES") == 1
    after = editing.add_item(DEFAULT, "lists.competitors", "ledgerly.example")
    assert "  competitors: [ledgerly.example]\n" in after
    after = editing.add_item(DEMO, "profile.must_have", own)
    program = parsing.parse(after).program
    assert program is not None
    assert [must.id for must in program.profile.must_have][-1] == "speaks_english"
    assert len(program.profile.must_have) == 3


def test_a_long_item_is_written_over_several_lines():
    play = dict(reading.read(DEFAULT).data["plays"][0])
    play["id"] = "second_briefing"
    after = editing.add_item(DEFAULT, "plays", play)
    assert "\n  - id: second_briefing\n    title:" in after
    program = parsing.parse(after).program
    assert program is not None
    assert program.play("second_briefing") is not None
    assert changed_lines(DEFAULT, after)[0] == []


def test_a_clause_or_item_is_removed_with_its_lines_only():
    for where, count in (("plays.executive_briefing", 26), ("first_month", 1), ("lead_review", 4)):
        gone, come = changed_lines(DEFAULT, editing.remove(DEFAULT, where))
        assert (len(gone), come) == (count, []), where
    gone, come = changed_lines(
        DEFAULT, editing.remove(DEFAULT, "engagement.activities.page_view.half_life")
    )
    assert come == ["    page_view:              {points: 1}"]
    after = editing.remove(DEFAULT, "profile.must_have.we_can_serve.in.0")
    assert "in: [CA, GB" in after
    after = editing.remove(DEFAULT, "routing.order.4")
    assert "territory], territory_by" in after
    assert "calendar:\n  fiscal_pattern" in editing.remove(DEFAULT, "calendar.fiscal_year_starts")


def test_what_an_overlay_inherits_is_removed_by_null():
    after = editing.remove(DEMO, "reviews")
    assert after.rstrip().endswith("reviews: null")
    program = parsing.parse(after).program
    assert program is not None
    assert program.reviews is None
    after = editing.remove(DEMO, "budget")
    program = parsing.parse(after).program
    assert program is not None
    assert program.budget is None
    after = editing.remove(DEMO, "plays.widen_the_group")
    program = parsing.parse(after).program
    assert program is not None
    assert len(program.plays) == 12
    after = editing.remove(DEMO, "lists.competitors.0")
    program = parsing.parse(after).program
    assert program is not None
    assert len(program.lists["competitors"]) == 4


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: editing.set_value("a: [", "a", 1), "can't be read"),
        (lambda: editing.set_value("a: 1\na: 2\n", "a", 1), "can't be read"),
        (lambda: editing.set_value(DEFAULT, "", 1), "name the clause"),
        (lambda: editing.set_value(DEFAULT, "plays.nobody.title", "x"), "there is no plays.nobody.title"),
        (lambda: editing.add_item(DEFAULT, "calendar", 1), "is no list"),
        (lambda: editing.remove(DEFAULT, "calender"), "there is no calender"),
        (lambda: editing.remove(DEFAULT, "plays.nobody"), "there is no plays.nobody"),
    ],
)  # fmt: skip
def test_an_edit_that_makes_no_sense_is_refused_in_words(act, words):
    with pytest.raises(AccordError, match=words):
        act()


BLOCKS = """\
# a remark on top
universe: |
  free
  text
reviews:   # a remark beside
  weekly: &w {minutes: 30}
  monthly: *w
checkpoints:
list_refresh:
  owner: {}
handoff:
  - only
reach:
  only: 1
"""


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("universe", "other"),
        ("reviews.weekly", 5),
        ("checkpoints", [1]),
        ("reviews.weekly.minutes", 31),
        ("handoff", ["a", "b"]),
        ("reach", 3),
        ("checkpoints.deep.down", 1),
        ("list_refresh.owner.who", "Mia"),
        ("universe.inner", 1),
    ],
)
def test_values_that_cutting_can_not_reach_are_changed_all_the_same(where, value):
    after = editing.set_value(BLOCKS, where, value)
    own = reading.read(BLOCKS).data
    path = parsing.path_of(where, own)
    wanted = reading.changed(own, path, value)
    got = reading.read(after).data
    if where == "reviews.weekly.minutes":
        assert got["reviews"]["weekly"]["minutes"] == 31
    else:
        assert got == wanted
    assert after.startswith("# a remark on top")
    assert "# a remark beside" in after


@pytest.mark.parametrize(
    "where", ["universe", "handoff.0", "reach.only", "checkpoints", "reviews.monthly"]
)
def test_clauses_that_cutting_can_not_reach_are_removed_all_the_same(where):
    text = BLOCKS.replace("checkpoints:\n", "checkpoints: [1]\n")
    after = editing.remove(text, where)
    data = reading.read(after).data
    assert parsing.path_of(where, data) == parsing.path_of(where, data)
    assert editing.current(after, where) is None
    assert after.startswith("# a remark on top")


def test_items_are_added_where_cutting_can_not_reach():
    text = "extends: demo\nfirst_month:\n  - |\n    odd\n"
    after = editing.add_item(text, "first_month", "widen_the_group")
    assert reading.read(after).data["first_month"] == ["odd\n", "widen_the_group"]


def test_edits_survive_one_another_on_the_whole_default_program():
    text = WHOLE
    data = reading.read(text).data
    wheres = [
        "money.reporting_currency",
        "patience.reach",
        "tiering.sign",
        "goals.sales_acceptance",
    ]
    for where in wheres:
        text = editing.set_value(text, where, "EUR")
        data = reading.changed(data, parsing.path_of(where, data), "EUR")
    assert reading.read(text).data == data
    remarks = [line.split("# ", 1)[1] for line in WHOLE.splitlines() if "# " in line]
    assert all(remark in text for remark in remarks)
