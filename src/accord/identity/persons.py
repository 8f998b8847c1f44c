"""The people of every account: titles read, exclusions said, and every key that leads to them."""

from typing import Final

from accord.engine.session import Session
from accord.identity import matching
from accord.program import words
from accord.program.model import Program
from accord.values import ids

_BOUNCE: Final = ids.code32("email_bounce")
_ALIVE_AGAIN: Final = [ids.code32("email_click"), ids.code32("email_reply")]

_BOUNCED: Final = """
    SELECT p.person FROM fact_activities AS a JOIN persons_by_key AS p ON p.key = a.person_key
    WHERE a.kind = $bounce OR a.kind = $clicked OR a.kind = $replied
    GROUP BY p.person
    HAVING max(CASE WHEN a.kind = $bounce THEN a.occurred_at END)
        > coalesce(max(CASE WHEN a.kind <> $bounce THEN a.occurred_at END), 0)
"""
_PEOPLE: Final = """
    SELECT v.person, coalesce(r.account, m.account) AS account,
        nullif(trim(concat_ws(' ', v.first_name, v.last_name)), '') AS name,
        v.email, v.title, coalesce(v.level, 'unknown') AS level,
        CASE WHEN v.title_department IS NOT NULL AND v.title_department <> 'unknown'
            THEN v.title_department ELSE coalesce(v.department, 'unknown') END AS department,
        coalesce(v.country, a.country) AS country, v.phone, v.crm_role, v.owner,
        v.is_opted_out, v.is_bounced OR b.person IS NOT NULL AS is_bounced, v.is_role_mailbox,
        CASE
            WHEN $own AND (k.kind = 'own_employee' OR ka.is_own) THEN 'own_employee'
            WHEN $competitor AND (k.kind = 'competitor' OR ka.is_competitor) THEN 'competitor'
            WHEN $partner AND (k.kind = 'partner' OR ka.is_partner) THEN 'partner'
            WHEN $student AND v.is_student THEN 'student'
            WHEN $applicant AND lower(trim(v.status)) IN
                ('applicant', 'job applicant', 'candidate', 'job_applicant') THEN 'job_applicant'
        END AS excluded,
        coalesce(m.match_stage, 'record') AS match_stage,
        coalesce(m.match_reason, 'the CRM names the company') AS match_reason,
        v.external_id, v.source
    FROM person_values AS v
    LEFT JOIN accounts_by_reference AS r ON r.key = v.company_key
    LEFT JOIN matched_people AS m ON m.person = v.person
    LEFT JOIN accounts AS a ON a.account = coalesce(r.account, m.account)
    LEFT JOIN bounced_people AS b ON b.person = v.person
    LEFT JOIN (SELECT key, min(kind) AS kind FROM kin_domains GROUP BY key) AS k
        ON k.key = v.mail_domain_key
    LEFT JOIN (
        SELECT account, bool_or(kind = 'own_employee') AS is_own,
            bool_or(kind = 'competitor') AS is_competitor, bool_or(kind = 'partner') AS is_partner
        FROM account_kinds GROUP BY account
    ) AS ka ON ka.account = coalesce(r.account, m.account)
"""
_KEYS: Final = """
    SELECT k.key, k.person, p.account FROM persons_by_key AS k
    JOIN people AS p ON p.person = k.person
    UNION ALL
    SELECT l.from_key, k.person, p.account FROM links AS l
    JOIN persons_by_key AS k ON k.key = l.to_key
    JOIN people AS p ON p.person = k.person
    LEFT JOIN persons_by_key AS own ON own.key = l.from_key
    WHERE own.key IS NULL
"""


def find(session: Session, program: Program) -> None:
    """Make `people` and `person_keys`."""
    matching.find(session)
    session.make(
        "bounced_people",
        _BOUNCED,
        bounce=_BOUNCE,
        clicked=_ALIVE_AGAIN[0],
        replied=_ALIVE_AGAIN[1],
    )
    kept_out = {words.EXCLUDED_PEOPLE[name] for name in program.engagement.excluded_people}
    session.make(
        "people",
        _PEOPLE,
        own="own_employee" in kept_out,
        competitor="competitor" in kept_out,
        partner="partner" in kept_out,
        student="student" in kept_out,
        applicant="job_applicant" in kept_out,
    )
    session.make("person_keys", _KEYS)
