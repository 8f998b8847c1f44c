"""What leads to an account: record keys, domains that one account owns, names that one bears."""

from typing import Final

from accord.engine.session import Session
from accord.identity import hashing

SHARED_FROM: Final = 5
"""A domain on which people say they work at so many unlike companies belongs to none of them."""

_BY_DOMAIN: Final = """
    WITH owners AS (
        SELECT DISTINCT r.domain_key, r.domain, a.account FROM company_records AS r
        JOIN accounts_by_record AS a ON a.key = r.key
        JOIN accounts AS known ON known.account = a.account
        WHERE r.has_own_domain AND NOT r.is_deleted
    ), tops AS (
        SELECT o.domain_key, o.account FROM owners AS o
        JOIN accounts AS c ON c.account = o.account
        LEFT JOIN owners AS up ON up.domain_key = o.domain_key AND up.account = c.parent
        WHERE up.account IS NULL
    ), counted AS (
        SELECT domain_key, min(domain) AS domain, count(*) AS owners FROM owners
        GROUP BY domain_key
    )
    SELECT n.domain_key, n.domain, n.owners, CASE WHEN t.n = 1 THEN t.account END AS account
    FROM counted AS n
    LEFT JOIN (
        SELECT domain_key, count(*) AS n, min(account) AS account FROM tops GROUP BY domain_key
    ) AS t ON t.domain_key = n.domain_key
"""
_NAMES: Final = """
    SELECT DISTINCT a.account, r.name_key, CASE WHEN r.has_own_domain THEN r.domain_key END
        AS domain_key, c.country
    FROM company_records AS r
    JOIN accounts_by_record AS a ON a.key = r.key
    JOIN accounts AS c ON c.account = a.account
    WHERE r.name_key <> 0 AND NOT r.is_deleted
"""
_BY_NAME_AND_COUNTRY: Final = """
    SELECT name_key, country, count(DISTINCT account) AS bearers, min(account) AS account
    FROM account_names WHERE country IS NOT NULL GROUP BY name_key, country
"""
_BY_NAME: Final = """
    SELECT name_key, count(DISTINCT account) AS bearers, min(account) AS account,
        min(country) AS country
    FROM account_names GROUP BY name_key
"""
_SHARED: Final = """
    SELECT domain_key FROM (
        SELECT mail_domain_key AS domain_key, name_key, count(*) AS n FROM person_values
        WHERE name_key <> 0 AND mail_kind = 'company' GROUP BY mail_domain_key, name_key
    ) GROUP BY domain_key HAVING count(*) >= $shared_from AND 2 * max(n) < sum(n)
"""
_OPEN: Final = """
    SELECT d.domain_key, d.account FROM accounts_by_domain AS d
    LEFT JOIN shared_domains AS s ON s.domain_key = d.domain_key
    WHERE d.account IS NOT NULL AND s.domain_key IS NULL
"""
_KEYS: Final = """
    SELECT r.key, a.account FROM company_records AS r
    JOIN accounts_by_record AS a ON a.key = r.key
    JOIN accounts AS known ON known.account = a.account
    UNION ALL
    SELECT domain_key, account FROM open_domains
    UNION ALL
    SELECT DISTINCT t.told_key, d.account FROM told_hosts AS t
    JOIN open_domains AS d ON d.domain_key = t.domain_key
    UNION ALL
    SELECT name_key, account FROM accounts_by_name WHERE bearers = 1
    UNION ALL
    SELECT key, account FROM domain_references
"""
_TOLD_BY_DOMAIN: Final = """
    SELECT DISTINCT source, external_id, substr(external_id, 8) AS word FROM (
        SELECT source, trim(company_external_id) AS external_id FROM fact_subscriptions
        UNION ALL
        SELECT source, trim(company_external_id) FROM fact_opportunities
    ) AS told WHERE external_id LIKE 'domain:%'
"""
_BY_REFERENCE: Final = """
    SELECT r.key, r.source, r.external_id, a.account FROM company_records AS r
    JOIN accounts_by_record AS a ON a.key = r.key
    JOIN accounts AS known ON known.account = a.account
    UNION ALL
    SELECT key, source, external_id, account FROM domain_references
"""
_DOMAIN_REFERENCES: Final = """
    SELECT t.key, t.source, t.external_id, d.account FROM told_by_domain AS t
    JOIN accounts_by_domain AS d ON d.domain_key = t.domain_key AND d.account IS NOT NULL
    LEFT JOIN company_records AS r ON r.key = t.key WHERE r.key IS NULL
"""


def find(session: Session) -> None:
    """Make the accounts by domain, by name and by the CRM's own reference."""
    session.make("accounts_by_domain", _BY_DOMAIN)
    session.make("account_names", _NAMES)
    session.make("accounts_by_name_and_country", _BY_NAME_AND_COUNTRY)
    session.make("accounts_by_name", _BY_NAME)
    _find_by_domain(session)
    session.make("accounts_by_reference", _BY_REFERENCE)


def _find_by_domain(session: Session) -> None:
    """Make `domain_references`: records that name a company whose record has an id by its domain."""
    told = session.arrow(_TOLD_BY_DOMAIN)
    told = told.append_column(
        "key", hashing.record_keys_of(told["source"], told["external_id"])
    ).append_column("domain_key", hashing.word_keys_of("domain", told["word"]))
    session.register("told_by_domain", told)
    session.make("domain_references", _DOMAIN_REFERENCES)


def find_keys(session: Session) -> None:
    """Make `shared_domains` and `account_keys`: every key that leads to one account only.

    A domain also leads there as the CRM wrote it: with a www or a longer host in front. A
    name leads there while only one account bears it.
    """
    session.make("shared_domains", _SHARED, shared_from=SHARED_FROM)
    session.make("open_domains", _OPEN)
    hosts = session.arrow(
        "SELECT DISTINCT lower(trim(told_domain)) AS word, domain_key FROM company_records "
        "WHERE has_own_domain AND lower(trim(told_domain)) <> domain"
    )
    session.register(
        "told_hosts", hosts.append_column("told_key", hashing.word_keys_of("domain", hosts["word"]))
    )
    session.make("account_keys", _KEYS)
