"""What leads to an account: record keys, domains that one account owns, names that one bears."""

from typing import Final

from accord.engine.session import Session
from accord.identity import hashing

SHARED_FROM: Final = 5
"""A domain on which people say they work at so many unlike companies belongs to none of them."""

_SHARED: Final = """
    WITH said AS (
        SELECT d.domain, n.squeezed, count(*) AS n
        FROM (
            SELECT email, company_name FROM fact_people WHERE company_name IS NOT NULL
            UNION ALL
            SELECT email, company_name FROM fact_leads WHERE company_name IS NOT NULL
        ) AS p
        JOIN known_domains AS d ON d.raw = lower(split_part(trim(p.email), '@', 2))
        JOIN known_names AS n ON n.raw = p.company_name
        WHERE d.kind = 'company' GROUP BY d.domain, n.squeezed
    )
    SELECT domain FROM said GROUP BY domain
    HAVING count(*) >= $shared_from AND 2 * max(n) < sum(n)
"""
_BY_DOMAIN: Final = """
    WITH owners AS (
        SELECT DISTINCT r.domain, a.account FROM company_records AS r
        JOIN accounts_by_record AS a ON a.key = r.key
        JOIN accounts AS known ON known.account = a.account
        WHERE r.has_own_domain AND NOT r.is_deleted
    ), tops AS (
        SELECT o.domain, o.account FROM owners AS o
        JOIN accounts AS c ON c.account = o.account
        LEFT JOIN owners AS up ON up.domain = o.domain AND up.account = c.parent
        WHERE up.account IS NULL
    ), counted AS (SELECT domain, count(*) AS n FROM owners GROUP BY domain)
    SELECT n.domain, n.n AS owners,
        CASE WHEN s.domain IS NULL AND t.n = 1 THEN t.account END AS account,
        s.domain IS NOT NULL AS is_shared
    FROM counted AS n
    LEFT JOIN (SELECT domain, count(*) AS n, min(account) AS account FROM tops GROUP BY domain)
        AS t ON t.domain = n.domain
    LEFT JOIN shared_domains AS s ON s.domain = n.domain
"""
_BY_NAME: Final = """
    WITH bearers AS (
        SELECT DISTINCT r.squeezed, c.country, a.account, r.domain FROM company_records AS r
        JOIN accounts_by_record AS a ON a.key = r.key
        JOIN accounts AS c ON c.account = a.account
        WHERE r.squeezed IS NOT NULL AND NOT r.is_deleted
    )
    SELECT squeezed, country, count(DISTINCT account) AS bearers, min(account) AS account
    FROM bearers GROUP BY squeezed, country
"""
_BY_NAME_ALONE: Final = """
    SELECT r.squeezed, count(DISTINCT a.account) AS bearers, min(a.account) AS account,
        min(c.country) AS country
    FROM company_records AS r
    JOIN accounts_by_record AS a ON a.key = r.key
    JOIN accounts AS c ON c.account = a.account
    WHERE r.squeezed IS NOT NULL AND NOT r.is_deleted GROUP BY r.squeezed
"""
_KEYS: Final = """
    SELECT r.key, a.account FROM company_records AS r
    JOIN accounts_by_record AS a ON a.key = r.key
    JOIN accounts AS known ON known.account = a.account
    UNION
    SELECT k.key, d.account FROM accounts_by_domain AS d
    JOIN domain_keys AS k ON k.word = d.domain WHERE d.account IS NOT NULL
    UNION
    SELECT k.key, d.account FROM accounts_by_domain AS d
    JOIN known_domains AS w ON w.domain = d.domain
    JOIN domain_keys AS k ON k.word = w.raw WHERE d.account IS NOT NULL
"""


def find(session: Session) -> None:
    """Make `account_keys`, `accounts_by_domain`, `accounts_by_name` and `records_by_name`."""
    session.make("shared_domains", _SHARED, shared_from=SHARED_FROM)
    session.make("accounts_by_domain", _BY_DOMAIN)
    session.make("accounts_by_name_and_country", _BY_NAME)
    session.make("accounts_by_name", _BY_NAME_ALONE)
    hashing.word_keys(
        session,
        "domain_keys",
        "domain",
        "SELECT domain AS word FROM accounts_by_domain WHERE account IS NOT NULL "
        "UNION SELECT w.raw FROM known_domains AS w JOIN accounts_by_domain AS d "
        "ON d.domain = w.domain WHERE d.account IS NOT NULL AND w.raw <> w.domain",
    )
    session.make("account_keys", _KEYS)
