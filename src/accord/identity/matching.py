"""Whose a person is: by the CRM's word, else mail domain, else name and country, else nobody's."""

from typing import Final

from accord.engine.session import Session

_NAMED: Final = """
    SELECT DISTINCT a.account, r.squeezed, r.domain FROM company_records AS r
    JOIN accounts_by_record AS a ON a.key = r.key
    JOIN accounts AS known ON known.account = a.account
    WHERE r.squeezed IS NOT NULL AND NOT r.is_deleted
"""
_SAID: Final = """
    SELECT v.person, v.told_account, n.squeezed, coalesce(y.code, nullif(trim(v.country), '')) AS country,
        r.word IS NOT NULL AS is_role_mailbox,
        CASE WHEN m.kind = 'company' AND (mb.domain IS NOT NULL OR cb.domain IS NULL)
            THEN m.domain WHEN c.kind = 'company' THEN c.domain END AS domain,
        CASE WHEN m.kind = 'company' AND (mb.domain IS NOT NULL OR cb.domain IS NULL)
            THEN 'mail domain' ELSE 'website' END AS domain_is,
        m.domain AS mail_domain, m.kind AS mail_kind
    FROM person_values AS v
    LEFT JOIN known_domains AS m ON m.raw = split_part(v.email, '@', 2)
    LEFT JOIN accounts_by_domain AS mb ON mb.domain = m.domain
    LEFT JOIN known_domains AS c ON c.raw = lower(trim(v.company_domain))
    LEFT JOIN accounts_by_domain AS cb ON cb.domain = c.domain
    LEFT JOIN role_mailboxes AS r ON r.word = split_part(v.email, '@', 1)
    LEFT JOIN known_names AS n ON n.raw = v.company_name
    LEFT JOIN known_countries AS y ON y.raw = v.country
"""
_FOUND: Final = """
    SELECT s.person, s.told_account, s.squeezed, s.country, s.is_role_mailbox, s.domain,
        s.domain_is, s.mail_domain, s.mail_kind, d.account AS domain_account, d.owners,
        coalesce(d.is_shared, FALSE) AS is_shared, both_say.account AS both_account,
        coalesce(both_say.bearers, 0) AS both_bearers,
        coalesce(local.account, CASE WHEN s.country IS NULL OR alone.country IS NULL
            THEN alone.account END) AS name_account,
        coalesce(local.bearers, alone.bearers, 0) AS bearers,
        agreed.account IS NOT NULL AS has_agreeing_name
    FROM said_of_people AS s
    LEFT JOIN accounts_by_domain AS d ON d.domain = s.domain
    LEFT JOIN (
        SELECT domain, squeezed, min(account) AS account, count(DISTINCT account) AS bearers
        FROM account_names WHERE domain IS NOT NULL GROUP BY domain, squeezed
    ) AS both_say ON both_say.domain = s.domain AND both_say.squeezed = s.squeezed
    LEFT JOIN accounts_by_name_and_country AS local
        ON local.squeezed = s.squeezed AND local.country = s.country
    LEFT JOIN accounts_by_name AS alone ON alone.squeezed = s.squeezed
    LEFT JOIN (SELECT DISTINCT account, squeezed FROM account_names) AS agreed
        ON agreed.account = d.account AND agreed.squeezed = s.squeezed
"""
_DECIDED: Final = """
    SELECT f.*, CASE
        WHEN told_account IS NOT NULL THEN 'record'
        WHEN both_bearers = 1 AND NOT is_shared THEN 'domain_and_name'
        WHEN domain_account IS NOT NULL AND bearers = 1 AND NOT has_agreeing_name
            AND name_account <> domain_account THEN 'conflict'
        WHEN domain_account IS NOT NULL THEN 'domain'
        WHEN bearers = 1 AND name_account IS NOT NULL THEN 'name'
        WHEN bearers > 1 THEN 'name_ambiguous'
        WHEN owners > 1 THEN 'domain_ambiguous'
        WHEN is_shared THEN 'domain_shared'
        WHEN domain IS NOT NULL THEN 'domain_unknown'
        WHEN squeezed IS NOT NULL THEN 'name_unknown'
        WHEN mail_kind IS NOT NULL THEN 'mail_says_nothing'
        ELSE 'nothing_known' END AS stage
    FROM found_of_people AS f
"""
_MATCHED: Final = """
    SELECT person, is_role_mailbox, mail_domain, domain, mail_kind, stage AS match_stage,
        CASE stage
            WHEN 'record' THEN told_account
            WHEN 'domain_and_name' THEN both_account
            WHEN 'domain' THEN domain_account
            WHEN 'name' THEN name_account
            ELSE 0 END AS account,
        CASE stage
            WHEN 'record' THEN 'the CRM names the company'
            WHEN 'domain_and_name' THEN concat(domain_is, ' ', domain, ' and company name')
            WHEN 'domain' THEN concat(domain_is, ' ', domain)
            WHEN 'name' THEN CASE WHEN country IS NULL THEN 'company name, which one account bears'
                ELSE concat('company name and country ', country) END
            WHEN 'conflict' THEN concat(domain_is, ' ', domain,
                ' says one account, the company name another')
            WHEN 'name_ambiguous' THEN concat(bearers, ' accounts bear this name')
            WHEN 'domain_ambiguous' THEN concat(owners, ' accounts share ', domain)
            WHEN 'domain_shared' THEN concat(domain, ' is used by people of many companies')
            WHEN 'domain_unknown' THEN concat('no account has the domain ', domain)
            WHEN 'name_unknown' THEN 'no account bears this name'
            WHEN 'mail_says_nothing' THEN concat(mail_kind, ' and no company name')
            ELSE 'neither company nor mail address' END AS match_reason
    FROM decided_of_people
"""


def find(session: Session) -> None:
    """Make `matched_people` (person, account, match_stage, match_reason, ...); 0 is no account."""
    session.make("account_names", _NAMED)
    session.make("said_of_people", _SAID)
    session.make("found_of_people", _FOUND)
    session.view("decided_of_people", _DECIDED)
    session.make("matched_people", _MATCHED)
