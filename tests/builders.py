"""Small facts for tests: one short call makes one fact, `log(*facts)` makes the log.

Everything is told relative to `TODAY`, the day on which the tests stand. A fact's id is the
hash of what it says, so the same call twice is the same fact heard twice; give another
`hour` (or `fact_id`) for something that happened twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accord.facts import keys, tables
from accord.facts.log import Log
from accord.values import ids, time

TODAY = date(2026, 6, 30)
ZONE = ZoneInfo("America/New_York")
AS_OF = time.end_of_day(TODAY, ZONE)
TODAY_NUMBER = time.day_number(TODAY)
SOURCE = "crm"


@dataclass(frozen=True)
class Fact:
    """One row of one kind of fact."""

    kind: str
    row: dict[str, Any]


GOOD = {"country": "US", "industry": "software", "employees": 900}


def moment(days_ago: float = 0, hour: float = 12.0) -> int:
    """Return the microseconds of an hour of a day in the workspace's zone."""
    midnight = datetime.combine(TODAY - timedelta(days=int(days_ago)), datetime.min.time(), ZONE)
    return time.to_us(midnight + timedelta(hours=hour))


def day(days_ago: int = 0) -> int:
    """Return the number of a day so many days before TODAY (negative: after)."""
    return TODAY_NUMBER - days_ago


def fact(  # noqa: PLR0913 - the head of every fact
    kind: str,
    /,
    *,
    days_ago: float = 0,
    hour: float = 12.0,
    known_days_ago: float | None = None,
    source: str = SOURCE,
    fact_id: str | None = None,
    **body: Any,
) -> Fact:
    """Return one fact of any kind; `known_days_ago` makes it a late one."""
    occurred = moment(days_ago, hour)
    known = occurred if known_days_ago is None else moment(known_days_ago, hour)
    row = {"source": source, "occurred_at": occurred, "known_at": known, **body}
    row.setdefault("received_at", known)
    row.setdefault("is_backfilled", False)
    content = json.dumps([kind, row], sort_keys=True, default=str)
    return Fact(kind, row | {"fact_id": fact_id or ids.public_id(ids.hash64(content))})


def company(name: str, domain: str | None = None, **body: Any) -> Fact:
    """Return a company as the CRM holds it; its record's id is its name in small letters."""
    body.setdefault("external_id", name.lower())
    body.setdefault("days_ago", 365)
    return fact("companies", name=name, domain=domain, **body)


def person(email: str, title: str | None = None, company: str | None = None, **body: Any) -> Fact:
    """Return a person as the CRM holds it; `company` is a domain or a company's record id."""
    body.setdefault("external_id", email)
    body.setdefault(
        "first_name", email.split("@", maxsplit=1)[0].split(".", maxsplit=1)[0].capitalize()
    )
    body.setdefault("days_ago", 365)
    if company is not None:
        body.setdefault("company_domain" if "." in company else "company_external_id", company)
    return fact("people", email=email, title=title, **body)


def lead(email: str, title: str | None = None, company: str | None = None, **body: Any) -> Fact:
    """Return a lead; `company` is a name as somebody typed it."""
    body.setdefault("external_id", f"lead:{email}")
    body.setdefault("days_ago", 30)
    return fact("leads", email=email, title=title, company_name=company, **body)


def did(who: str | None, kind: str, **body: Any) -> Fact:
    """Return an activity of a mail address, of a browser ("browser:1") or of nobody known."""
    body.setdefault("source", "collector")
    if who is not None and who.startswith("browser:"):
        body.setdefault("anonymous_id", who)
    elif who is not None:
        body.setdefault("email", who)
    if (domain := body.pop("company", None)) is not None:
        body["company_key"] = keys.domain_key(domain)
    made = fact("activities", kind_name=kind, **body)
    return Fact("activities", tables.activity(made.row, ZONE))


def visit(who: str | None, page: str = "/", **body: Any) -> Fact:
    """Return a page view."""
    return did(who, "page_view", asset_name=page, **body)


def deal(company: str, **body: Any) -> Fact:
    """Return an opportunity at a company's record; open and of new business unless told."""
    body.setdefault("external_id", f"deal:{company}")
    body.setdefault("name", f"{company} deal")
    body.setdefault("kind", "New Business")
    body.setdefault("stage", "Discovery")
    body.setdefault("probability", 20.0)
    body.setdefault("amount_minor", 5_000_000)
    body.setdefault("currency", "USD")
    body.setdefault("is_closed", False)
    body.setdefault("is_won", False)
    body.setdefault("days_ago", 30)
    body.setdefault("created_on", day(int(body["days_ago"])))
    return fact("opportunities", company_external_id=company.lower(), **body)


def deal_stage(deal_id: str, stage: str, probability: float, **body: Any) -> Fact:
    """Return one change of an opportunity's stage."""
    body |= {"stage": stage, "probability": probability}
    return fact("opportunity_stages", opportunity_external_id=deal_id, **body)


def subscription(company: str, **body: Any) -> Fact:
    """Return a subscription that runs from half a year ago to half a year ahead unless told."""
    body.setdefault("external_id", f"subscription:{company}")
    body.setdefault("solution", "main")
    body.setdefault("days_ago", 180)
    body.setdefault("starts_on", day(180))
    body.setdefault("ends_on", day(-185))
    body.setdefault("currency", "USD")
    return fact("subscriptions", company_external_id=company.lower(), **body)


def link(browser: str, email: str, **body: Any) -> Fact:
    """Return the fact that a browser is a person's."""
    body.setdefault("source", "collector")
    body.setdefault("is_undone", False)
    from_key, to_key = keys.anonymous_key(browser), keys.email_key(email)
    return fact("identity_links", from_key=from_key, to_key=to_key, **body)


def intent(domain: str, vendor: str, **body: Any) -> Fact:
    """Return one reading of a vendor about a company."""
    body.setdefault("topic", "category")
    body |= {"company_key": keys.domain_key(domain), "company_domain": domain}
    return fact("intent", vendor=vendor, **body)


def trigger(domain: str, kind: str, /, **body: Any) -> Fact:
    """Return a dated change at a company."""
    body.setdefault("title", kind.replace("_", " "))
    body |= {"kind": kind, "company_key": keys.domain_key(domain)}
    return fact("trigger_events", **body)


def team(domain: str, part: str, user_email: str, **body: Any) -> Fact:
    """Return who works a company."""
    body.setdefault("days_ago", 300)
    body.setdefault("user_name", user_email.split("@", maxsplit=1)[0].capitalize())
    body |= {"part": part, "user_email": user_email}
    return fact("account_team", company_key=keys.domain_key(domain), **body)


def decision(kind: str, value: Any = None, /, **body: Any) -> Fact:
    """Return what somebody decided; `value` becomes JSON."""
    body.setdefault("source", "accord")
    body.setdefault("decided_by", "mia@seller.example")
    body |= {"kind": kind, "value": None if value is None else json.dumps(value)}
    return fact("decisions", **body)


def three_companies() -> list[Fact]:
    """Return people of Acme and Globex and what was heard of them; the two are yet to be told."""
    return [
        company("Initech", "initech.example", country="US", employees=20),
        person("ada@acme.example", "CFO", "acme.example"),
        person("ivan@acme.example", "Head of IT", "acme.example"),
        deal("Globex", days_ago=200, is_closed=True, is_won=True, closed_on=day(100)),
        deal_stage("deal:Globex", "Proposal", 60.0, days_ago=150),
        subscription("Globex"),
        team("acme.example", "account_executive", "sam@seller.example"),
        trigger("globex.example", "funding", days_ago=10),
        intent("acme.example", "g2_pricing", days_ago=5),
        link("browser:1", "ada@acme.example", days_ago=20),
    ]


def log(*facts: Fact | Iterable[Fact]) -> Log:
    """Return the log of some facts, in memory; lists of facts are taken apart."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for item in facts:
        for one in [item] if isinstance(item, Fact) else item:
            rows.setdefault(one.kind, []).append(one.row)
    return Log(tables_by_kind={kind: (tables.table(kind, some),) for kind, some in rows.items()})
