"""Which records, addresses and aliases are one person, and what is known of that person."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.engine.session import Session
from accord.identity import hashing, sets, standing, texts
from accord.identity.standing import Ints, Standing

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
        {{is_lead}} AS is_lead, {{converted}} AS converted
    FROM {{facts}}
"""
_TOLD_PEOPLE: Final = (
    _TOLD.format(is_lead="FALSE", converted="CAST(NULL AS VARCHAR)", facts="fact_people")
    + " UNION ALL "
    + _TOLD.format(
        is_lead="TRUE", converted="nullif(trim(converted_external_id), '')", facts="fact_leads"
    )
)
_SEEN: Final = """
    SELECT a.person_key AS key, min(a.received_at) AS first_us,
        min(CASE WHEN k.key IS NULL THEN lower(trim(a.email)) END) AS email
    FROM fact_activities AS a LEFT JOIN told_addresses AS k ON k.key = a.person_key
    WHERE a.email IS NOT NULL AND a.person_key <> 0 GROUP BY a.person_key
"""
_LINKS: Final = """
    WITH said AS (
        SELECT from_key, to_key, is_undone, known_at, received_at, fact_id, row_number() OVER (
            PARTITION BY from_key, to_key ORDER BY known_at DESC, received_at DESC, fact_id DESC
        ) AS place
        FROM fact_identity_links WHERE from_key <> 0 AND to_key <> 0
    ), standing AS (
        SELECT from_key, to_key, row_number() OVER (
            PARTITION BY from_key ORDER BY known_at DESC, received_at DESC, fact_id DESC
        ) AS place
        FROM said WHERE place = 1 AND NOT coalesce(is_undone, FALSE)
    )
    SELECT from_key, to_key FROM standing WHERE place = 1
"""
_SEVERAL: Final = """
    SELECT {picked}, bool_or(is_opted_out) OVER told AS is_opted_out,
        bool_or(is_bounced) OVER told AS is_bounced, person,
        row_number() OVER (PARTITION BY person ORDER BY {order}) AS place
    FROM told_often
    WINDOW told AS (PARTITION BY person ORDER BY {order}
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
"""


def find(session: Session) -> None:
    """Make `links`, `persons_by_key` and `person_values`, the texts of people read."""
    records = standing.read(session, _TOLD_PEOPLE)
    email_key = hashing.word_keys_of("email", records.told["email"])
    told = records.told.append_column("email_key", email_key)
    latest = records.latest.append_column(
        "email_key",
        email_key if records.is_plain else hashing.word_keys_of("email", records.latest["email"]),
    )
    latest = latest.append_column("company_key", _company_keys(latest))
    session.make("links", _LINKS)
    somebodys = told["email_key"].filter(pa.array(~_is_office(told["email"])))
    session.register("told_addresses", pa.table({"key": pc.unique(somebodys)}))
    seen = session.arrow(_SEEN)
    keys, persons = _joined(session, Standing(latest, told), seen)
    session.register("persons_by_key", pa.table({"key": keys, "person": persons}))
    session.register("people_records", latest.select(["source", "external_id", "key"]))
    latest = latest.append_column("person", pa.array(_look_up(keys, persons, latest["key"])))
    values = _values(session, latest, seen, _look_up(keys, persons, seen["key"]))
    session.register("person_values", _read(values))


def _company_keys(latest: pa.Table) -> pa.Array:
    keys = hashing.reference_keys_of(latest["source"], latest["company_external_id"])
    return pc.replace_with_mask(keys, pc.equal(keys, 0), pa.scalar(None, pa.int64()))


def _joined(session: Session, records: Standing, seen: pa.Table) -> tuple[Ints, Ints]:
    """Return every key of a record or address and the person it leads to."""
    latest, told = records.latest, records.told
    links = session.arrow("SELECT from_key, to_key FROM links")
    converted = latest.filter(pc.is_valid(latest["converted"]))
    pairs = [
        _addresses(latest),
        *(() if records.is_plain else (_former(latest, told),)),
        (
            converted["key"].to_numpy(),
            hashing.record_keys_of(converted["source"], converted["converted"]).to_numpy(),
        ),
        (links["from_key"].to_numpy(), links["to_key"].to_numpy()),
    ]
    has_address = told["email_key"].to_numpy() != 0
    received = told["received_at"].to_numpy()
    return sets.join(
        np.concatenate(
            [latest["key"], told["email_key"].to_numpy()[has_address], seen["key"].to_numpy()]
        ),
        np.concatenate([latest["first_us"], received[has_address], seen["first_us"].to_numpy()]),
        np.concatenate([one for one, _ in pairs]),
        np.concatenate([other for _, other in pairs]),
    )


def _addresses(latest: pa.Table) -> tuple[Ints, Ints]:
    """Pair records with their addresses; an office's address that several bear ties nobody."""
    address = latest["email_key"].to_numpy()
    office = _is_office(latest["email"])
    shared = np.zeros(address.size, dtype=np.bool_)
    _, places, counts = np.unique(address[office], return_inverse=True, return_counts=True)
    shared[office] = counts[places] > 1
    kept = (address != 0) & ~shared
    return latest["key"].to_numpy()[kept], address[kept]


def _former(latest: pa.Table, told: pa.Table) -> tuple[Ints, Ints]:
    """Pair records with addresses they had once, unless somebody has them now."""
    address = told["email_key"].to_numpy()
    free = ~np.isin(address, latest["email_key"].to_numpy()) & (address != 0)
    return told["key"].to_numpy()[free], address[free]


def _is_office(addresses: pa.ChunkedArray) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    matched = pc.match_substring_regex(addresses, _IS_ROLE_MAILBOX)
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = matched.fill_null(False).to_numpy()
    return found


def _look_up(keys: Ints, persons: Ints, wanted: pa.ChunkedArray) -> Ints:
    found: Ints = persons[np.searchsorted(keys, wanted.to_numpy())]
    return found


def _values(session: Session, latest: pa.Table, seen: pa.Table, seen_persons: Ints) -> pa.Table:
    """Return one row a person: the value of each field, records before leads."""
    person = latest["person"].to_numpy()
    alive = ~latest["is_deleted"].to_numpy()
    _, places, counts = np.unique(person[alive], return_inverse=True, return_counts=True)
    alone = alive.copy()
    alone[alive] = counts[places] == 1
    columns = [*FIELDS, "is_opted_out", "is_bounced", "person"]
    parts = [latest.filter(pa.array(alone)).select(columns)]
    if not alone[alive].all():
        session.register("told_often", latest.filter(pa.array(alive & ~alone)))
        order = "is_lead, known_at DESC, received_at DESC, source, external_id"
        picked = ", ".join(
            f"first_value({name} IGNORE NULLS) OVER told AS {name}" for name in FIELDS
        )
        several = _SEVERAL.format(picked=picked, order=order)
        parts.append(session.arrow(f"SELECT {', '.join(columns)} FROM ({several}) WHERE place = 1"))
    parts.append(_seen_only(seen, seen_persons, person))
    return pa.concat_tables(parts)


def _seen_only(seen: pa.Table, persons: Ints, recorded: Ints) -> pa.Table:
    """Return those of whom we have seen an address only."""
    new = ~np.isin(persons, recorded)
    _, first = np.unique(persons[new], return_index=True)
    rows = seen.filter(pa.array(new)).take(pa.array(first))
    size = rows.num_rows
    columns = {name: pa.nulls(size, kind) for name, kind in FIELDS.items()}
    no = pa.array(np.zeros(size, dtype=np.bool_))
    columns |= {
        "email": rows["email"],
        "source": pa.array(["activities"] * size, pa.string()),
        "known_at": rows["first_us"],
        "is_opted_out": no,
        "is_bounced": no,
        "person": pa.array(persons[new][first]),
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
        "title_sureness": title["sureness"],
        "is_student": title["is_student"],
        "department": texts.titles_of(values["told_department"])["department"],
        "is_role_mailbox": pa.array(_is_office(values["email"])),
    }
    for name, column in meanings.items():
        values = values.append_column(name, column)
    return values
