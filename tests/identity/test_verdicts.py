"""Who did it: one sign at a time, and together."""

from typing import Any

import pytest

import builders as b
import naive
from accord.derive import derive
from accord.engine import log as logs
from accord.engine.session import Session
from accord.facts import tables
from accord.facts.log import Log
from accord.identity import resolve, verdicts
from accord.program import presets
from accord.program.model import Program
from accord.scoring import ledger, stitches

PROGRAM = presets.program("default_mid_market_saas")
CLOUD, HOME = "3.5.140.0/24", "203.0.113.0/24"
ADA = "ada@acme.example"
MINUTE = 1 / 60
WORDS = {0: "human", 1: "machine", 2: "unknown"}
PEOPLE = [f"p{n}@acme.example" for n in range(6)]
ACME = [
    b.company("Acme", "acme.example"),
    b.person(ADA, "CFO", "acme"),
    *(b.person(address, "Accountant", "acme") for address in PEOPLE),
]


def sent(who: str = ADA, **body: Any) -> b.Fact:
    return b.did(who, "email_sent", message_id=f"m-{who}", fact_id="sent", hour=12, **body)


def click(at: float, page: str = "/pricing", who: str = ADA, **body: Any) -> b.Fact:
    """Return a click so many seconds after noon, when the mail was sent."""
    body.setdefault("message_id", f"m-{who}")
    return b.did(who, "email_click", asset_name=page, hour=12 + at / 3600, **body)


def judged(*facts: b.Fact, program: Program = PROGRAM) -> list[tuple[str, set[str]]]:
    """Return the verdict and signs of every click, in the order of their times; both ways agree."""
    log = b.log(ACME, list(facts))
    as_of = derive.moment_of(program, b.AS_OF)
    with Session(threads=1) as session:
        logs.open_log(session, log, as_of)
        resolve.resolve(session, program, as_of)
        stitches.make(session, as_of)
        rows = session.rows(
            f"SELECT a.fact_id, {verdicts.verdict(program)}, {verdicts.signs(program)} "
            f"FROM fact_activities a {verdicts.JOINS} "
            f"WHERE a.kind_name = 'email_click' ORDER BY a.occurred_at, a.fact_id"
        )
        plain = naive.Naive(naive.facts_of(log), naive.who(session), program)
    found = {fact: (WORDS[verdict], set(verdicts.named(bits))) for fact, verdict, bits in rows}
    for fact in plain.facts:
        if fact["kind_name"] == "email_click":
            assert found[fact["fact_id"]] == (plain.verdict(fact), plain.signs(fact))
    return list(found.values())


def test_what_nothing_is_known_of_is_a_human() -> None:
    assert judged(b.did(ADA, "email_click")) == [("human", set())]


@pytest.mark.parametrize(
    ("told", "sign"),
    [
        ({"user_agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}, "agent_listed"),
        ({"is_hidden_link": True}, "hidden_link"),
        ({"method": "HEAD"}, "head_request"),
    ],
)
def test_one_sign_of_a_machine_is_enough_if_no_human_could_show_it(
    told: dict[str, Any], sign: str
) -> None:
    assert judged(click(9_000, has_script=True, **told)) == [("machine", {sign, "script_ran"})]


def test_a_click_soon_after_delivery_is_a_humans_until_more_speaks_against_it() -> None:
    human, unknown, machine = (
        judged(sent(), click(at, **told))[0][0]
        for at, told in (
            (45, {"network_name": HOME, "has_script": True}),
            (45, {"network_name": CLOUD, "has_script": True}),
            (12, {"network_name": CLOUD, "has_script": False}),
        )
    )
    assert (human, unknown, machine) == ("human", "unknown", "machine")


def test_the_delivery_counts_however_it_was_told() -> None:
    delivered = b.did(ADA, "email_delivered", message_id=f"m-{ADA}", hour=13)
    (found,) = judged(sent(), delivered, click(3_610))
    assert found == ("unknown", {"soon_after_delivery", "at_once_after_delivery"})
    assert judged(sent(), click(3_610)) == [("human", set())]


def test_all_links_of_one_mail_at_a_time_are_a_machines_when_they_come_soon() -> None:
    pages = ("/pricing", "/security", "/customers", "/compare", "/integrations", "/")
    links = [click(40 + n, page, network_name=CLOUD) for n, page in enumerate(pages)]
    found = judged(sent(), *links)
    assert {verdict for verdict, _ in found} == {"machine"}
    assert all({"several_links", "many_links"} <= signs for _, signs in found)


def test_three_links_in_twenty_seconds_may_be_a_humans() -> None:
    links = [click(7_000 + 8 * n, f"/{n}", network_name=HOME, has_script=True) for n in range(3)]
    assert {verdict for verdict, _ in judged(sent(), *links)} == {"human"}


def test_one_network_that_opens_the_mail_of_many_people_at_once_is_a_sign() -> None:
    mails = [sent(who) for who in PEOPLE]
    clicks = [click(70 + n, who=who, network_name=HOME) for n, who in enumerate(PEOPLE)]
    assert {v for v, signs in judged(*mails, *clicks) if "many_recipients" in signs} == {"machine"}
    alone = [click(3_600 * n + 70, who=who, network_name=HOME) for n, who in enumerate(PEOPLE[:5])]
    assert {v for v, _ in judged(*mails, *alone)} == {"human"}


def test_a_proxy_is_told_from_the_human_for_whom_it_asked() -> None:
    proxy = click(5_000, network_name=CLOUD, has_script=False)
    human = click(5_002, network_name=HOME, has_script=True)
    first, second = judged(sent(), proxy, human)
    assert first == ("machine", {"cloud_network", "no_script", "proxy_of_a_click"})
    assert second == ("human", {"script_ran"})


def test_a_human_and_a_scanner_twelve_seconds_apart_are_told_apart() -> None:
    """The pair of a reported case: the scanner comes after the human, on another system."""
    human = click(
        300, user_agent="Mozilla/5.0 (Macintosh) Safari/605", network_name=HOME, has_script=True
    )
    scanner = click(
        312, user_agent="Mozilla/5.0 (Windows) Chrome/137", network_name=CLOUD, has_script=False
    )
    assert [verdict for verdict, _ in judged(sent(), human, scanner)] == ["human", "machine"]


def test_what_comes_to_light_on_a_later_day_changes_no_verdict() -> None:
    early = click(40, network_name=CLOUD, days_ago=5)
    told = sent(days_ago=5, known_days_ago=5)
    late = b.Fact("activities", told.row | {"known_at": b.moment(3), "known_day": b.day(3)})
    assert judged(told, early)[0][0] == "unknown"
    assert judged(late, early)[0][0] == "human"


def test_other_weights_are_another_verdict_and_another_ledger() -> None:
    from accord.scoring import increment

    strict = presets.program(
        "default_mid_market_saas", {"engagement.verdicts.signs.cloud_network.weight": 100}
    )
    assert judged(click(9_000, network_name=CLOUD))[0][0] == "human"
    assert judged(click(9_000, network_name=CLOUD), program=strict)[0][0] == "machine"
    assert increment.name_of(strict) != increment.name_of(PROGRAM)


def test_a_program_without_signs_takes_everything_for_human() -> None:
    none = presets.program("default_mid_market_saas", {"engagement.verdicts.signs": {}})
    assert (
        judged(sent(), click(3, method="HEAD", network_name=CLOUD), program=none)[0][0] == "human"
    )


def test_facts_told_before_the_columns_came_are_judged_by_what_they_say() -> None:
    facts = b.log(
        ACME, b.did(ADA, "email_click", user_agent="curl/8"), b.did(ADA, "email_click", hour=9)
    )
    new = {
        "network",
        "network_name",
        "message",
        "message_id",
        "method",
        "has_script",
        "is_hidden_link",
    }
    (acts,) = facts.tables_by_kind["activities"]
    old = Log(
        tables_by_kind={**facts.tables_by_kind, "activities": (acts.drop_columns(list(new)),)}
    )
    as_of = derive.moment_of(PROGRAM, b.AS_OF)
    with Session(threads=1) as session:
        logs.open_log(session, old, as_of)
        resolve.resolve(session, PROGRAM, as_of)
        stitches.make(session, as_of)
        ledger.make(session, PROGRAM)
        assert sorted(session.rows("SELECT verdict FROM ledger")) == [(0,), (1,)]
    assert tables.table("activities", []).num_rows == 0
