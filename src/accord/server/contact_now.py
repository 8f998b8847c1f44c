"""Asked just before anything is sent: may this address be used, by all facts acknowledged so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow.compute as pc
import pyarrow.parquet as pq

from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts import keys
from accord.facts.log import Log
from accord.groups import may_contact
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
    SELECT occurred_at, known_at, purpose, status, source, coalesce(wording, '') AS wording
    FROM fact_consents WHERE list_contains($keys, person_key)
"""
_ACTS: Final = """
    SELECT kind, occurred_at, known_at, source FROM fact_activities
    WHERE list_contains($keys, person_key) AND list_contains($kinds, kind)
"""
_RECORDS: Final = """
    SELECT country, coalesce(is_opted_out, FALSE) AS is_opted_out,
        coalesce(is_bounced, FALSE) AS is_bounced, known_at
    FROM (SELECT country, is_opted_out, is_bounced, known_at, email FROM fact_people
        UNION ALL SELECT country, is_opted_out, is_bounced, known_at, email FROM fact_leads)
    WHERE lower(trim(email)) = $email ORDER BY known_at
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
    address = email.strip().lower()
    found = known(address)
    zone = programs.current_program().zone
    moment = AsOf(time.to_us(as_of), 0, zone)
    whole = facts_now.log()
    with Session(threads=1, memory_limit="600MB") as session:
        logs.open_log(session, _only(whole), moment)
        numbers = list(found.keys)
        consents = session.arrow(_CONSENTS, keys=numbers).to_pylist()
        kinds = [_BOUNCE, _UNSUBSCRIBE, _COMPLAINT, *_ALIVE]
        acts = session.arrow(_ACTS, keys=numbers, kinds=kinds).to_pylist()
        records = session.arrow(_RECORDS, email=address).to_pylist()
    gate = keeping_out.load()
    last = records[-1] if records else {}
    return Standing(
        table=legal_basis.table_at(as_of),
        country=found.country or (countries.code(last["country"]) if last.get("country") else None),
        has_address="@" in address,
        said=(*map(_said, consents), *_words_of_acts(acts)),
        suppressions=_suppressions(found, address),
        excluded=found.excluded,
        is_opted_out=bool(last.get("is_opted_out")),
        bounced_us=_bounced(acts, records),
        is_kept_out=any(gate.knows(key) for key in found.keys),
    )


def known(address: str) -> Known:
    """Look an address up in the published picture; one that is not there is known by itself."""
    own = keys.email_key(address)
    name = manifest.current_generation_name()
    folder = home.path("generations", name) if name else None
    if folder is None or not (folder / "person_keys.parquet").exists():
        return Known(own, 0, (own,), None, None)
    listed = pq.read_table(folder / "person_keys.parquet", columns=["key", "person", "account"])
    mine = listed.filter(pc.equal(listed["key"], own))
    if not mine.num_rows:
        return Known(own, 0, (own,), None, None)
    person, account = mine["person"][0].as_py(), mine["account"][0].as_py()
    theirs = listed.filter(pc.equal(listed["person"], person))["key"].to_pylist()
    rows = pq.read_table(
        folder / "people.parquet",
        columns=["country", "excluded"],
        filters=[("person", "=", person)],
    ).to_pylist()
    row = rows[0] if rows else {}
    return Known(
        person, account or 0, tuple({own, person, *theirs}), row.get("country"), row.get("excluded")
    )


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


def _suppressions(who: Known, address: str) -> tuple[Suppression, ...]:
    """Return what the team decided about the person, their account and their domain."""
    rows = Decision.objects.filter(kind__in=("contact_suppressed", "contact_allowed"))
    domain = f"domain:{address.rpartition('@')[2]}"
    found = []
    for row in rows.order_by("id"):
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
