"""Asked just before anything is sent: may this address be used, by all facts acknowledged so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts import keys
from accord.facts.log import Log
from accord.groups import may_contact
from accord.groups.legal_basis import Basis
from accord.groups.may_contact import Answer, Said, Standing, Suppression
from accord.identity import countries
from accord.server import facts_now, home, keeping_out, manifest
from accord.server.records.models import Decision
from accord.server.records.queries import legal_basis, programs
from accord.values import ids, time

_KINDS: Final = ("consents", "people", "leads", "activities")
_BOUNCE, _UNSUBSCRIBE, _COMPLAINT = (
    ids.code32(word) for word in ("email_bounce", "unsubscribe", "spam_complaint")
)
_ALIVE: Final = tuple(ids.code32(word) for word in ("email_click", "email_reply"))
_CONSENTS: Final = """
    SELECT person_key, occurred_at, known_at, purpose, status, source,
        coalesce(wording, '') AS wording
    FROM fact_consents WHERE person_key IN (SELECT unnest($keys))
"""
_ACTS: Final = """
    SELECT person_key, kind, occurred_at, known_at, source FROM fact_activities
    WHERE person_key IN (SELECT unnest($keys)) AND list_contains($kinds, kind)
"""
_RECORDS: Final = """
    SELECT lower(trim(email)) AS email, country, coalesce(is_opted_out, FALSE) AS is_opted_out,
        coalesce(is_bounced, FALSE) AS is_bounced, known_at
    FROM (SELECT country, is_opted_out, is_bounced, known_at, email FROM fact_people
        UNION ALL SELECT country, is_opted_out, is_bounced, known_at, email FROM fact_leads)
    WHERE lower(trim(email)) IN (SELECT unnest($emails)) ORDER BY known_at
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Who an address is in the published picture, and what is said of them there."""

    person: int
    account: int
    keys: tuple[int, ...]
    country: str | None
    excluded: str | None


def ask(email: str, purpose: str, sender: str, as_of: datetime) -> Answer:
    """Tell whether an address may be used for a purpose by a sender, as of a moment."""
    return may_contact.may_contact(standing_of(email, as_of), purpose, sender, as_of)


def standing_of(email: str, as_of: datetime) -> Standing:
    """Return what decides about an address, from facts that are filed and facts that wait."""
    address = _plain(email)
    return standings_of([address], as_of)[address]


def standings_of(emails: Iterable[str], as_of: datetime) -> dict[str, Standing]:
    """Return what decides about each of many addresses, by the address in small letters."""
    found = known_of(dict.fromkeys(map(_plain, emails)))
    moment = AsOf(time.to_us(as_of), 0, programs.current_program().zone)
    with Session(threads=1, memory_limit="600MB") as session:
        logs.open_log(session, _only(facts_now.log()), moment)
        numbers = list({key for who in found.values() for key in who.keys})
        kinds = [_BOUNCE, _UNSUBSCRIBE, _COMPLAINT, *_ALIVE]
        heard = _Heard(
            _grouped(session.arrow(_CONSENTS, keys=numbers).to_pylist(), "person_key"),
            _grouped(session.arrow(_ACTS, keys=numbers, kinds=kinds).to_pylist(), "person_key"),
            _grouped(session.arrow(_RECORDS, emails=list(found)).to_pylist(), "email"),
        )
    suppressed = Decision.objects.filter(kind__in=("contact_suppressed", "contact_allowed"))
    decided = list(suppressed.order_by("id"))
    rules = _Rules(legal_basis.table_at(as_of), keeping_out.load(), decided)
    return {address: _standing(address, who, heard, rules) for address, who in found.items()}


def _plain(email: str) -> str:
    return email.strip().lower()


@dataclass(frozen=True, slots=True)
class _Heard:
    """What facts say of many people: consents and acts by key, records by address."""

    consents: dict[Any, list[dict[str, Any]]]
    acts: dict[Any, list[dict[str, Any]]]
    records: dict[Any, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Rules:
    """What holds for everybody: the table, who is kept out, and what the team decided."""

    table: tuple[Basis, ...]
    gate: keeping_out.Gate
    decided: Sequence[Decision]


def _grouped(rows: Iterable[dict[str, Any]], name: str) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found


def _standing(address: str, who: Known, heard: _Heard, rules: _Rules) -> Standing:
    acts = [row for key in who.keys for row in heard.acts.get(key, ())]
    records = heard.records.get(address, [])
    last = records[-1] if records else {}
    country = who.country or (countries.code(last["country"]) if last.get("country") else None)
    consents = [_said(row) for key in who.keys for row in heard.consents.get(key, ())]
    return Standing(
        table=rules.table,
        country=country,
        has_address="@" in address,
        said=(*consents, *_words_of_acts(acts)),
        suppressions=_suppressions(who, address, rules.decided),
        excluded=who.excluded,
        is_opted_out=bool(last.get("is_opted_out")),
        bounced_us=_bounced(acts, records),
        is_kept_out=any(rules.gate.knows(key) for key in who.keys),
    )


def known(address: str) -> Known:
    """Look an address up in the published picture; one that is not there is known by itself."""
    return known_of([address])[address]


def known_of(addresses: Iterable[str]) -> dict[str, Known]:
    """Look addresses up in the published picture; those not there are known by themselves."""
    own = {keys.email_key(address): address for address in addresses}
    found = {address: Known(key, 0, (key,), None, None) for key, address in own.items()}
    name = manifest.current_generation_name()
    folder = home.path("generations", name) if name else None
    if folder is None or not (folder / "person_keys.parquet").exists():
        return found
    listed = pq.read_table(folder / "person_keys.parquet", columns=["key", "person", "account"])
    mine = listed.filter(pc.is_in(listed["key"], pa.array(list(own), pa.int64())))
    persons = pc.unique(mine["person"])
    if not len(persons):
        return found
    theirs = _grouped(listed.filter(pc.is_in(listed["person"], persons)).to_pylist(), "person")
    columns = ["person", "country", "excluded"]
    filters = [("person", "in", persons.to_pylist())]
    rows = {
        row["person"]: row
        for row in pq.read_table(
            folder / "people.parquet", columns=columns, filters=filters
        ).to_pylist()
    }
    for row in mine.to_pylist():
        person, told = row["person"], rows.get(row["person"], {})
        numbers = {row["key"], person, *(one["key"] for one in theirs[person])}
        found[own[row["key"]]] = Known(
            person, row["account"] or 0, tuple(numbers), told.get("country"), told.get("excluded")
        )
    return found


def _only(log: Log) -> Log:
    """Return the kinds that are asked, so that nothing else is opened."""
    return Log(
        {kind: log.paths_by_kind[kind] for kind in _KINDS if kind in log.paths_by_kind},
        {kind: log.tables_by_kind[kind] for kind in _KINDS if kind in log.tables_by_kind},
    )


def _said(row: dict[str, Any]) -> Said:
    return Said(
        row["occurred_at"],
        row["known_at"],
        row["purpose"],
        row["status"],
        row["source"],
        row["wording"],
    )


def _words_of_acts(acts: Sequence[dict[str, Any]]) -> list[Said]:
    """Return what acts say: an unsubscribe and a complaint are withdrawals."""
    return [
        Said(act["occurred_at"], act["known_at"], "email", "withdrawn", act["source"])
        for act in acts
        if act["kind"] in (_UNSUBSCRIBE, _COMPLAINT)
    ]


def _bounced(acts: Sequence[dict[str, Any]], records: Sequence[dict[str, Any]]) -> int | None:
    """Return since when the address bounces: later than any sign of life, or by the CRM's word."""
    bounced = max((act["occurred_at"] for act in acts if act["kind"] == _BOUNCE), default=None)
    alive = max((act["occurred_at"] for act in acts if act["kind"] in _ALIVE), default=0)
    if bounced is not None and bounced > alive:
        return int(bounced)
    return int(records[-1]["known_at"]) if records and records[-1]["is_bounced"] else None


def _suppressions(who: Known, address: str, decided: Sequence[Decision]) -> tuple[Suppression, ...]:
    """Return what the team decided about the person, their account and their domain."""
    domain = f"domain:{address.rpartition('@')[2]}"
    found = []
    for row in decided:
        if row.person in who.keys and row.person:
            scope = "person"
        elif row.person == 0 and row.account and row.account == who.account:
            scope = "account"
        elif row.person == 0 and not row.account and row.subject == domain:
            scope = "domain"
        else:
            continue
        until = None if row.until_on is None else _end_of(row.until_on)
        lifted = row.kind == "contact_allowed"
        found.append(Suppression(scope, row.occurred_us, lifted, until, row.reason))
    return tuple(found)


def _end_of(day: int) -> int:
    moment = time.end_of_day(time.from_day(day), programs.current_program().zone)
    return time.to_us(moment)
