"""Opportunities with their accounts, people, motion and one currency, and how their stages moved."""

from bisect import bisect_right
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from accord.engine.session import AsOf, Session
from accord.identity import converting, standing, texts, zones
from accord.program.model import Program
from accord.values import money

_TOLD: Final = f"""
    SELECT source, {standing.TOLD_ID} AS external_id, fact_id, known_at, received_at,
        coalesce(is_deleted, FALSE) AS is_deleted, trim(company_external_id) AS company_external_id,
        nullif(trim(company_name), '') AS company_name, name, coalesce(solution, '') AS told_solution,
        kind, coalesce(kind, '') AS told_kind, stage, probability, amount_minor, currency,
        created_on, closed_on, is_closed, is_won, owner, competitor, loss_reason,
        contact_external_ids
    FROM fact_opportunities
"""
_STAGED: Final = """
    SELECT t.key AS opportunity, t.source, t.external_id, t.name, s.solution, m.motion,
        t.kind, t.stage, t.probability, t.amount_minor, t.currency,
        CAST(t.created_on AS INTEGER) AS created_day, CAST(t.closed_on AS INTEGER) AS closed_day,
        coalesce(t.is_closed, t.is_won, lower(t.stage) LIKE '%closed%', FALSE) AS is_closed,
        coalesce(t.is_won, lower(t.stage) LIKE '%won%', FALSE) AS is_won, t.owner, t.competitor,
        t.loss_reason, t.company_external_id, t.company_name,
        coalesce(r.account, CASE WHEN n.bearers = 1 THEN n.account END, 0) AS account,
        n.bearers, t.contact_external_ids
    FROM told_opportunities AS t
    LEFT JOIN accounts_by_reference AS r
        ON r.source = t.source AND r.external_id = t.company_external_id
    LEFT JOIN accounts_by_name AS n ON n.name_key = t.name_key
    JOIN solution_words AS s ON s.word = t.told_solution
    JOIN motion_words AS m ON m.word = t.told_kind
    WHERE NOT t.is_deleted
        AND NOT list_contains($ignored_stages, lower(trim(coalesce(t.stage, ''))))
        AND NOT list_contains($ignored_owners, lower(trim(coalesce(t.owner, ''))))
"""
_OPPORTUNITIES: Final = """
    SELECT o.opportunity, o.account, o.source, o.external_id, o.name, o.solution, o.motion, o.kind,
        o.stage, o.probability, o.amount_minor, o.currency,
        CASE WHEN o.currency = $reporting THEN o.amount_minor ELSE c.reporting_minor END
            AS reporting_minor,
        o.created_day, o.closed_day, o.is_closed, o.is_won, o.owner, o.competitor, o.loss_reason
    FROM staged_opportunities AS o
    LEFT JOIN converted_amounts AS c ON c.amount_minor = o.amount_minor AND c.currency = o.currency
        AND c.rate_day = CASE WHEN o.is_closed THEN coalesce(o.closed_day, $today) ELSE $today END
"""
_AMOUNTS: Final = """
    SELECT DISTINCT amount_minor, currency,
        CASE WHEN is_closed THEN coalesce(closed_day, $today) ELSE $today END AS rate_day
    FROM staged_opportunities
    WHERE amount_minor IS NOT NULL AND currency IS NOT NULL AND currency <> $reporting
"""
_PEOPLE: Final = """
    SELECT DISTINCT o.opportunity, p.person
    FROM (
        SELECT opportunity, source, unnest(contact_external_ids) AS contact
        FROM staged_opportunities
    ) AS o
    JOIN people_records AS k ON k.source = o.source AND k.external_id = trim(o.contact)
    JOIN person_keys AS p ON p.key = k.key
"""


def find(session: Session, program: Program, as_of: AsOf) -> None:
    """Make `opportunities`, `opportunity_people` and `opportunity_changes`."""
    told = standing.read(session, _TOLD).latest
    names = texts.names_of(told["company_name"])
    session.register("told_opportunities", told.append_column("name_key", names["name_key"]))
    _register_words(session, program)
    ignored = program.pipeline.ignored
    session.make(
        "staged_opportunities",
        _STAGED,
        ignored_stages=[stage.strip().lower() for stage in ignored.stages],
        ignored_owners=[owner.strip().lower() for owner in ignored.owners],
    )
    reporting = program.money.reporting_currency
    amounts = session.rows(_AMOUNTS, today=as_of.day, reporting=reporting)
    session.register("converted_amounts", _converted(session, amounts, reporting))
    session.make("opportunities", _OPPORTUNITIES, today=as_of.day, reporting=reporting)
    session.make("opportunity_people", _PEOPLE)
    session.make("opportunity_changes", _changes(as_of.zone))


def _register_words(session: Session, program: Program) -> None:
    """Register what the CRM's words for solutions and kinds of opportunity mean."""
    solutions = session.rows(
        "SELECT told_solution FROM told_opportunities "
        "UNION SELECT coalesce(solution, '') FROM fact_subscriptions"
    )
    kinds = session.rows("SELECT DISTINCT told_kind FROM told_opportunities")
    found = {word: program.solution_of(word) for (word,) in solutions}
    motions = {word: program.pipeline.motion_of(word) or "new" for (word,) in kinds}
    for name, column, meanings in (
        ("solution_words", "solution", found),
        ("motion_words", "motion", motions),
    ):
        columns = {
            "word": pa.array(list(meanings), pa.string()),
            column: pa.array(list(meanings.values()), pa.string()),
        }
        session.register(name, pa.table(columns))


def _converted(session: Session, amounts: list[tuple[int, str, int]], reporting: str) -> pa.Table:
    """Return amounts in the reporting currency at the last rate known for their day, else null."""
    rates = converting.rates(session)
    minor: list[int | None] = []
    for amount, currency, day in amounts:
        days, values = rates.get(currency, ([], []))
        place = bisect_right(days, day)
        found = values[place - 1] if place else None
        minor.append(
            money.convert(money.Money(amount, currency), found, reporting).minor if found else None
        )
    columns = {
        "amount_minor": pa.array([amount for amount, _, _ in amounts], pa.int64()),
        "currency": pa.array([currency for _, currency, _ in amounts], pa.string()),
        "rate_day": pa.array([day for _, _, day in amounts], pa.int32()),
        "reporting_minor": pa.array(minor, pa.int64()),
    }
    return pa.table(columns)


def _changes(zone: ZoneInfo) -> str:
    return f"""
        SELECT DISTINCT o.opportunity, o.account, {zones.joined_day("c.occurred_at", zone)} AS day,
            {zones.joined_day("c.known_at", zone)} AS known_day, c.stage, c.probability
        FROM fact_opportunity_stages AS c
        JOIN opportunities AS o
            ON o.source = c.source AND o.external_id = trim(c.opportunity_external_id)
        {zones.joined("c.occurred_at", "c.known_at")}
    """
