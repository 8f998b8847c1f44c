"""Whose a person is: by the CRM's word, else mail domain, else name and country, else nobody's."""

from typing import Final

from accord.engine.session import Session

_SITED: Final = """
    SELECT v.person, v.country, v.name_key, v.mail_domain, v.mail_domain_key, v.mail_kind,
        v.mail_kind = 'company' AND (m.domain_key IS NOT NULL OR s.domain_key IS NULL) AS is_mail,
        CASE WHEN v.mail_kind = 'company' AND (m.domain_key IS NOT NULL OR s.domain_key IS NULL)
            THEN v.mail_domain_key WHEN v.site_kind = 'company' THEN v.site_domain_key
            ELSE 0 END AS domain_key,
        CASE WHEN v.mail_kind = 'company' AND (m.domain_key IS NOT NULL OR s.domain_key IS NULL)
            THEN v.mail_domain WHEN v.site_kind = 'company' THEN v.site_domain END AS domain
    FROM person_values AS v
    LEFT JOIN accounts_by_reference AS r ON r.key = v.company_key
    LEFT JOIN accounts_by_domain AS m ON m.domain_key = v.mail_domain_key
    LEFT JOIN accounts_by_domain AS s ON s.domain_key = v.site_domain_key
    WHERE r.account IS NULL
"""
_FOUND: Final = """
    SELECT s.person, s.name_key, s.country, s.domain, s.is_mail, s.mail_kind,
        d.account AS domain_account, d.owners, h.domain_key IS NOT NULL AS is_shared,
        both_say.account AS both_account, coalesce(both_say.bearers, 0) AS both_bearers,
        coalesce(local.account, CASE WHEN s.country IS NULL OR alone.country IS NULL
            THEN alone.account END) AS name_account,
        coalesce(local.bearers, alone.bearers, 0) AS bearers,
        agreed.account IS NOT NULL AS has_agreeing_name
    FROM sited_people AS s
    LEFT JOIN accounts_by_domain AS d ON d.domain_key = s.domain_key
    LEFT JOIN shared_domains AS h ON h.domain_key = s.domain_key
    LEFT JOIN (
        SELECT domain_key, name_key, min(account) AS account, count(DISTINCT account) AS bearers
        FROM account_names WHERE domain_key IS NOT NULL GROUP BY domain_key, name_key
    ) AS both_say ON both_say.domain_key = s.domain_key AND both_say.name_key = s.name_key
    LEFT JOIN accounts_by_name_and_country AS local
        ON local.name_key = s.name_key AND local.country = s.country
    LEFT JOIN accounts_by_name AS alone ON alone.name_key = s.name_key
    LEFT JOIN (SELECT DISTINCT account, name_key FROM account_names) AS agreed
        ON agreed.account = d.account AND agreed.name_key = s.name_key
"""
_DECIDED: Final = """
    SELECT *, CASE
        WHEN both_bearers = 1 AND NOT is_shared THEN 'domain_and_name'
        WHEN domain_account IS NOT NULL AND NOT is_shared AND bearers = 1
            AND NOT has_agreeing_name AND name_account <> domain_account THEN 'conflict'
        WHEN domain_account IS NOT NULL AND NOT is_shared THEN 'domain'
        WHEN bearers = 1 AND name_account IS NOT NULL THEN 'name'
        WHEN bearers > 1 THEN 'name_ambiguous'
        WHEN is_shared THEN 'domain_shared'
        WHEN owners > 1 THEN 'domain_ambiguous'
        WHEN domain IS NOT NULL THEN 'domain_unknown'
        WHEN name_key <> 0 THEN 'name_unknown'
        WHEN mail_kind IS NOT NULL THEN 'mail_says_nothing'
        ELSE 'nothing_known' END AS stage
    FROM found_people
"""
_MATCHED: Final = """
    SELECT person, domain, stage AS match_stage,
        CASE stage
            WHEN 'domain_and_name' THEN both_account
            WHEN 'domain' THEN domain_account
            WHEN 'name' THEN name_account
            ELSE 0 END AS account,
        CASE stage
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
    FROM (
        SELECT *, CASE WHEN is_mail THEN 'mail domain' ELSE 'website' END AS domain_is
        FROM decided_people
    )
"""


def find(session: Session) -> None:
    """Make `matched_people` (person, account, domain, match_stage, match_reason); 0 is no account.

    Whoever has a company in the CRM is not among them: most people, who need no looking.
    """
    session.view("sited_people", _SITED)
    session.view("found_people", _FOUND)
    session.view("decided_people", _DECIDED)
    session.make("matched_people", _MATCHED)
