"""What found no account, counted by what it said, with a reason in words."""

from typing import Final

from accord.engine.session import Session

_PEOPLE: Final = """
    SELECT coalesce(domain, company_name, mail_domain, 'no company') AS reference,
        'person' AS kind, match_reason AS reason, CAST(count(*) AS BIGINT) AS n
    FROM people_without_account GROUP BY 1, 3
"""
_OTHERS: Final = """
    SELECT coalesce(company_name, company_external_id, 'no company') AS reference,
        'opportunity' AS kind,
        CASE WHEN company_name IS NULL AND company_external_id IS NULL
                THEN 'the opportunity names no company'
            WHEN bearers > 1 THEN concat(bearers, ' accounts bear this name')
            WHEN company_name IS NULL THEN 'no company record has this id'
            ELSE 'no account bears this name' END AS reason,
        CAST(count(*) AS BIGINT) AS n
    FROM staged_opportunities WHERE account = 0 GROUP BY 1, 3
    UNION ALL
    SELECT coalesce(s.company_external_id, 'no company'), 'subscription',
        'no company record has this id', CAST(count(*) AS BIGINT)
    FROM fact_subscriptions AS s LEFT JOIN accounts_by_reference AS r
        ON r.source = s.source AND r.external_id = trim(s.company_external_id)
    WHERE r.account IS NULL GROUP BY 1
    UNION ALL
    SELECT coalesce(f.company_domain, 'no company'), 'intent', 'no account has this domain',
        CAST(count(*) AS BIGINT)
    FROM fact_intent AS f
    LEFT JOIN account_keys AS k ON k.key = f.company_key
    LEFT JOIN intent_domains AS w ON w.company_domain = f.company_domain
    LEFT JOIN open_domains AS d ON d.domain_key = w.domain_key
    WHERE k.account IS NULL AND d.account IS NULL GROUP BY 1
    UNION ALL
    SELECT coalesce(f.title, f.kind), 'trigger event', 'no account has this reference',
        CAST(count(*) AS BIGINT)
    FROM fact_trigger_events AS f LEFT JOIN account_keys AS k ON k.key = f.company_key
    WHERE k.account IS NULL GROUP BY 1
    UNION ALL
    SELECT f.product, 'technology', 'no account has this reference', CAST(count(*) AS BIGINT)
    FROM fact_technologies AS f LEFT JOIN account_keys AS k ON k.key = f.company_key
    WHERE k.account IS NULL AND f.product IS NOT NULL GROUP BY 1
    UNION ALL
    SELECT coalesce(f.user_email, 'nobody'), 'account team', 'no account has this reference',
        CAST(count(*) AS BIGINT)
    FROM fact_account_team AS f LEFT JOIN account_keys AS k ON k.key = f.company_key
    WHERE k.account IS NULL GROUP BY 1
"""


def find(session: Session) -> None:
    """Make `other_leftovers`: what found no account, but people."""
    session.make("other_leftovers", _OTHERS)


def find_people(session: Session) -> None:
    """Make `people_without_account`."""
    session.make(
        "people_without_account",
        "SELECT m.domain, v.mail_domain, v.company_name, m.match_reason FROM matched_people AS m "
        "JOIN person_values AS v ON v.person = m.person WHERE m.account = 0",
    )


def count(session: Session) -> None:
    """Make `unmatched` (reference, kind, reason, n) of people and of everything else."""
    session.make("unmatched", f"{_PEOPLE} UNION ALL SELECT * FROM other_leftovers")
