"""What the workspace knows of the rows of a lead file, many rows at a time."""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts import keys
from accord.facts.log import Log
from accord.groups import may_contact
from accord.groups.may_contact import Said, Standing
from accord.identity import countries, domains, names
from accord.plays.lead_review import Delivery, Known, Lead
from accord.server import contact_now, facts_now
from accord.server.records.queries import accounts, picture, programs
from accord.values import time

_DAY_US: Final = 86_400 * time.SECOND
_DELIVERED: Final = """
    SELECT lower(trim(email)) AS email, source, min(occurred_at) AS since
    FROM fact_leads
    WHERE email IS NOT NULL AND NOT list_contains($own, fact_id)
        AND list_contains($emails, lower(trim(email)))
    GROUP BY 1, 2 ORDER BY 1, 2
"""
_OF_VENDOR: Final = """
    SELECT DISTINCT lower(trim(email)) AS email
    FROM fact_leads
    WHERE email IS NOT NULL AND NOT list_contains($own, fact_id)
        AND source = $source AND occurred_at >= $since
    ORDER BY 1
"""
_KEYED: Final = "SELECT key, account FROM {keys} WHERE list_contains($keys, key)"
_NAMES: Final = "SELECT account, name, country FROM account_rows WHERE name IS NOT NULL"
_FRESH: Final = "SELECT account, name, country FROM shown WHERE is_fresh AND name IS NOT NULL"
_FIT: Final = "SELECT account, excluded FROM {fit} WHERE list_contains($found, account)"
_FILE: Final = "the file"
CAP_DAYS: Final = 180
"""Over how many days the leads of one vendor count against an account's cap."""
Found = tuple[int, str]
"""An account, 0 for none, and why."""
Bearers = Mapping[str, Sequence[tuple[int, str | None]]]
"""The accounts that bear a name, with their countries, by the squeezed core of the name."""
_lock = threading.Lock()
_bearers: dict[str, Bearers] = {}
"""The names of the generation that was read last, by its name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The file that is asked about: whose it is, when, and over how many days a lead is known."""

    source: str
    as_of: datetime
    days: int
    """0 where leads that came before are not asked about."""
    is_capped: bool = False
    """Whether an account takes only so many leads of one vendor."""
    own: frozenset[str] = frozenset()
    """Facts of this import's rows that were judged before, which don't count as earlier ones."""


def look_up(leads: Sequence[Lead], asked: Asked) -> list[Known]:
    """Return what is known of each row, in order."""
    emails = {lead.email for lead in leads if lead.email}
    people = contact_now.known_of(emails)
    found = _matched(leads, {email: who.account for email, who in people.items()})
    known = _accounts(sorted({account for account, _ in found if account}))
    standings = contact_now.standings_of(emails, asked.as_of)
    delivered, there = _earlier(leads, asked) if asked.days or asked.is_capped else ({}, Counter())
    made = []
    for lead, (account, why) in zip(leads, found, strict=True):
        base = replace(known[account], match_reason=why) if account else Known(match_reason=why)
        base = replace(
            base,
            delivered=tuple(delivered.get(lead.email or "", ())),
            accepted_there=there[account] if account else 0,
        )
        standing = standings.get(lead.email or "")
        made.append(_contacted(base, lead, standing, asked.as_of) if standing else base)
    return made


def _contacted(known: Known, lead: Lead, standing: Standing, as_of: datetime) -> Known:
    """Add whether the person may be written to, by what the row itself says too."""
    said = list(standing.said)
    if lead.consent:
        occurred, now = lead.occurred_us, time.to_us(as_of)
        said.append(Said(occurred, now, "email", lead.consent, _FILE, lead.wording or ""))
    country = standing.country or (countries.code(lead.country) if lead.country else None)
    whole = replace(standing, said=tuple(said), country=country or known.country)
    answer = may_contact.may_contact(replace(whole, bounced_us=None), "email", "marketing", as_of)
    is_of_file = answer.rule == "withdrawn" and answer.said and answer.said.source == _FILE
    return replace(
        known,
        excluded=known.excluded or standing.excluded,
        is_bounced=standing.bounced_us is not None,
        may_write=answer.is_allowed,
        rule="the file says that they did not consent" if is_of_file else answer.words,
    )


def _matched(leads: Sequence[Lead], by_email: Mapping[str, int]) -> list[Found]:
    """Return each row's account: the person's, else the mail's or site's domain's, else the name's."""
    sites = [_sites(lead) for lead in leads]
    by_domain = _by_domain({site for pair in sites for site in pair})
    open_names = [
        lead.company_name
        for lead, pair in zip(leads, sites, strict=True)
        if lead.company_name and not any(by_domain.get(site) for site in pair)
    ]
    by_name = _by_name(open_names)
    found = []
    for lead, pair in zip(leads, sites, strict=True):
        own = by_email.get(lead.email or "") or next(
            (by_domain[site] for site in pair if by_domain.get(site)), 0
        )
        found.append((own, "") if own else _by_name_of(lead, pair, by_name))
    return found


def _sites(lead: Lead) -> list[str]:
    """Return the domains that may name the company: the mail's first, free mail never."""
    given = (domains.registered(lead.email), domains.registered(lead.company_domain))
    kept = [one for one in given if one and domains.kind(one) == domains.Kind.COMPANY]
    return list(dict.fromkeys(kept))


def _by_domain(sites: Iterable[str]) -> dict[str, int]:
    reader = picture.reader()
    wanted = {keys.domain_key(site): site for site in sites}
    if reader is None or not wanted or not reader.has("account_keys"):
        return {}
    rows = reader.tuples(_KEYED.format(keys=reader.source("account_keys")), keys=list(wanted))
    return {wanted[key]: account for key, account in rows}


def _by_name(given: Iterable[str]) -> Bearers:
    """Return the accounts that bear one of these names, by its squeezed core."""
    reader = picture.reader()
    cores = {core for name in given if (core := names.squeezed(name))}
    if reader is None or not cores:
        return {}
    known = _names_of(reader)
    fresh = reader.tuples(_FRESH)
    again = {account for account, _, _ in fresh}
    found = {core: [one for one in known.get(core, ()) if one[0] not in again] for core in cores}
    for account, name, country in fresh:
        if (core := names.squeezed(name)) in found:
            found[core].append((account, country))
    return found


def _names_of(reader: picture.Reader) -> Bearers:
    """Return the names of a whole generation; read once, for it never changes."""
    generation = str(reader.generation.name)
    with _lock:
        if generation not in _bearers:
            made: dict[str, list[tuple[int, str | None]]] = {}
            for account, name, country in reader.tuples(_NAMES):
                if core := names.squeezed(name):
                    made.setdefault(core, []).append((account, country))
            _bearers.clear()
            _bearers[generation] = made
        return _bearers[generation]


def _by_name_of(lead: Lead, sites: Sequence[str], by_name: Bearers) -> Found:
    """Return the account that bears the row's name, in its country if that is given."""
    bearers = by_name.get(names.squeezed(lead.company_name), ()) if lead.company_name else []
    code = countries.code(lead.country) if lead.country else None
    near = [one for one in bearers if code and one[1] == code] or [
        one for one in bearers if code is None or one[1] is None
    ]
    if len(near) == 1:
        return near[0][0], ""
    if len(near) > 1:
        return 0, f"{len(near)} accounts are called {lead.company_name}; give the domain"
    named = " or ".join(filter(None, (*sites[:1], lead.company_name)))
    return 0, f"no account is {named}" if named else "no company is named"


def _accounts(found: list[int]) -> dict[int, Known]:
    rows = accounts.list_rows(found)
    reader = picture.reader()
    excluded: dict[int, str] = {}
    if reader is not None and found and reader.has("fit"):
        excluded = dict(reader.tuples(_FIT.format(fit=reader.source("fit")), found=found))
    return {
        account: Known(
            account=account,
            account_name=row.name,
            tier=row.tier,
            fit=row.fit,
            excluded=excluded.get(account),
            country=row.country,
            employees=row.employees,
            owner=row.owner,
        )
        if (row := rows.get(account))
        else Known(account=account)
        for account in found
    }


def _earlier(leads: Sequence[Lead], asked: Asked) -> tuple[dict[str, list[Delivery]], Counter[int]]:
    """Return who came as a lead before, and how many of the vendor's each account has."""
    emails = sorted({lead.email for lead in leads if lead.email}) if asked.days else []
    now = time.to_us(asked.as_of)
    whole = facts_now.log()
    only = Log(
        {kind: paths for kind, paths in whole.paths_by_kind.items() if kind == "leads"},
        {kind: tables for kind, tables in whole.tables_by_kind.items() if kind == "leads"},
    )
    theirs = []
    with Session(threads=1, memory_limit="600MB") as session:
        logs.open_log(session, only, AsOf(now, 0, programs.current_program().zone))
        own = sorted({lead.fact_id for lead in leads} | asked.own)
        rows = session.rows(_DELIVERED, emails=emails, own=own) if emails else []
        if asked.is_capped:
            since = now - CAP_DAYS * _DAY_US
            theirs = session.rows(_OF_VENDOR, own=own, source=asked.source, since=since)
    delivered: dict[str, list[Delivery]] = {}
    for email, source, first in rows:
        delivered.setdefault(email, []).append(Delivery(source, (now - first) // _DAY_US))
    people = contact_now.known_of([email for (email,) in theirs])
    return delivered, Counter(who.account for who in people.values() if who.account)
