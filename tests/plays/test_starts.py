"""What start rules ask about an account, from facts."""

from typing import Any

import builders as b
from accord.accounts import select
from accord.derive import derive
from accord.engine import log as logs
from accord.engine.session import Session
from accord.groups import assemble, complete
from accord.identity import resolve
from accord.plays import starts
from accord.program import presets
from accord.scoring import score
from accord.stages import place

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
        logs.open_log(session, b.log(b.company("Acme", "acme.example"), *facts), moment)
        for step in STEPS:
            step(session, PROGRAM, moment)
        (row,) = session.rows("SELECT health, title, rejected_for FROM play_ground")
    return row


def test_the_worst_health_of_an_account_s_subscriptions_counts() -> None:
    terms = [
        b.subscription("Acme", external_id=health, health=health) for health in ("good", "fair")
    ]
    assert ground(terms)[0] == "fair"
    assert ground(terms, b.subscription("Acme", external_id="p", health="poor"))[0] == "poor"


def test_of_two_things_on_one_day_the_same_is_named_in_whatever_order_they_came() -> None:
    events = [
        b.trigger("acme.example", "funding", title=title, days_ago=3) for title in ("One", "Two")
    ]
    assert ground(events)[1] == ground(events[::-1])[1] == "Two"
