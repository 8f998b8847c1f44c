"""Which records, addresses and aliases are one person, and what is known of that person."""

from typing import Final

from accord.engine.session import Session
from accord.identity import hashing, sets

FIELDS: Final = (
    "first_name",
    "last_name",
    "email",
    "title",
    "department",
    "phone",
    "country",
    "company_name",
    "company_domain",
    "crm_role",
    "owner",
    "status",
    "told_account",
    "external_id",
    "source",
)
"""What a person is told by records; for each field the record that last said it counts."""

_ROLE_MAILBOXES: Final = (
    "info sales contact office admin support hello mail accounts accounting billing finance hr jobs "
    "careers press media marketing help service team webmaster postmaster hostmaster noreply "
    "no-reply donotreply enquiries inquiries kontakt vertrieb buchhaltung bewerbung einkauf compras "
    "ventas achats reception purchasing procurement orders invoices invoice newsletter privacy legal "
    "security abuse it helpdesk general post empfang zentrale administracion contacto contato"
)
"""Names before the @ that belong to an office, not to somebody."""

_TOLD_ID: Final = "coalesce(nullif(trim(external_id), ''), fact_id)"
_TOLD: Final = f"""
    SELECT fact_id, source, {_TOLD_ID} AS external_id, known_at, received_at,
        coalesce(is_deleted, FALSE) AS is_deleted, first_name, last_name,
        nullif(lower(trim(email)), '') AS email, title, department, phone, country, company_name,
        company_domain, nullif(trim(company_external_id), '') AS company_external_id, crm_role,
        owner, status, coalesce(is_opted_out, FALSE) AS is_opted_out,
        coalesce(is_bounced, FALSE) AS is_bounced, {{is_lead}} AS is_lead, {{converted}} AS converted
    FROM {{facts}}
"""
_TOLD_PEOPLE: Final = (
    _TOLD.format(is_lead="FALSE", converted="CAST(NULL AS VARCHAR)", facts="fact_people")
    + " UNION ALL "
    + _TOLD.format(
        is_lead="TRUE", converted="nullif(trim(converted_external_id), '')", facts="fact_leads"
    )
)
_ADDRESSES: Final = """
    SELECT word, min(first_us) AS first_us FROM (
        SELECT email AS word, received_at AS first_us FROM told_people
        UNION ALL
        SELECT lower(trim(email)), min(received_at) FROM fact_activities
        WHERE email IS NOT NULL GROUP BY email
    ) WHERE word LIKE '%_@_%' GROUP BY word
"""
_RECORDS: Final = """
    WITH latest AS (
        SELECT *, row_number() OVER (
            PARTITION BY source, external_id
            ORDER BY known_at DESC, received_at DESC, fact_id DESC
        ) AS place, min(received_at) OVER (PARTITION BY source, external_id) AS first_us
        FROM told_people
    )
    SELECT k.key, e.key AS email_key, l.first_us, l.source, l.external_id, l.known_at,
        l.received_at, l.is_deleted, l.first_name, l.last_name, l.email, l.title, l.department,
        l.phone, l.country, l.company_name, l.company_domain, l.crm_role, l.owner, l.status,
        l.is_opted_out, l.is_bounced, l.is_lead, l.converted, c.account AS told_account
    FROM latest AS l
    JOIN people_keys AS k ON k.source = l.source AND k.external_id = l.external_id
    LEFT JOIN address_keys AS e ON e.word = l.email
    LEFT JOIN accounts_by_reference AS c
        ON c.source = l.source AND c.external_id = l.company_external_id
    WHERE l.place = 1
"""
_NODES: Final = """
    SELECT key, first_us FROM person_records
    UNION ALL
    SELECT k.key, a.first_us FROM addresses AS a JOIN address_keys AS k ON k.word = a.word
"""
_EDGES: Final = """
    SELECT r.key AS one, r.email_key AS other FROM person_records AS r
    LEFT JOIN crowded_addresses AS c ON c.email_key = r.email_key
    WHERE r.email_key IS NOT NULL AND c.email_key IS NULL
    UNION ALL
    SELECT f.key, k.key FROM former_addresses AS f JOIN address_keys AS k ON k.word = f.email
    UNION ALL
    SELECT r.key, p.key FROM person_records AS r
    JOIN people_keys AS p ON p.source = r.source AND p.external_id = r.converted
    UNION ALL
    SELECT from_key, to_key FROM links
"""
_CROWDED: Final = """
    SELECT r.email_key FROM person_records AS r
    WHERE split_part(r.email, '@', 1) IN (SELECT word FROM role_mailboxes)
    GROUP BY r.email_key HAVING count(*) > 1
"""
_FORMER: Final = """
    SELECT DISTINCT r.key, t.email FROM told_people AS t
    JOIN person_records AS r ON r.source = t.source AND r.external_id = t.external_id
    WHERE t.email <> r.email
        AND t.email NOT IN (SELECT email FROM person_records WHERE email IS NOT NULL)
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


def find(session: Session) -> None:
    """Make `person_records`, `persons_by_key` and `person_values`."""
    session.make("told_people", _TOLD_PEOPLE)
    session.make("role_mailboxes", "SELECT unnest($words) AS word", words=_ROLE_MAILBOXES.split())
    hashing.record_keys(
        session, "people_keys", "SELECT DISTINCT source, external_id FROM told_people"
    )
    session.make("addresses", _ADDRESSES)
    hashing.word_keys(session, "address_keys", "email", "SELECT word FROM addresses")
    session.make(
        "accounts_by_reference",
        "SELECT r.source, r.external_id, a.account FROM company_records AS r "
        "JOIN accounts_by_record AS a ON a.key = r.key "
        "JOIN accounts AS known ON known.account = a.account",
    )
    session.make("person_records", _RECORDS)
    session.make("crowded_addresses", _CROWDED)
    session.make("former_addresses", _FORMER)
    session.make("links", _LINKS)
    sets.join(session, "persons_by_key", session.arrow(_NODES), session.arrow(_EDGES))
    session.make("person_values", _values())


def _values() -> str:
    """Return a query for one row a person: the value of each field, records before leads."""
    order = "is_lead, known_at DESC, received_at DESC, source, external_id"
    picked = ", ".join(
        f"first_value({field} IGNORE NULLS) OVER told AS {field}" for field in FIELDS
    )
    fields = ", ".join(FIELDS)
    flags = "bool_or(is_opted_out) OVER told AS is_opted_out, bool_or(is_bounced) OVER told AS is_bounced"
    return f"""
        WITH alive AS (
            SELECT p.person, {", ".join(f"r.{field}" for field in FIELDS)}, r.is_opted_out,
                r.is_bounced, r.is_lead, r.known_at, r.received_at,
                count(*) OVER (PARTITION BY p.person) AS n
            FROM person_records AS r JOIN persons_by_key AS p ON p.key = r.key
            WHERE NOT r.is_deleted
        ), several AS (
            SELECT person, {picked}, {flags},
                row_number() OVER (PARTITION BY person ORDER BY {order}) AS place
            FROM alive WHERE n > 1
            WINDOW told AS (PARTITION BY person ORDER BY {order}
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        ), listed AS (
            SELECT p.person FROM person_records AS r JOIN persons_by_key AS p ON p.key = r.key
        )
        SELECT person, {fields}, is_opted_out, is_bounced FROM alive WHERE n = 1
        UNION ALL
        SELECT person, {fields}, is_opted_out, is_bounced FROM several WHERE place = 1
        UNION ALL
        SELECT p.person, {", ".join(_of_address(field) for field in FIELDS)}, FALSE, FALSE
        FROM addresses AS a
        JOIN address_keys AS k ON k.word = a.word
        JOIN persons_by_key AS p ON p.key = k.key
        LEFT JOIN listed AS l ON l.person = p.person
        WHERE l.person IS NULL
        GROUP BY p.person
    """


def _of_address(field: str) -> str:
    """Return what is known of a field of somebody of whom we have seen an address only."""
    if field == "email":
        return "min(a.word)"
    if field == "source":
        return "'activities'"
    kind = "BIGINT" if field == "told_account" else "VARCHAR"
    return f"CAST(NULL AS {kind})"
