"""Which records, addresses and aliases are one person, and what is known of that person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.engine.session import Session
from accord.identity import hashing, sets, standing, texts
from accord.identity.standing import Flags, Ints

FIELDS: Final[dict[str, pa.DataType]] = {
    "first_name": pa.string(),
    "last_name": pa.string(),
    "email": pa.string(),
    "title": pa.string(),
    "told_department": pa.string(),
    "phone": pa.string(),
    "told_country": pa.string(),
    "company_name": pa.string(),
    "company_domain": pa.string(),
    "company_key": pa.int64(),
    "crm_role": pa.string(),
    "owner": pa.string(),
    "status": pa.string(),
    "external_id": pa.string(),
    "source": pa.string(),
    "known_at": pa.int64(),
    "is_role_mailbox": pa.bool_(),
}
"""What a person is told by records; for each field the record that last said it counts."""

ROLE_MAILBOXES: Final = (
    "info|sales|contact|office|admin|support|hello|mail|accounts|accounting|billing|finance|hr|jobs|"
    "careers|press|media|marketing|help|service|team|webmaster|postmaster|hostmaster|no-?reply|"
    "donotreply|enquiries|inquiries|kontakt|vertrieb|buchhaltung|bewerbung|einkauf|compras|ventas|"
    "achats|reception|purchasing|procurement|orders|invoices?|newsletter|privacy|legal|security|"
    "abuse|it|helpdesk|general|post|empfang|zentrale|administracion|contacto|contato"
)
"""Names before the @ that belong to an office, not to somebody."""

_IS_ROLE_MAILBOX: Final = f"^(?:{ROLE_MAILBOXES})@"
_TOLD: Final = f"""
    SELECT source, {standing.TOLD_ID} AS external_id, fact_id, known_at, received_at,
        coalesce(is_deleted, FALSE) AS is_deleted, first_name, last_name,
        nullif(lower(trim(email)), '') AS email, title, department AS told_department, phone,
        nullif(trim(country), '') AS told_country, company_name, company_domain,
        nullif(trim(company_external_id), '') AS company_external_id, crm_role, owner, status,
        coalesce(is_opted_out, FALSE) AS is_opted_out, coalesce(is_bounced, FALSE) AS is_bounced,
        {{is_lead}} AS is_lead, {{converted}} AS converted, {{said_at}} AS said_at
    FROM {{facts}}
"""
_TOLD_PEOPLE: Final = (
    _TOLD.format(
        is_lead="FALSE",
        converted="CAST(NULL AS VARCHAR)",
        said_at="said_at",
        facts="fact_people",
    )
    + " UNION ALL "
    + _TOLD.format(
        is_lead="TRUE",
        converted="nullif(trim(converted_external_id), '')",
        said_at="known_at",
        facts="fact_leads",
    )
)
SEEN: Final = """
    SELECT a.person_key AS key, min(a.received_at) AS first_us,
        min(CASE WHEN k.key IS NULL THEN lower(trim(a.email)) END) AS email
    FROM {facts} AS a LEFT JOIN told_addresses AS k ON k.key = a.person_key
    WHERE a.email IS NOT NULL AND a.person_key <> 0 GROUP BY a.person_key
    ORDER BY first_us, key
"""
"""Mail addresses that activities named: when first, and as text where no record tells of them."""
LINKS: Final = """
    WITH newest AS (
        SELECT from_key, to_key, max(occurred_at) AS occurred_at FROM fact_identity_links
        WHERE from_key <> 0 AND to_key <> 0 GROUP BY from_key, to_key
    ), said AS (
        SELECT f.from_key, f.to_key, f.is_undone, f.occurred_at, f.known_at, f.received_at,
            f.fact_id, row_number() OVER (
                PARTITION BY f.from_key, f.to_key
                ORDER BY f.known_at DESC, f.received_at DESC, f.fact_id DESC
            ) AS place
        FROM fact_identity_links AS f JOIN newest AS n ON n.from_key = f.from_key
            AND n.to_key = f.to_key AND n.occurred_at = f.occurred_at
    ), standing AS (
        SELECT from_key, to_key, row_number() OVER (
            PARTITION BY from_key
            ORDER BY occurred_at DESC, known_at DESC, received_at DESC, fact_id DESC
        ) AS place
        FROM said WHERE place = 1 AND NOT coalesce(is_undone, FALSE)
    )
    SELECT from_key, to_key FROM standing WHERE place = 1
"""
"""Whose a key is: who was tied to it last, by when it was said and not by when it came."""

_SEVERAL: Final = """
    SELECT {picked}, bool_or(is_opted_out) OVER told AS is_opted_out,
        bool_or(is_bounced) OVER told AS is_bounced, person,
        row_number() OVER (PARTITION BY person ORDER BY {order}) AS place
    FROM told_often
    WINDOW told AS (PARTITION BY person ORDER BY {order}
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
"""


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told of people, the columns that decide who is who as plain numbers."""

    rows: pa.Table
    is_last: Flags
    address: Ints
    is_office: Flags

    def numbers(self, name: str) -> Ints:
        found: Ints = self.rows[name].to_numpy()
        return found


def find(session: Session) -> None:
    """Make `links`, `persons_by_key` and `person_values`, the texts of people read.

    Also `told_addresses`, `seen_addresses` and `newest_heard`: what a later derivation needs to
    tell whether new activities say who somebody is.
    """
    records = standing.read(session, _TOLD_PEOPLE)
    rows = records.told
    address = hashing.word_keys_of("email", rows["email"])
    told = _Told(rows, records.mask, address.to_numpy(), _is_office(rows["email"]))
    session.make("links", LINKS)
    somebodys = pc.unique(pa.array(told.address[~told.is_office]))
    session.register("told_addresses", pa.table({"key": somebodys}))
    seen = session.arrow(SEEN.format(facts="fact_activities"))
    session.register("seen_addresses", seen)
    joined = _joined(session, told, seen)
    session.register("persons_by_key", pa.table({"key": joined.keys, "person": joined.names}))
    columns = ["source", "external_id", "key"]
    session.register("people_records", rows.select(columns).filter(pa.array(told.is_last)))
    values = [*_values(session, told, joined), _seen_only(seen, joined, rows.num_rows)]
    session.register("person_values", _read(pa.concat_tables(values)))
    heard = [told.numbers("first_us"), told.numbers("received_at"), seen["first_us"].to_numpy()]
    newest = max((int(one.max()) for one in heard if one.size), default=0)
    session.register("newest_heard", pa.table({"us": pa.array([newest], pa.int64())}))


def values_of_seen(rows: pa.Table) -> pa.Table:
    """Return `person_values` of people of whom an address was seen only: key, first_us, email."""
    return _read(_of_seen(rows, rows["key"].combine_chunks()))


def _joined(session: Session, told: _Told, seen: pa.Table) -> sets.Joined:
    """Tie records, then the addresses told of them, then addresses seen, to people."""
    has_address = np.flatnonzero(told.address != 0)
    received = told.numbers("received_at")[has_address]
    ties = _ties(told)[has_address]
    first_address = told.rows.num_rows
    pairs = (has_address[ties], first_address + np.flatnonzero(ties))
    links = session.arrow("SELECT from_key, to_key FROM links")
    converted = told.rows.select(["source", "key", "converted"]).filter(
        pa.array(told.is_last & pc.is_valid(told.rows["converted"]).to_numpy())
    )
    into = hashing.record_keys_of(converted["source"], converted["converted"])
    key_pairs = (
        np.concatenate([converted["key"].to_numpy(), links["from_key"].to_numpy()]),
        np.concatenate([into.to_numpy(), links["to_key"].to_numpy()]),
    )
    nodes = [told.numbers("key"), told.address[has_address], seen["key"].to_numpy()]
    # What ties an address to a record may fall, so of those heard of at once a record names both.
    seen_us = seen["first_us"].to_numpy()
    first = [2 * told.numbers("first_us"), 2 * received + 1, 2 * seen_us + 1]
    return sets.join(np.concatenate(nodes), np.concatenate(first), pairs, key_pairs)


def _ties(told: _Told) -> Flags:
    """Tell which rows tie a record to its address.

    An office's address that several records bear ties nobody, and an address that a record
    had once does not if somebody else has it now.
    """
    ties = told.address != 0
    office = np.flatnonzero(told.is_office & told.is_last)
    _, places, counts = np.unique(told.address[office], return_inverse=True, return_counts=True)
    ties[office[counts[places] > 1]] = False
    former = np.flatnonzero(ties & ~told.is_last)
    ties[former] = ~_is_in(told.address[former], told.address[told.is_last])
    found: Flags = ties
    return found


def _is_in(these: Ints, others: Ints) -> Flags:
    found: Flags = pc.is_in(pa.array(these), value_set=pa.array(others)).to_numpy(
        zero_copy_only=False
    )
    return found


def _is_office(addresses: pa.ChunkedArray) -> Flags:
    matched = pc.match_substring_regex(addresses, _IS_ROLE_MAILBOX)
    found: Flags = matched.fill_null(False).to_numpy()
    return found


def _company_keys(rows: pa.Table) -> pa.Array:
    keys = hashing.reference_keys_of(rows["source"], rows["company_external_id"])
    return pc.replace_with_mask(keys, pc.equal(keys, 0), pa.scalar(None, pa.int64()))


def _values(session: Session, told: _Told, joined: sets.Joined) -> Iterator[pa.Table]:
    """Return one row a person: the value of each field, records before leads."""
    alive = told.is_last & ~told.rows["is_deleted"].to_numpy()
    places = joined.places[: told.rows.num_rows]
    alone = alive & (np.bincount(places[alive], minlength=joined.keys.size)[places] == 1)
    columns = [*FIELDS, "is_opted_out", "is_bounced", "person"]
    rows = told.rows.append_column("person", pa.array(joined.names[places]))
    rows = rows.append_column("is_role_mailbox", pa.array(told.is_office))
    rows = rows.append_column("company_key", _company_keys(rows))
    yield rows.select(columns).filter(pa.array(alone))
    if alone[alive].all():
        return
    session.register("told_often", rows.filter(pa.array(alive & ~alone)))
    order = "is_lead, said_at DESC, received_at DESC, source, external_id"
    picked = ", ".join(f"first_value({name} IGNORE NULLS) OVER told AS {name}" for name in FIELDS)
    several = _SEVERAL.format(picked=picked, order=order)
    yield session.arrow(f"SELECT {', '.join(columns)} FROM ({several}) WHERE place = 1")


def _seen_only(seen: pa.Table, joined: sets.Joined, records: int) -> pa.Table:
    """Return those of whom we have seen an address only; of several the one seen first."""
    is_recorded = np.zeros(joined.keys.size, dtype=np.bool_)
    is_recorded[joined.places[:records]] = True
    places = joined.places[joined.places.size - seen.num_rows :]
    new = np.flatnonzero(~is_recorded[places])
    own, first = np.unique(places[new], return_index=True)
    return _of_seen(seen.take(pa.array(new[first])), pa.array(joined.names[own]))


def _of_seen(rows: pa.Table, persons: pa.Array) -> pa.Table:
    size = rows.num_rows
    columns = {name: pa.nulls(size, kind) for name, kind in FIELDS.items()}
    no = pa.array(np.zeros(size, dtype=np.bool_))
    columns |= {
        "email": rows["email"],
        "is_role_mailbox": pa.array(_is_office(rows["email"])),
        "source": pa.array(["activities"] * size, pa.string()),
        "known_at": rows["first_us"],
        "is_opted_out": no,
        "is_bounced": no,
        "person": persons,
    }
    return pa.table(columns)


def _read(values: pa.Table) -> pa.Table:
    """Append what the texts of people mean."""
    mail = texts.domains_of(texts.hosts(values["email"]))
    site = texts.domains_of(values["company_domain"])
    title = texts.titles_of(values["title"])
    meanings = {
        "mail_domain": mail["domain"],
        "mail_domain_key": mail["domain_key"],
        "mail_kind": mail["kind"],
        "site_domain": site["domain"],
        "site_domain_key": site["domain_key"],
        "site_kind": site["kind"],
        "name_key": texts.names_of(values["company_name"])["name_key"],
        "country": texts.countries_of(values["told_country"]),
        "level": title["level"],
        "title_department": title["department"],
        "is_student": title["is_student"],
        "department": texts.titles_of(values["told_department"])["department"],
    }
    for name, column in meanings.items():
        values = values.append_column(name, column)
    return values
