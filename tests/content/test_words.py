"""Sentences as pages show them."""

import pytest

from accord.content import acts, claims, why_now, words
from accord.content.why_now import Latest
from accord.content.words import Standing
from accord.program import presets

MILLION = 1_000_000


def test_the_headline_says_where_they_stand_who_is_in_and_who_is_missing() -> None:
    standing = Standing(
        name="Acme",
        stage="qualified",
        stage_title="Qualified account",
        engaged_roles=("economic_buyer", "technical_evaluator", "champion"),
        missing_roles=("procurement", "legal"),
        title_by_role=(("economic_buyer", "CFO"),),
    )
    assert words.headline(standing) == (
        "Acme is deciding now. The CFO, the technical evaluator and your champion are all in; "
        "procurement and legal are not."
    )


@pytest.mark.parametrize(
    ("known", "required", "said"),
    [
        (0, 1, "end user"),
        (0, 2, "two end users"),
        (1, 2, "one more end user"),
        (1, 3, "two more end users"),
    ],
)
def test_what_a_seat_lacks_is_told_from_what_it_has(known: int, required: int, said: str) -> None:
    assert words.missing("end_user", known, required) == said


def test_a_headline_without_people_says_who_is_to_be_found() -> None:
    standing = Standing("Acme", "aware", "Aware", (), ("economic_buyer",))
    assert words.headline(standing) == (
        "Acme is looking around. Nobody is engaged for the economic buyer."
    )


def test_a_stage_of_the_teams_own_is_named_by_its_title() -> None:
    assert words.headline(Standing("Acme", "trial", "In trial")) == "Acme stands at in trial."


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_end_with_and(items: list[str], said: str) -> None:
    assert words.listing(items) == said


@pytest.mark.parametrize(
    ("millionths", "said"), [(21_600_000, "+21.6"), (-5_820_000, "\u22125.8"), (0, "0.0")]
)
def test_changes_wear_their_sign(millionths: int, said: str) -> None:
    assert words.change(millionths) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [(100, "today"), (99, "yesterday"), (90, "10 days ago"), (0, "on 1 January 1970")],
)
def test_days_are_told_from_today(day: int, said: str) -> None:
    assert words.ago(day, 100) == said


def test_changes_of_the_list_are_counted_in_words() -> None:
    assert words.changes_of_list(2, 1, 3) == "Two enter, one leaves, three change tier."
    assert words.changes_of_list(0, 0, 0) == "Nothing changes."


def test_the_accounts_page_says_who_warms_faster_than_chance_explains() -> None:
    said = words.warming(9, 412, "Acme")
    assert said == ("Nine of 412 accounts are warming faster than chance explains. Acme leads.")
    assert words.warming(0, 412, None).startswith("None of 412")


@pytest.mark.parametrize(
    ("kind", "what", "times", "said"),
    [
        ("high_value_page_view", "/pricing", 2, "read pricing twice"),
        ("content_download", "roi_model", 1, "downloaded roi model"),
        ("hand_raise", "/demo", 1, "asked to talk"),
        ("meeting_held", None, 3, "met with us 3 times"),
        ("page_view", None, 1, "read a page"),
    ],
)
def test_acts_are_verbs(kind: str, what: str | None, times: int, said: str) -> None:
    assert acts.did(kind, what, times) == said


def test_why_now_is_the_best_act_then_a_trigger_then_quiet() -> None:
    act = Latest("high_value_page_view", "/pricing", 2, 99, "Ada", "CFO", 4, 0, None, None, 99)
    assert why_now.sentence(act, 100) == (
        "Ada (CFO) read pricing twice yesterday; four people active."
    )
    seen = Latest("high_value_page_view", "/pricing", 2, 99, "Ada", "CFO", 3, 6, None, None, 99)
    assert why_now.sentence(seen, 100).endswith("; three people and six anonymous visitors active.")
    alone = Latest("page_view", "/pricing", 1, 99, None, None, 0, 1, None, None, 99)
    assert "active" not in why_now.sentence(alone, 100)
    trigger = Latest(None, None, 0, None, None, None, 0, 0, "Series B", 98, 50)
    assert why_now.sentence(trigger, 100) == "Series B, 2 days ago."
    quiet = Latest(None, None, 0, None, None, None, 0, 0, None, None, 50)
    assert why_now.sentence(quiet, 100) == "Quiet for 50 days."


def test_a_claim_names_the_variables_that_are_still_open() -> None:
    assert claims.filled("live in {weeks} weeks", {"weeks": "6"}) == ("live in 6 weeks", False)
    text, is_open = claims.filled("live in {weeks} weeks", {})
    assert is_open
    assert text == "live in [weeks: yours to fill] weeks"


def test_claims_are_chosen_by_the_roles_that_are_there() -> None:
    program = presets.program("default_mid_market_saas")
    said = list(claims.for_roles(program, ["technical_evaluator"], {}))
    assert [one.claim for one in said] == ["fits_what_you_run"]
    assert said[0].proof
