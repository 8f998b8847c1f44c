"""The people of every account: titles read, exclusions said, and every key that leads to them."""

from typing import Final

from accord.engine.session import Session
from accord.identity import matching
from accord.program import words
from accord.program.model import Program
from accord.values import ids

_BOUNCE: Final = ids.code32("email_bounce")
_ALIVE_AGAIN: Final = [ids.code32("email_click"), ids.code32("email_reply")]

_BOUNCES: Final = """
    SELECT p.person, max(CASE WHEN a.kind = {bounce} THEN a.occurred_at END) AS bounced_us,
        max(CASE WHEN a.kind <> {bounce} THEN a.occurred_at END) AS alive_us
    FROM {facts} AS a JOIN {persons} AS p ON p.key = a.person_key
    WHERE a.kind IN ({bounce}, {clicked}, {replied})
    GROUP BY p.person
"""
_BOUNCED: Final = "SELECT person FROM bounces WHERE bounced_us > coalesce(alive_us, 0)"
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
LINKED: Final = """
    SELECT l.from_key AS key, k.person, p.account FROM links AS l
    JOIN persons_by_key AS k ON k.key = l.to_key
    JOIN people AS p ON p.person = k.person
    LEFT JOIN persons_by_key AS own ON own.key = l.from_key
    WHERE own.key IS NULL
"""
"""Browsers that are linked to somebody: keys beside those of records and addresses."""
_KEYS: Final = f"""
    SELECT k.key, k.person, p.account FROM persons_by_key AS k
    JOIN people AS p ON p.person = k.person
    UNION ALL
    {LINKED}
"""


def find(session: Session, program: Program) -> None:
    """Make `people` and `person_keys`."""
    matching.find(session)
    session.make("bounces", bounces("fact_activities", "persons_by_key"))
    make_people(session, program, "people")
    session.make("person_keys", _KEYS)
    session.make("told_bounced", "SELECT person FROM person_values WHERE is_bounced")


def bounces(facts: str, persons: str) -> str:
    """Return a query for when mail to each person last bounced, and last was answered."""
    clicked, replied = _ALIVE_AGAIN
    return _BOUNCES.format(
        facts=facts, persons=persons, bounce=_BOUNCE, clicked=clicked, replied=replied
    )


def make_people(session: Session, program: Program, into: str) -> None:
    """Make the rows of those in `person_values`; `bounces` and `matched_people` are there."""
    session.make("bounced_people", _BOUNCED)
    kept_out = {words.EXCLUDED_PEOPLE[name] for name in program.engagement.excluded_people}
    session.make(
        into,
        _PEOPLE,
        own="own_employee" in kept_out,
        competitor="competitor" in kept_out,
        partner="partner" in kept_out,
        student="student" in kept_out,
        applicant="job_applicant" in kept_out,
    )
