"""The ground that numbers stand on: rates, relations, consents and the CRM's own totals."""

from typing import Final

import numpy as np
import pyarrow as pa

from accord.facts import keys
from accord.world import addresses, columns, companies, company_facts, deal_facts, words
from accord.world.dealings import NEW, Book, Subscriptions
from accord.world.spans import Ints
from accord.world.universe import Universe

PURPOSE: Final = "marketing_email"
_WORDING: Final = "Yes, send me news by e-mail."


def rates(universe: Universe) -> pa.Table:
    """Return what a unit of each currency was worth in USD, week by week."""
    rng = universe.streams.of("rates")
    days = np.arange(universe.span.first_day - 420, universe.span.last_day + 1, 7)
    day, currency, worth = [], [], []
    for number, name in enumerate(words.CURRENCIES):
        walk = np.exp(np.cumsum(rng.normal(0, 0.006, days.size)) * (number > 0))
        day.append(days)
        currency += [name] * days.size
        worth += [f"{deal_facts.RATES[number] * step:.4f}" for step in walk.tolist()]
    on_day = np.concatenate(day)
    return columns.table(
        "rates",
        "finance",
        columns.morning(on_day, np.arange(on_day.size) % 3600),
        {"currency": columns.texts(currency), "on_day": on_day, "per_unit": columns.texts(worth)},
    )


def relations(universe: Universe, terms: Subscriptions) -> pa.Table:
    """Return what somebody said of companies: rivals, partners, parents."""
    rng = universe.streams.of("relations")
    firms = universe.companies
    rows: list[tuple[int, int, str]] = []  # from, to (-1 is us), what
    for kind, word in ((companies.COMPETITOR, "competitor_of"), (companies.PARTNER, "partner")):
        rows += [(one, -1, word) for one in np.flatnonzero(firms.kind == kind).tolist()]
    told = np.flatnonzero((firms.parent >= 0) & (firms.parent % 3 == 0))
    rows += [(one, int(firms.parent[one]), "parent") for one in told.tolist()]
    buyers = np.flatnonzero(firms.kind == companies.PROSPECT)
    customers = np.unique(terms.account)[:: max(1, 20 // max(1, 400 // len(firms)))]
    for customer in customers.tolist():
        near = buyers[(firms.industry[buyers] == firms.industry[customer]) & (buyers != customer)]
        if near.size:
            rows.append((int(rng.choice(near)), customer, "competitor_of"))
    day = universe.span.first_day + rng.integers(0, 300, len(rows))
    return columns.table(
        "relations",
        "crm",
        columns.morning(day, np.arange(day.size) % 20_000),
        {
            "from_key": _keys([one for one, _, _ in rows]),
            "to_key": _keys([one for _, one, _ in rows]),
            "kind": columns.texts(word for _, _, word in rows),
        },
    )


def _keys(rows: list[int]) -> Ints:
    found = [company_facts.record_key(one) if one >= 0 else 0 for one in rows]
    return np.array(found, dtype=np.int64)


def consents(universe: Universe) -> pa.Table:
    """Return permissions given at an event or on paper, some of them taken back."""
    rng = universe.streams.of("consents")
    known = np.flatnonzero(universe.people.is_known)
    given = known[rng.random(known.size) < 0.2]
    taken = given[rng.random(given.size) < 0.06]
    who = np.concatenate([given, taken])
    weeks = universe.span.weeks
    begun = universe.span.window_day + rng.integers(0, max(1, 7 * weeks // 2), given.size)
    day = np.concatenate(
        [
            begun,
            rng.integers(
                universe.span.window_day + 7 * weeks // 2, universe.span.last_day, taken.size
            ),
        ]
    )
    mails = addresses.addresses(universe.people, universe.companies, who).to_pylist()
    withdrawn = np.arange(who.size) >= given.size
    return columns.table(
        "consents",
        "crm",
        columns.morning(day, rng.integers(0, 8 * 3600, day.size)),
        {
            "person_key": np.array([keys.email_key(mail) for mail in mails], dtype=np.int64),
            "purpose": columns.texts([PURPOSE] * who.size),
            "status": columns.picked(("given", "withdrawn"), withdrawn.astype(np.int64)),
            "wording": columns.texts([_WORDING] * who.size),
        },
    )


def withdrawn(person: Ints, moment: Ints, universe: Universe, first_number: int) -> pa.Table:
    """Return the consents that people took back by an unsubscribe link."""
    mails = addresses.addresses(universe.people, universe.companies, person).to_pylist()
    return columns.table(
        "consents",
        "email",
        moment,
        {
            "fact_id": columns.numbered("unsubscribed-", first_number + np.arange(person.size)),
            "person_key": np.array([keys.email_key(mail) for mail in mails], dtype=np.int64),
            "purpose": columns.texts([PURPOSE] * person.size),
            "status": columns.texts(["withdrawn"] * person.size),
            "wording": columns.texts(["unsubscribe link"] * person.size),
        },
    )


def source_totals(universe: Universe, book: Book, terms: Subscriptions) -> pa.Table:
    """Return what the CRM itself reports at the end: counts that ours must meet."""
    last = universe.span.last_day
    closed = (book.closes <= last) & (book.opened <= last)
    totals = {
        "opportunities_won": int((closed & book.is_won).sum()),
        "opportunities_lost": int((closed & ~book.is_won).sum()),
        "opportunities_open": int(((book.opened <= last) & (book.closes > last)).sum()),
        "new_business_won": int((closed & book.is_won & (book.kind == NEW)).sum()),
        "subscriptions_active": int(((terms.starts <= last) & (terms.ends > last)).sum()),
    }
    moments = columns.morning(np.full(len(totals), last), np.arange(len(totals)))
    return columns.table(
        "source_totals",
        "crm",
        moments,
        {
            "measure": columns.texts(totals),
            "on_day": np.full(len(totals), last),
            "total": np.array(list(totals.values())),
        },
    )
