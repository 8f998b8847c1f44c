"""The next step of an account, from facts."""

from datetime import date
from typing import Any

import pytest

import builders as b
from accord.derive import derive
from accord.facts import keys
from accord.plays import propose
from accord.program import presets
from accord.values import time

PROGRAM = presets.program("default_mid_market_saas")
GOOD = {
    "country": "US",
    "industry": "software",
    "employees": 900,
    "revenue_usd": 200_000_000.0,
    "locations": 6,
    "headcount_growth_12_months_percent": 25.0,
}
ACME = [
    b.company("Acme", "acme.example", **GOOD),
    b.person("ada@acme.example", "CFO", "acme.example"),
    b.team("acme.example", "account_executive", "sam@seller.example"),
    b.team("acme.example", "development_rep", "kim@seller.example"),
]


def steps(*facts: Any) -> list[dict[str, Any]]:
    picture = derive.derive(b.log(ACME, *facts), PROGRAM, b.AS_OF)
    found: list[dict[str, Any]] = picture.tables["next_steps"].to_pylist()
    return found


def account() -> int:
    picture = derive.derive(b.log(ACME), PROGRAM, b.AS_OF)
    found: int = picture.tables["accounts"]["account"][0].as_py()
    return found


def touch(play: str, step: str, **body: Any) -> b.Fact:
    return b.fact("touches", account=account(), play=play, step=step, source="accord", **body)


def test_whoever_asked_is_answered_by_the_account_executive() -> None:
    (step,) = steps(b.did("ada@acme.example", "hand_raise", days_ago=1))
    assert (step["verb"], step["owner"]) == ("Reply to Ada", "sam@seller.example")
    assert step["reason"] == "Ada, CFO asked to talk yesterday."
    assert step["due_day"] == b.day(-1)


def test_what_was_answered_is_not_proposed_again() -> None:
    asked = b.did("ada@acme.example", "hand_raise", days_ago=2)
    (step,) = steps(asked)
    answered = touch(step["play"], step["step"], person=step["person"], days_ago=1)
    assert [s["play"] for s in steps(asked, answered)] != ["reply"]


def test_a_new_question_after_the_answer_is_proposed() -> None:
    old = b.did("ada@acme.example", "hand_raise", days_ago=5)
    new = b.did("ada@acme.example", "hand_raise", days_ago=1)
    answered = touch("reply", "answer_request", days_ago=3)
    assert steps(old, answered, new)[0]["play"] == "reply"


def test_a_meeting_answers_a_reply() -> None:
    replied = b.did("ada@acme.example", "email_reply", days_ago=5)
    met = b.did("ada@acme.example", "meeting_held", days_ago=3)
    assert all(step["play"] != "reply" for step in steps(replied, met))


def test_a_listed_account_without_news_gets_the_play_of_its_tier() -> None:
    (step,) = steps()
    assert PROGRAM.play(step["play"]) is not None
    assert step["reason"].endswith(".")


def test_a_running_play_proposes_its_due_step() -> None:
    play = PROGRAM.play("executive_briefing")
    assert play is not None
    run = b.fact(
        "plays",
        account=account(),
        play=play.id,
        arm="treated",
        starts_on=b.day(15),
        ends_on=b.day(-45),
        days_ago=15,
    )
    (step,) = steps(run)
    posted = "print_and_post_briefing"  # somebody approves it first, on the campaign's page
    due = [s.do for s in play.steps if s.day in range(8, 19) and s.do != posted]
    assert (step["play"], step["step"]) == (play.id, due[0])
    assert step["reason"].startswith("A step is due")


def test_a_step_that_a_sales_tool_did_to_a_person_counts_for_the_account() -> None:
    play = PROGRAM.play("executive_briefing")
    assert play is not None
    dated = {"starts_on": b.day(15), "ends_on": b.day(-45), "days_ago": 15}
    run = b.fact("plays", account=account(), play=play.id, arm="treated", **dated)
    (due,) = steps(run)
    person = keys.email_key("ada@acme.example")
    done = b.fact("touches", account=0, person=person, play=play.id, step=due["step"], days_ago=1)
    assert [(s["play"], s["step"]) for s in steps(run, done)] != [(play.id, due["step"])]
    other = keys.email_key("nobody@else.example")
    elsewhere = b.fact(
        "touches", account=0, person=other, play=play.id, step=due["step"], days_ago=1
    )
    assert steps(run, elsewhere) == [due]


def test_a_dismissed_proposal_stays_away() -> None:
    asked = b.did("ada@acme.example", "hand_raise", days_ago=2)
    no = b.decision("step_dismissed", account=account(), subject="reply", days_ago=1)
    assert all(step["play"] != "reply" for step in steps(asked, no))


def test_at_risk_renewals_go_to_customer_success() -> None:
    term = b.subscription("Acme", starts_on=b.day(300), ends_on=b.day(-60), health="poor")
    helper = b.team("acme.example", "customer_success", "cat@seller.example")
    (step,) = steps(term, helper)
    assert (step["verb"], step["owner"]) == ("Hold the value review", "cat@seller.example")


@pytest.mark.parametrize(
    ("day", "due"),
    [("2026-07-03", "2026-07-03"), ("2026-07-04", "2026-07-06"), ("2026-07-05", "2026-07-06")],
)
def test_nothing_is_due_on_a_weekend(day: str, due: str) -> None:
    number = time.day_number(date.fromisoformat(day))
    assert propose.working_day(number) == time.day_number(date.fromisoformat(due))


def test_nobody_is_sent_to_a_frozen_account_until_it_is_let_go_or_the_freeze_ends() -> None:
    asked = b.did("ada@acme.example", "hand_raise", days_ago=1)
    froze = b.decision("account_frozen", account=account(), days_ago=20, until_on=b.day(-9))
    assert steps(asked, froze) == []
    let_go = b.decision("account_unfrozen", account=account(), days_ago=3)
    assert len(steps(asked, froze, let_go)) == 1
    over = b.decision("account_frozen", account=account(), days_ago=20, until_on=b.day(5))
    assert len(steps(asked, over)) == 1


def test_of_two_account_executives_the_one_said_last_acts() -> None:
    asked = b.did("ada@acme.example", "hand_raise", days_ago=1)
    said = b.team("acme.example", "account_executive", "zoe@seller.example", days_ago=2)
    (step,) = steps(asked, said)
    assert step["owner"] == "zoe@seller.example"
