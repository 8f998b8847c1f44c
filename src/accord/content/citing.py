"""The picture of one account with the facts behind it, read where the rooms left it."""

from typing import Any, Final

from accord.content.brief import AccountPicture, Act
from accord.engine.session import AsOf, Session
from accord.identity import verdicts
from accord.program.model import Program

ACTS_AT_MOST: Final = 60
TABLES: Final = (
    "account_rows",
    "accounts",
    "fit",
    "fit_reasons",
    "group_now",
    "intent",
    "members",
    "next_steps",
    "opportunities",
    "people",
    "rising",
    "seats_now",
    "stage_now",
    "targets",
    "triggers",
)
_ACTS: Final = """
SELECT a.fact_id, a.day, k.kind_name, coalesce(p.person, 0) AS person,
    coalesce(a.title, a.asset_name) AS asset, a.text
FROM fact_activities a
LEFT JOIN person_keys p ON a.person_key = p.key
LEFT JOIN account_keys c ON a.company_key = c.key
{judging}LEFT JOIN page_kinds q ON a.kind = q.kind AND a.asset = q.asset
JOIN kinds k ON coalesce(q.scored, a.kind) = k.kind
LEFT JOIN people o ON p.person = o.person
WHERE coalesce(nullif(p.account, 0), c.account, 0) = $account
    AND a.day > $day - 90 AND a.day <= $day AND k.points > 0 AND k.pseudo = 0
    AND {verdict} = 0 AND o.excluded IS NULL
ORDER BY a.occurred_at DESC, a.fact_id LIMIT $at_most
"""
_SOURCES: Final = """
SELECT 'companies' AS kind, CAST(0 AS BIGINT) AS about, f.fact_id
FROM fact_companies f JOIN accounts_by_reference r
    ON r.source = f.source AND r.external_id = trim(f.external_id)
WHERE r.account = $account
UNION ALL
SELECT 'people', p.person, f.fact_id
FROM people p JOIN (
    SELECT source, external_id, fact_id FROM fact_people
    UNION ALL SELECT source, external_id, fact_id FROM fact_leads
) AS f ON f.source = p.source AND f.external_id = p.external_id
WHERE p.account = $account
UNION ALL
SELECT 'people', p.person, min(f.fact_id)
FROM people p JOIN person_keys k ON k.person = p.person
JOIN fact_activities f ON f.person_key = k.key
WHERE p.account = $account AND p.external_id IS NULL
GROUP BY p.person
UNION ALL
SELECT 'opportunities', o.opportunity, f.fact_id
FROM opportunities o JOIN fact_opportunities f
    ON f.source = o.source AND f.external_id = o.external_id
WHERE o.account = $account
UNION ALL
SELECT 'trigger_events', CAST(t.day AS BIGINT), f.fact_id
FROM triggers t JOIN account_keys k ON k.account = t.account
JOIN fact_trigger_events f ON f.company_key = k.key AND f.kind = t.kind
WHERE t.account = $account
UNION ALL
SELECT 'intent', CAST(i.day AS BIGINT), f.fact_id
FROM intent i JOIN account_keys k ON k.account = i.account
JOIN fact_intent f ON f.company_key = k.key AND f.vendor = i.vendor AND f.topic = i.topic
WHERE i.account = $account
ORDER BY ALL
"""


def read(session: Session, program: Program, as_of: AsOf, account: int) -> AccountPicture:
    """Read everything that a brief says of one account, with fact ids."""
    tables = {name: _rows(session, name, account) for name in TABLES}
    judged = _ACTS.format(judging=verdicts.JOINS, verdict=verdicts.verdict(program))
    acts = session.rows(judged, account=account, day=as_of.day, at_most=ACTS_AT_MOST)
    sources: dict[tuple[str, int], list[str]] = {}
    for kind, about, fact_id in session.rows(_SOURCES, account=account):
        sources.setdefault((kind, about), []).append(fact_id)
    cited = {key: tuple(dict.fromkeys(found)) for key, found in sources.items()}
    return AccountPicture(account, tables, [Act(*row) for row in acts], cited)


def _rows(session: Session, table: str, account: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = session.arrow(
        f"SELECT * FROM {table} WHERE account = $account", account=account
    ).to_pylist()
    return found
