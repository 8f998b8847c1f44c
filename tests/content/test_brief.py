"""The brief of one account: seven questions, every answer with its source."""

import pytest

import builders as b
from accord.content import brief, citing
from accord.content.brief import Brief
from accord.derive import derive
from accord.engine import log as logs
from accord.engine.session import Session
from accord.program import presets

PROGRAM = presets.program("default_mid_market_saas")
FACTS = [
    b.company("Acme", "acme.example", country="US", industry="software", employees=4200),
    b.person("ada.okafor@acme.example", "CFO", "acme.example"),
    b.person("ivan@acme.example", "Head of IT", "acme.example"),
    b.lead("lena@acme.example", "IT Manager", "Acme"),
    b.did("otto@acme.example", "content_download", days_ago=6, asset_name="roi-model"),
    b.visit("ada.okafor@acme.example", "/pricing", days_ago=3),
    b.visit("ada.okafor@acme.example", "/pricing", days_ago=1),
    b.did("ivan@acme.example", "email_reply", days_ago=2, text="Does it work with our ERP?"),
    b.trigger("acme.example", "funding", days_ago=10, title="Acme raises 40 million"),
    b.intent("acme.example", "g2_pricing", days_ago=5, topic="closing the books"),
    b.deal("Acme", days_ago=400, is_closed=True, closed_on=b.day(350), loss_reason="too_early"),
]


@pytest.fixture(scope="module")
def acme() -> Brief:
    as_of = derive.moment_of(PROGRAM, b.AS_OF)
    with Session(threads=1) as session:
        logs.open_log(session, b.log(FACTS), as_of)
        derive.run(session, PROGRAM, as_of)
        ((account,),) = session.rows("SELECT account FROM accounts")
        picture = citing.read(session, PROGRAM, as_of, account)
    return brief.render(picture, PROGRAM, as_of.day)


def said(found: Brief, key: str) -> str:
    (section,) = [one for one in found.sections if one.key == key]
    return " ".join(claim.text for claim in section.claims)


def test_it_answers_seven_questions_in_order(acme: Brief) -> None:
    assert [section.key for section in acme.sections] == [
        "why_account",
        "who_decides",
        "what_they_did",
        "why_now",
        "where_it_stands",
        "what_to_say",
        "what_next",
    ]
    assert all(section.claims for section in acme.sections)


def test_every_claim_cites_facts_of_the_log_or_a_clause(acme: Brief) -> None:
    known = {fact.row["fact_id"] for fact in FACTS}
    claims = [claim for section in acme.sections for claim in section.claims]
    assert all(claim.fact_ids or claim.clause for claim in claims)
    assert {fact for claim in claims for fact in claim.fact_ids} <= known


def test_what_they_did_cites_each_act_and_quotes_what_was_said(acme: Brief) -> None:
    assert "Ada (CFO) read pricing twice, last yesterday." in said(acme, "what_they_did")
    assert "\u201cDoes it work with our ERP?\u201d" in said(acme, "what_they_did")
    (section,) = [one for one in acme.sections if one.key == "what_they_did"]
    visits = {f.row["fact_id"] for f in FACTS if f.row.get("asset_name") == "/pricing"}
    assert any(set(claim.fact_ids) == visits for claim in section.claims)


def test_it_names_who_decides_and_who_is_missing(acme: Brief) -> None:
    text = said(acme, "who_decides")
    assert "Ada (CFO) is the economic buyer, engaged" in text
    assert "Missing: functional leader." in text


def test_why_now_tells_triggers_and_calls_intent_evidence(acme: Brief) -> None:
    text = said(acme, "why_now")
    assert "Acme raises 40 million, 10 days ago." in text
    assert "evidence, not proof" in text


def test_the_lost_deal_is_remembered_with_its_reason(acme: Brief) -> None:
    assert "too early" in said(acme, "where_it_stands")


def test_the_next_step_answers_the_one_who_wrote(acme: Brief) -> None:
    assert said(acme, "what_next").startswith("Reply to Ivan")


def test_people_known_from_leads_or_from_what_they_did_are_cited_as_well(acme: Brief) -> None:
    (section,) = [one for one in acme.sections if one.key == "who_decides"]
    members = [claim for claim in section.claims if not claim.is_gap]
    assert any("Lena" in claim.text or "IT Manager" in claim.text for claim in members)
    assert [claim.text for claim in members if not claim.fact_ids] == []


def test_what_was_done_on_several_days_is_dated_by_the_last(acme: Brief) -> None:
    assert "read pricing twice, last yesterday" in said(acme, "what_they_did")
