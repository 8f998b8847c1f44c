"""Small drawn worlds whose facts touch every kind, for laws to hold in."""

from typing import Any

from hypothesis import strategies as st

import builders as b
from accord.facts import keys, schemas
from accord.facts.log import Log

DOMAINS = ("acme.example", "globex.example", "initech.example")
PEOPLE = (
    ("ada@acme.example", "CFO"),
    ("ivan@acme.example", "Head of IT"),
    ("cleo@acme.example", "VP Operations"),
    ("hank@globex.example", "Chief Financial Officer"),
    ("gus@globex.example", "IT Manager"),
    ("milton@initech.example", "Accountant"),
)
ACTS = (
    "page_view",
    "content_download",
    "email_click",
    "email_reply",
    "hand_raise",
    "webinar_attended",
    "meeting_held",
    "ad_impression",
    "booth_scan",
    "email_sent",
    "email_delivered",
)
NETWORKS = ("3.5.140.0/24", "AS30031", "198.51.101.0/24")
ASSETS = ("/pricing", "/docs", "/customers", "roi_model")
COMPANY = {
    "country": "US",
    "industry": "software",
    "revenue_usd": 50_000_000.0,
    "locations": 3,
    "headcount_growth_12_months_percent": 8.0,
    "use_case": "likely",
}

_days = st.integers(1, 120)
_people = st.sampled_from([address for address, _ in PEOPLE] + ["browser:1", "browser:2"])


@st.composite
def acts(draw: st.DrawFn) -> b.Fact:
    """Draw one activity; some became known days later, some come from a machine."""
    days_ago = draw(_days)
    late = draw(st.sampled_from([0, 0, 0, 3, 10]))
    body: dict[str, Any] = {}
    if draw(st.booleans()):
        body["asset_name"] = draw(st.sampled_from(ASSETS))
    if draw(st.integers(0, 9)) == 0:
        body["user_agent"] = "Googlebot/2.1 (+http://www.google.com/bot.html)"
    if draw(st.booleans()):
        body["network_name"] = draw(st.sampled_from(NETWORKS))
        body["method"] = draw(st.sampled_from(["GET", "GET", "HEAD", None]))
        body["has_script"] = draw(st.sampled_from([True, False, None]))
        body["message_id"] = draw(st.sampled_from(["one", "two", None]))
    return b.did(
        draw(_people),
        draw(st.sampled_from(ACTS)),
        days_ago=days_ago,
        known_days_ago=max(days_ago - late, 0),
        hour=draw(st.floats(0.5, 22.5).map(lambda hour: round(hour, 1))),
        **body,
    )


def one_of_every_kind(number: int) -> list[b.Fact]:
    """Return facts that touch every kind; `number` moves their days."""
    acme = keys.domain_key("acme.example")
    at = 10 + number
    return [
        b.company("Acme", "acme.example", employees=4200, **COMPANY),
        b.company("Globex", "globex.example", employees=300, parent_external_id="acme", **COMPANY),
        b.company("Initech", "initech.example", employees=60, **COMPANY),
        *(b.person(address, title, address.split("@")[1]) for address, title in PEOPLE),
        b.lead("lumbergh@initech.example", "Manager", "Initech", days_ago=at),
        b.deal("Globex", days_ago=200, is_closed=True, is_won=True, closed_on=b.day(at + 60)),
        b.deal("Acme", days_ago=at, contact_external_ids=["ada@acme.example"]),
        b.deal_stage("deal:Globex", "Proposal", 60.0, days_ago=at + 90),
        b.subscription("Globex", starts_on=b.day(at + 50), ends_on=b.day(at - 300), health="fair"),
        b.fact("relations", from_key=acme, to_key=0, kind="partner", until_on=b.day(1)),
        b.intent("acme.example", "g2_pricing", days_ago=at),
        b.trigger("globex.example", "funding", days_ago=at),
        b.fact("technologies", company_key=acme, product="SAP", days_ago=at),
        b.fact(
            "consents",
            person_key=keys.email_key("ada@acme.example"),
            purpose="marketing_email",
            status="given",
            days_ago=at,
        ),
        b.team("acme.example", "account_executive", "sam@seller.example"),
        b.link("browser:1", "ada@acme.example", days_ago=at),
        b.fact(
            "person_traits",
            external_id="u1",
            email="dwight@globex.example",
            title="IT Manager",
            source="tracking",
            days_ago=at,
        ),
        b.fact(
            "company_traits",
            external_id="g1",
            domain="globex.example",
            name="Globex",
            source="tracking",
            days_ago=at,
        ),
        b.fact(
            "memberships",
            person_external_id="u1",
            company_external_id="g1",
            person_key=keys.record_key("tracking", "u1"),
            company_key=keys.record_key("tracking", "g1"),
            is_ended=False,
            source="tracking",
            days_ago=at,
        ),
        b.fact("rates", currency="EUR", on_day=b.day(at), per_unit="1.08", days_ago=at),
        b.fact("source_totals", measure="open_opportunities", on_day=b.day(at), total=1),
        b.decision("priority_vote", account=0, days_ago=at, reason="because"),
        b.fact("touches", account=0, play="rising_account_follow_up", step="call", days_ago=at),
        b.fact("costs", account=0, kind="paid", amount_minor=100, currency="USD", days_ago=at),
        b.fact(
            "plays",
            company_key=acme,
            play="executive_briefing",
            arm="treated",
            starts_on=b.day(at),
            ends_on=b.day(at - 60),
            days_ago=at,
        ),
    ]


@st.composite
def facts(draw: st.DrawFn) -> list[b.Fact]:
    """Draw a world: every kind of fact, and 5 to 60 activities."""
    drawn = draw(st.lists(acts(), min_size=5, max_size=60))
    found = one_of_every_kind(draw(st.integers(0, 40))) + drawn
    assert {fact.kind for fact in found} == set(schemas.KINDS)
    return found


def log(some: list[b.Fact]) -> Log:
    """Return the log of some facts."""
    return b.log(some)
