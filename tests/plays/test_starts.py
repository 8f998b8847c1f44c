"""What start rules ask about an account, from facts."""

import pkgutil
from pathlib import Path
from typing import Any

import pytest

import builders as b
from accord import derive as rooms_above
from accord import plays
from accord.accounts import select
from accord.derive import derive
from accord.engine import dialects
from accord.engine import log as logs
from accord.engine.session import Session
from accord.facts import keys
from accord.groups import assemble, complete
from accord.identity import resolve
from accord.plays import starts
from accord.program import presets
from accord.scoring import score
from accord.stages import place
from accord.values import ids

PROGRAM = presets.program("default_mid_market_saas")
STEPS = (
    resolve.resolve,
    score.score,
    assemble.assemble,
    place.place,
    select.select,
    complete.complete,
    starts.make_ground,
)


def ground(*facts: Any) -> tuple[Any, ...]:
    moment = derive.moment_of(PROGRAM, b.AS_OF)
    with Session() as session:
        listed = b.decision(
            "list_signed", {"tiers": {ids.public_id(ground_account()): "one_to_few"}}
        )
        logs.open_log(session, b.log(b.company("Acme", "acme.example"), listed, *facts), moment)
        for step in STEPS:
            step(session, PROGRAM, moment)
        (row,) = session.rows("SELECT health, title, rejected_for FROM play_ground")
    return row


def ground_account() -> int:
    return keys.record_key(b.SOURCE, "acme")


def test_the_worst_health_of_an_account_s_subscriptions_counts() -> None:
    terms = [
        b.subscription("Acme", external_id=health, health=health) for health in ("good", "fair")
    ]
    assert ground(terms)[0] == "fair"
    assert ground(terms, b.subscription("Acme", external_id="p", health="poor"))[0] == "poor"


def test_the_last_reason_given_for_a_hand_back_counts() -> None:
    with_account = ground_account()
    said = [
        b.decision("handoff_rejected", account=with_account, reason=why, days_ago=ago)
        for why, ago in (("no_response", 9), ("too_early", 3), (None, 1))
    ]
    assert ground(said)[2] == ground(said[::-1])[2] == "too_early"


@pytest.mark.parametrize(
    "path",
    [
        Path(where) / f"{found.name}.py"
        for where in (*plays.__path__, *rooms_above.__path__)
        for found in pkgutil.iter_modules([where])
    ],
    ids=lambda path: f"{path.parent.name}.{path.stem}",
)
def test_no_query_takes_an_extreme_in_a_way_that_other_engines_lack(path: Path) -> None:
    found = dialects.traps(path.read_text().replace("'", ""))
    assert [why for why in found if why.startswith("arg_max")] == []


def test_of_two_things_on_one_day_the_same_is_named_in_whatever_order_they_came() -> None:
    events = [
        b.trigger("acme.example", "funding", title=title, days_ago=3) for title in ("One", "Two")
    ]
    assert ground(events)[1] == ground(events[::-1])[1] == "Two"


def test_a_play_that_waits_for_what_no_fact_says_tells_so():
    told = {play.id: starts.unheard(play.start.when) for play in PROGRAM.plays}
    assert {name for name, words in told.items() if words} == {
        "industry_benchmark",
        "executive_roundtable",
        "content_syndication",
    }
    assert "event" in told["executive_roundtable"]
