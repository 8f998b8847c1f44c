"""Everything else that facts say of accounts: subscriptions, triggers, intent, teams, decisions."""

from typing import Final
from zoneinfo import ZoneInfo

from accord.engine.session import AsOf, Session
from accord.identity import texts, zones

_RELATIONS: Final = """
    SELECT from_account, to_account, kind, CAST(until_on AS INTEGER) AS until_day FROM (
        SELECT f.account AS from_account, coalesce(t.account, 0) AS to_account, r.kind, r.until_on,
            row_number() OVER (
                PARTITION BY f.account, r.to_key, r.kind
                ORDER BY r.known_at DESC, r.received_at DESC, r.fact_id DESC
            ) AS place
        FROM fact_relations AS r
        JOIN account_keys AS f ON f.key = r.from_key
        LEFT JOIN account_keys AS t ON t.key = r.to_key
        WHERE t.key IS NOT NULL OR coalesce(r.to_key, 0) = 0
    ) WHERE place = 1
"""
_SUBSCRIPTIONS: Final = """
    SELECT coalesce(r.account, 0) AS account, w.solution, CAST(s.starts_on AS INTEGER) AS starts_day,
        CAST(s.ends_on AS INTEGER) AS ends_day, s.amount_minor, s.currency, lower(s.health) AS health
    FROM (
        SELECT *, row_number() OVER (
            PARTITION BY source, coalesce(external_id, fact_id)
            ORDER BY known_at DESC, received_at DESC, fact_id DESC
        ) AS place FROM fact_subscriptions
    ) AS s
    LEFT JOIN accounts_by_reference AS r
        ON r.source = s.source AND r.external_id = trim(s.company_external_id)
    JOIN solution_words AS w ON w.word = coalesce(s.solution, '')
    WHERE s.place = 1 AND NOT coalesce(s.is_deleted, FALSE) AND r.account IS NOT NULL
"""
_TEAMS: Final = """
    SELECT account, part, user_email, user_name FROM (
        SELECT k.account, t.part, lower(trim(t.user_email)) AS user_email, t.user_name, t.until_on,
            row_number() OVER (
                PARTITION BY k.account, t.part, lower(trim(t.user_email))
                ORDER BY t.known_at DESC, t.received_at DESC, t.fact_id DESC
            ) AS place
        FROM fact_account_team AS t JOIN account_keys AS k ON k.key = t.company_key
    ) WHERE place = 1 AND (until_on IS NULL OR until_on >= $today)
"""
_PLAY_RUNS: Final = """
    SELECT account, play, arm, CAST(starts_on AS INTEGER) AS starts_day,
        CAST(ends_on AS INTEGER) AS ends_day
    FROM (
        SELECT k.account, p.play, p.arm, p.starts_on, p.ends_on, row_number() OVER (
            PARTITION BY k.account, p.play, p.starts_on
            ORDER BY p.known_at DESC, p.received_at DESC, p.fact_id DESC
        ) AS place
        FROM fact_plays AS p
        JOIN account_keys AS k
            ON k.key = CASE WHEN coalesce(p.account, 0) <> 0 THEN p.account ELSE p.company_key END
    ) WHERE place = 1
"""


def _days(columns: str, source: str, zone: ZoneInfo, where: str = "TRUE") -> str:
    """Return a query with the day something happened and the day it became known."""
    return f"""
        SELECT DISTINCT {columns}, {zones.joined_day("f.occurred_at", zone)} AS day,
            {zones.joined_day("f.known_at", zone)} AS known_day
        FROM {source} {zones.joined("f.occurred_at", "f.known_at")} WHERE {where}
    """


def relate(session: Session) -> None:
    """Make `relations`; a relation to us has 0 for the other account."""
    session.make("relations", _RELATIONS)


def _read_domains(session: Session) -> None:
    """Register `intent_domains`: what the domains that vendors wrote are."""
    told = session.arrow(
        "SELECT DISTINCT company_domain FROM fact_intent WHERE company_domain IS NOT NULL"
    )
    found = texts.domains_of(told["company_domain"])
    session.register("intent_domains", told.append_column("domain_key", found["domain_key"]))


def find(session: Session, as_of: AsOf) -> None:
    """Make subscriptions, triggers, intent, teams, touches, play_runs and decisions."""
    _read_domains(session)
    session.make("subscriptions", _SUBSCRIPTIONS)
    session.make(
        "triggers",
        _days(
            "k.account, f.kind, f.title, f.url, CAST(f.expires_on AS INTEGER) AS expires_day",
            "fact_trigger_events AS f JOIN account_keys AS k ON k.key = f.company_key",
            as_of.zone,
        ),
    )
    session.make(
        "intent",
        _days(
            "coalesce(k.account, d.account) AS account, f.vendor, f.topic, f.reading, "
            "f.reading_text",
            "fact_intent AS f LEFT JOIN account_keys AS k ON k.key = f.company_key "
            "LEFT JOIN intent_domains AS w ON w.company_domain = f.company_domain "
            "LEFT JOIN open_domains AS d ON d.domain_key = w.domain_key",
            as_of.zone,
            "coalesce(k.account, d.account) IS NOT NULL",
        ),
    )
    find_moving(session, as_of)


def find_moving(session: Session, as_of: AsOf) -> None:
    """Make those that depend on the day, or on who was known by then: teams, touches and so on."""
    session.make("teams", _TEAMS, today=as_of.day)
    session.make("play_runs", _PLAY_RUNS)
    session.make("touches", _touches(as_of.zone))
    session.make("decisions", _decisions(as_of.zone))


def _touches(zone: ZoneInfo) -> str:
    return _days(
        "f.fact_id, f.source, coalesce(k.account, f.account, 0) AS account, "
        "coalesce(p.person, f.person, 0) AS person, f.play, f.step, f.channel_name, f.asset_name, "
        "f.done_by",
        "fact_touches AS f LEFT JOIN account_keys AS k ON k.key = f.account "
        "LEFT JOIN person_keys AS p ON p.key = f.person",
        zone,
    )


def _decisions(zone: ZoneInfo) -> str:
    return f"""
        SELECT f.kind, coalesce(k.account, f.account, 0) AS account,
            coalesce(p.person, f.person, 0) AS person, f.subject, f.value, f.reason, f.decided_by,
            CAST(f.until_on AS INTEGER) AS until_day, f.occurred_at, f.known_at,
            {zones.joined_day("f.occurred_at", zone)} AS day, f.fact_id, f.program_version
        FROM fact_decisions AS f
        LEFT JOIN account_keys AS k ON k.key = f.account
        LEFT JOIN person_keys AS p ON p.key = f.person
        {zones.joined("f.occurred_at")}
    """
