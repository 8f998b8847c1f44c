"""One more day of who it was: what yesterday found stands, and only what is new is looked at.

Who is who depends on records, on links, and on the addresses that activities name. Where no
record, merge or relation is new, all of it stands as it was kept. Whatever could change it in
a way that `newcomers` does not know means a beginning.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from accord.engine import news
from accord.engine.kept import Kept, MadeOf
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.identity import kinship, newcomers, people, records
from accord.identity.newcomers import GROWN
from accord.program.model import Program

_WHO: Final = (
    "companies",
    "people",
    "leads",
    "person_traits",
    "company_traits",
    "memberships",
    "relations",
    "technologies",
)
"""Kinds of facts that say who is who: a new one means a beginning."""
_ABOUT: Final = (
    "opportunities",
    "opportunity_stages",
    "subscriptions",
    "rates",
    "intent",
    "trigger_events",
    "account_team",
)
"""Kinds that say what else is known of accounts: a new one has those tables made anew."""
_READ_ANEW: Final = (
    "activities",
    "identity_links",
    "decisions",
    "touches",
    "plays",
    "consents",
    "costs",
    "source_totals",
)
"""Kinds of which every derivation looks at what is new, or reads all again."""
KINDS: Final = (*_WHO, *_ABOUT, *_READ_ANEW)
"""Every kind of fact: one that stands nowhere here would be missed."""
_DECIDED: Final = "decided"
_DECISIONS: Final = """(
    SELECT * FROM fact_decisions WHERE kind IN
        ('account_merged', 'account_unmerged', 'role_confirmed', 'role_rejected', 'role_withdrawn')
) AS decided"""
_BY_DOMAIN: Final = "by_domain"
_NAMED_BY_DOMAIN: Final = """(
    SELECT DISTINCT source, trim(company_external_id) AS fact_id, 0 AS known_at, 0 AS received_at
    FROM (SELECT source, company_external_id FROM fact_subscriptions
        UNION ALL SELECT source, company_external_id FROM fact_opportunities) AS told
    WHERE trim(company_external_id) LIKE 'domain:%'
) AS by_domain"""
"""Records that name their company by its domain: these are keys that lead to it, too."""
_OF_WHO: Final = (
    "told_addresses",
    "seen_addresses",
    "persons_by_key",
    "person_values",
    "people_without_account",
    "told_bounced",
    "company_records",
    "accounts_by_record",
    "accounts_by_reference",
    "accounts_by_domain",
    "account_names",
    "accounts_by_name",
    "accounts_by_name_and_country",
    "open_domains",
    "shared_domains",
    "people_records",
    "account_kinds",
    "seen_technologies",
)
"""Tables that stand as long as no record is new."""
_STANDING: Final = {
    "accounts": "account",
    "account_keys": "account, key",
    "account_records": "account, source, external_id",
    "person_records": "account, person, source, external_id",
    "person_roles": "account, person, solution, role",
}
"""Published tables that stand with them, in their order."""
_PUBLISHED_ABOUT: Final = {
    "intent": "account, vendor, topic, day, known_day, reading, reading_text",
    "opportunities": "account, opportunity",
    "opportunity_changes": "account, opportunity, day, known_day, stage",
    "opportunity_people": "opportunity, person",
    "subscriptions": "account, solution, starts_day, ends_day, amount_minor",
    "triggers": "account, day, kind, title, known_day, url",
}
PUBLISHED: Final = (*_STANDING, *GROWN, *_PUBLISHED_ABOUT)
"""Published tables that are kept for the next derivation."""
_OF_DAY: Final = {
    "bounces": "SELECT * FROM bounces",
    "tied_links": newcomers.TIED,
    "linked_keys": newcomers.LINKED,
    "held_activities": "SELECT source, fact_id FROM held_now",
    "newcomers": "SELECT * FROM newcomers",
    "other_addresses": "SELECT * FROM other_addresses",
}
"""Small tables that every derivation leaves anew."""
_NEW_RATES: Final = "SELECT 1 FROM fact_rates WHERE on_day > $before AND on_day <= $day LIMIT 1"


@dataclass(frozen=True)
class Standing:
    """What to go on from and what to leave: the tables kept, and what the log is made of."""

    kept: Kept
    made_of: MadeOf


def made_of(session: Session, log: Log, as_of: AsOf, rules: str) -> MadeOf:
    """Return what an open log is made of; `rules` names the program and the code."""
    prints = {kind: news.print_of(session, f"fact_{kind}") for kind in (*_WHO, *_ABOUT)}
    prints[_DECIDED] = news.print_of(session, _DECISIONS)
    prints[_BY_DOMAIN] = news.print_of(session, _NAMED_BY_DOMAIN)
    return MadeOf(rules, as_of.us, as_of.day, prints, news.segments_of(log))


def go_on(session: Session, program: Program, as_of: AsOf, standing: Standing) -> bool:
    """Make who everybody was from the tables kept; False when that would not be safe."""
    before, kept = standing.kept.before, standing.kept
    if before is None or not _is_of_one_log(before, standing.made_of):
        return False
    if not news.view_fresh(session, "fresh_activities", before, standing.made_of.segments, as_of):
        return False
    for name in _OF_WHO:
        kept.open(session, name)
    for name, order in _STANDING.items():
        left_out = "account" if name == "person_roles" else ""
        session.open_file(name, kept.path(name), order, left_out)
    if not _are_kin(session, program, as_of):
        return False
    session.make("links", people.LINKS)
    return newcomers.find(session, program, kept, before.newest_us)


def can_stand(session: Session, as_of: AsOf, standing: Standing) -> bool:
    """Tell whether what else was known of accounts stands, and open it where it does."""
    before = standing.kept.before
    if before is None or not is_gone_on(session):
        return False
    if not _are_equal(before, standing.made_of, _ABOUT):
        return False
    if session.rows(_NEW_RATES, before=before.as_of_day, day=as_of.day):
        return False
    for name, order in _PUBLISHED_ABOUT.items():
        session.open_file(name, standing.kept.path(name), order)
    session.open_file("other_leftovers", standing.kept.path("other_leftovers"))
    return True


def is_gone_on(session: Session) -> bool:
    """Tell whether who everybody was is gone on from what was kept."""
    return session.has("fresh_activities")


def leave(session: Session, standing: Standing) -> None:
    """Keep what the next derivation goes on from, but the published tables."""
    kept, made = standing.kept, standing.made_of
    session.view("held_now", news.held(session, "held_now", made.as_of_us))
    if is_gone_on(session):
        kept.carry(*_OF_WHO)
        newest = kept.before.newest_us if kept.before else 0
    else:
        session.register("newcomers", newcomers.NOBODY.empty_table())
        session.register("other_addresses", newcomers.OTHER_ADDRESSES.empty_table())
        for name in _OF_WHO:
            columns = "person, known_at" if name == "person_values" else "*"
            kept.keep(name, session.arrow(f"SELECT {columns} FROM {name}"))
        ((newest,),) = session.rows("SELECT us FROM newest_heard")
    for name, query in _OF_DAY.items():
        kept.keep(name, session.arrow(query))
    if session.file("other_leftovers", ""):
        kept.carry("other_leftovers")
    else:
        kept.keep("other_leftovers", session.table("other_leftovers"))
    kept.leave(replace(made, newest_us=newest))


def _is_of_one_log(before: MadeOf, now: MadeOf) -> bool:
    return (
        before.rules == now.rules
        and before.as_of_us <= now.as_of_us
        and _are_equal(before, now, (*_WHO, _DECIDED, _BY_DOMAIN))
    )


def _are_equal(one: MadeOf, other: MadeOf, kinds: Iterable[str]) -> bool:
    return all(one.facts.get(kind) == other.facts[kind] for kind in kinds)


def _are_kin(session: Session, program: Program, as_of: AsOf) -> bool:
    """Make `relations` and `account_kinds`, and tell whether the kinds are those of before."""
    session.make("kinds_before", "SELECT * FROM account_kinds")
    records.relate(session)
    kinship.find(session, program, as_of)
    return not session.rows(
        "(SELECT * FROM account_kinds EXCEPT SELECT * FROM kinds_before) UNION ALL "
        "(SELECT * FROM kinds_before EXCEPT SELECT * FROM account_kinds) LIMIT 1"
    )
