"""Who may be contacted: by mail and by telephone, and what forbids it, asked in one place."""

from typing import Final

from accord.engine.session import AsOf, Session
from accord.values import ids

_MAIL: Final = ("email", "marketing_email", "seller_email", "all", "marketing")
_PHONE: Final = ("phone", "call", "all")

_SAID: Final = """
    SELECT person, way, is_given FROM (
        SELECT person, way, is_given, row_number() OVER (
            PARTITION BY person, way ORDER BY occurred_at DESC, is_given, fact_id DESC
        ) AS place
        FROM (
            SELECT p.person, 'mail' AS way, c.status = 'given' AS is_given, c.occurred_at, c.fact_id
            FROM fact_consents AS c JOIN person_keys AS p ON p.key = c.person_key
            WHERE list_contains($mail, c.purpose) AND c.status IN ('given', 'withdrawn')
            UNION ALL
            SELECT p.person, 'phone', c.status = 'given', c.occurred_at, c.fact_id
            FROM fact_consents AS c JOIN person_keys AS p ON p.key = c.person_key
            WHERE list_contains($phone, c.purpose) AND c.status IN ('given', 'withdrawn')
            UNION ALL
            SELECT p.person, 'mail', FALSE, a.occurred_at, a.fact_id
            FROM fact_activities AS a JOIN person_keys AS p ON p.key = a.person_key
            WHERE a.kind = $unsubscribe
            UNION ALL
            SELECT d.person, w.way, d.kind = 'contact_allowed', d.occurred_at, d.fact_id
            FROM decisions AS d CROSS JOIN (SELECT unnest(['mail', 'phone']) AS way) AS w
            WHERE d.kind IN ('contact_suppressed', 'contact_allowed') AND d.person <> 0
        )
    ) WHERE place = 1
"""
_SUPPRESSED: Final = """
    WITH standing AS (
        SELECT account, subject FROM (
            SELECT account, subject, kind, until_day, row_number() OVER (
                PARTITION BY account, subject ORDER BY occurred_at DESC, fact_id DESC
            ) AS place
            FROM decisions
            WHERE kind IN ('contact_suppressed', 'contact_allowed') AND person = 0
        ) WHERE place = 1 AND kind = 'contact_suppressed'
            AND (until_day IS NULL OR until_day >= $today)
    )
    SELECT p.person FROM people AS p
    WHERE p.account IN (SELECT account FROM standing WHERE account <> 0)
    UNION
    SELECT p.person FROM people AS p JOIN standing AS d
        ON d.account = 0 AND d.subject = concat('domain:', split_part(lower(p.email), '@', 2))
"""
_CONTACTS: Final = """
    SELECT p.person,
        s.person IS NULL AND p.email IS NOT NULL AND NOT p.is_bounced AND b.person IS NULL
            AND (NOT p.is_opted_out OR coalesce(m.is_given, FALSE)) AND p.excluded IS NULL AS by_mail,
        s.person IS NULL AND p.phone IS NOT NULL AND (f.person IS NULL OR f.is_given) AND p.excluded IS NULL
            AND (NOT p.is_opted_out OR coalesce(f.is_given, FALSE)) AS by_phone,
        CASE
            WHEN s.person IS NOT NULL THEN 'the team suppressed the account or its domain'
            WHEN p.excluded IS NOT NULL THEN concat('excluded: ', p.excluded)
            WHEN b.person IS NOT NULL THEN 'withdrew consent or unsubscribed'
            WHEN p.is_opted_out AND NOT coalesce(m.is_given, FALSE) THEN 'opted out'
            WHEN p.is_bounced THEN 'the address bounces'
            WHEN p.email IS NULL THEN 'no mail address'
        END AS forbids_mail
    FROM people AS p
    LEFT JOIN suppressed_people AS s ON s.person = p.person
    LEFT JOIN said_contact AS m ON m.person = p.person AND m.way = 'mail' AND m.is_given
    LEFT JOIN said_contact AS b ON b.person = p.person AND b.way = 'mail' AND NOT b.is_given
    LEFT JOIN said_contact AS f ON f.person = p.person AND f.way = 'phone'
"""


def find(session: Session, as_of: AsOf) -> None:
    """Make `contacts` (person, by_mail, by_phone, forbids_mail).

    What was said last counts: a consent given after an unsubscribe lifts it. A bounce and
    an exclusion are lifted by nothing.
    """
    session.make(
        "said_contact",
        _SAID,
        mail=list(_MAIL),
        phone=list(_PHONE),
        unsubscribe=ids.code32("unsubscribe"),
    )
    session.make("suppressed_people", _SUPPRESSED, today=as_of.day)
    session.make("contacts", _CONTACTS)
