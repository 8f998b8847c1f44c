"""Measures that the second implementation does not make."""

from collections.abc import Callable

import pytest

import builders
from accord.program import words
from accord.scoring import looks, measures
from accord.stages import measures as told
from scenes import Scored

ACME = builders.company("Acme", domain="acme.example", employees=4200)
CFO = builders.person("ada@acme.example", title="CFO", company="acme")
IT = builders.person("ivan@acme.example", title="IT Director", company="acme")


def at(one: Scored, name: str, within: int | None = None) -> list[int]:
    (block,) = looks.blocks(one.session, one.program, one.as_of, {(name, within)})
    return [int(value) for value in block.values[name, within][0]]


def test_every_measure_of_the_programs_words_is_made_somewhere() -> None:
    assert measures.MEASURES.keys() | told.OWN.keys() == words.MEASURES.keys()


def test_size_and_fit_stand_at_every_look(score_facts: Callable[..., Scored]) -> None:
    facts = [ACME, builders.company("Tiny", domain="tiny.example"), CFO]
    one = score_facts(builders.log(facts, builders.visit("ada@acme.example", days_ago=30)))
    (block,) = looks.blocks(
        one.session, one.program, one.as_of, {("employees", None), ("fit", None)}
    )
    assert set(block.values["employees", None].ravel().tolist()) == {4200, words.UNKNOWN}
    fit = dict(one.session.rows("SELECT account, points FROM fit"))
    for row, account in enumerate(block.accounts.tolist()):
        assert set(block.values["fit", None][row].tolist()) == {fit[account]}


def test_engagement_outside_the_owning_team_leaves_out_the_departments_that_bought(
    score_facts: Callable[..., Scored],
) -> None:
    acts = [builders.did(f"{who}@acme.example", "webinar_attended") for who in ("ada", "ivan")]
    won = builders.deal(
        "Acme",
        is_closed=True,
        is_won=True,
        stage="Closed Won",
        closed_on=builders.day(20),
        contact_external_ids=["ada@acme.example"],
    )
    one = score_facts(builders.log(ACME, CFO, IT, acts, won), builders.TODAY)
    by_person = dict(
        one.session.rows(
            "SELECT name, points FROM person_now n JOIN people p ON n.person = p.person"
        )
    )
    assert at(one, "engagement_outside_owning_team")[-1] == by_person["Ivan"] > 0
    nobody_bought = score_facts(builders.log(ACME, CFO, IT, acts), builders.TODAY)
    assert at(nobody_bought, "engagement_outside_owning_team")[-1] == sum(by_person.values())


@pytest.mark.parametrize(("days_ago", "new"), [(20, 1), (60, 0)])
def test_somebody_is_new_until_they_have_been_here_for_the_window(
    days_ago: int, new: int, score_facts: Callable[..., Scored]
) -> None:
    acts = [builders.did("ada@acme.example", "meeting_held", days_ago=d) for d in (days_ago, 1)]
    one = score_facts(builders.log(ACME, CFO, acts), builders.TODAY)
    assert at(one, "people_engaged", 30)[-1] == 1
    assert at(one, "new_people_engaged", 30)[-1] == new


def test_counting_a_kind_that_the_program_does_not_score_gives_nothing(
    score_facts: Callable[..., Scored],
) -> None:
    facts = builders.log(ACME, CFO, builders.did("ada@acme.example", "carrier_pigeon"))
    assert set(at(score_facts(facts, builders.TODAY), "count:carrier_pigeon", 30)) == {0}


def test_before_anybody_did_anything_nothing_is_known(score_facts: Callable[..., Scored]) -> None:
    old = builders.deal("Acme", days_ago=100)
    act = builders.visit("ada@acme.example", "/x", days_ago=1)
    one = score_facts(builders.log(ACME, CFO, old, act), builders.TODAY)
    since = at(one, "days_since_human_activity")
    assert len(since) > 10
    assert since[-1] == 1
    assert set(since[:-1]) == {words.UNKNOWN}
    assert at(one, "engagement")[0] == 0


def test_another_solution_asks_for_its_own_roles(score_facts: Callable[..., Scored]) -> None:
    main = {"title": "Main", "buying_group": "standard"}
    two = {"main": main, "second": main | {"title": "Second"}}
    act = builders.did("ada@acme.example", "meeting_held")
    one = score_facts(builders.log(ACME, CFO, act), builders.TODAY, solutions=two)
    (block,) = looks.blocks(one.session, one.program, one.as_of, {("roles_engaged", None)})
    second = block.for_solution("second", {("roles_engaged", None)})
    assert block.values["roles_engaged", None][0, -1] == 1
    roles = dict(one.session.rows("SELECT solution, role FROM person_roles"))
    assert second["roles_engaged", None][0, -1] == int("second" in roles)
