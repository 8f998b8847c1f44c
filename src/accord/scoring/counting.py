"""What counts: the scored kind of each act of a human, at most so many a person and day.

Acts beyond the daily limit are not counted. Known by another day than the others, an act
counts as far as there was room when it became known, so that nothing counted is undone.
"""

from collections.abc import Iterable
from typing import Final

import pyarrow as pa

from accord.engine.session import Session
from accord.program.engagement import PAGE_KINDS_OF, Engagement
from accord.program.model import Program
from accord.scoring import leaving_out, worth
from accord.values import ids

ASSETS: Final = """
SELECT asset, any_value(asset_name) AS asset_name
FROM {facts}
WHERE kind = $page_view AND asset <> 0
GROUP BY asset
"""

OUT_PEOPLE: Final = """
SELECT DISTINCT person FROM people WHERE list_contains($words, excluded)
"""

EARNING: Final = """
SELECT l.account, l.person, l.day, l.known_day, k.kind, k.at_most, k.only_for,
    CAST(sum(l.n) AS BIGINT) AS n
FROM {ledger} l
LEFT JOIN page_kinds g ON l.kind = g.kind AND l.asset = g.asset
JOIN kinds k ON coalesce(g.scored, l.kind) = k.kind
LEFT JOIN out_people o ON l.person = o.person
LEFT JOIN out_accounts c ON l.account = c.account
LEFT JOIN out_strangers u ON l.account = u.account AND l.person = u.person
WHERE l.verdict = 0 AND o.person IS NULL AND c.account IS NULL AND u.account IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM out_spans s
        WHERE s.person = l.person AND s.kind = k.kind AND l.day >= s.from_day
            AND l.day <= s.until_day
    )
GROUP BY l.account, l.person, l.day, l.known_day, k.kind, k.at_most, k.only_for
"""
"""Human acts of people who count, by the kind that the program scores."""

OWNED: Final = """
SELECT DISTINCT e.account, e.day
FROM (SELECT DISTINCT account, day FROM earning WHERE only_for IS NOT NULL) AS e
JOIN subscriptions s ON e.account = s.account
WHERE s.starts_day <= e.day AND (s.ends_day IS NULL OR e.day < s.ends_day)
"""
"""Days on which an account was a customer, as far as a kind asks."""

FOR_WHOM: Final = """
SELECT e.account, e.person, e.day, e.known_day, e.kind, e.at_most, e.n
FROM earning e
LEFT JOIN owned w ON e.account = w.account AND e.day = w.day
WHERE e.only_for IS NULL
    OR (e.only_for = 'not_customer' AND w.account IS NULL)
    OR (e.only_for = 'customer' AND w.account IS NOT NULL)
"""

LATE: Final = """
SELECT DISTINCT account, person, day FROM earning WHERE known_day <> day
"""

COUNTED: Final = """
SELECT account, person, day, known_day, kind, n
FROM (
    SELECT e.account, e.person, e.day, e.known_day, e.kind, least(e.n, e.at_most) AS n
    FROM ({earning}) AS e
    LEFT JOIN late l ON e.account = l.account AND e.person = l.person AND e.day = l.day
    WHERE l.account IS NULL
    UNION ALL
    SELECT account, person, day, known_day, kind,
        least(running, at_most) - least(running - n, at_most) AS n
    FROM (
        SELECT e.account, e.person, e.day, e.known_day, e.kind, e.at_most, e.n,
            CAST(sum(e.n) OVER (
                PARTITION BY e.account, e.person, e.day, e.kind ORDER BY e.known_day
            ) AS BIGINT) AS running
        FROM ({earning}) AS e
        JOIN late l ON e.account = l.account AND e.person = l.person AND e.day = l.day
    ) AS ran
) AS saturated
WHERE n <> 0
ORDER BY account, person, day, kind, known_day
"""
"""The daily limit, taken once per cell, in the order in which acts became known."""


def make(session: Session, program: Program) -> None:
    """Make the table `counted`, sorted by account, person, day, kind and day of knowledge."""
    make_page_kinds(session, program.engagement)
    make_out_people(session, program)
    session.register("counted", rows(session, program).combine_chunks())


def make_out_people(session: Session, program: Program) -> None:
    """Make the tables `out_people` and `out_accounts`, whose acts earn nothing."""
    session.make("out_people", OUT_PEOPLE, words=worth.excluded_words(program))
    leaving_out.make_accounts(session, program)


def make_page_kinds(
    session: Session, engagement: Engagement, facts: str = "fact_activities"
) -> None:
    """Make the table `page_kinds`: what a visit of a page is scored as, where not as a visit."""
    code = ids.code32(PAGE_KINDS_OF)
    asked = ASSETS.format(facts=facts)
    is_asked = engagement.page_rules() or engagement.people_who_dont_buy
    assets = session.rows(asked, page_view=code) if is_asked else []
    leaving_out.register_pages(session, engagement, assets)
    session.register("page_kinds", page_table(engagement, assets))


def rows(session: Session, program: Program, ledger: str = "ledger") -> pa.Table:
    """Return what of a ledger counts, sorted; `page_kinds` and `out_people` are there."""
    leaving_out.make(session, program, ledger)
    session.make("earning", EARNING.format(ledger=ledger))
    source = "earning"
    if any(clause.only_for for clause in program.engagement.activities.values()):
        session.make("owned", OWNED)
        source = FOR_WHOM
    session.make("late", LATE)
    counted = session.arrow(COUNTED.format(earning=source))
    session.drop("earning", "late")
    return counted


def page_table(engagement: Engagement, assets: Iterable[tuple[int, str | None]]) -> pa.Table:
    """Return the pages of a program among assets, given as (asset, name)."""
    found = [
        (asset, ids.code32(scored))
        for asset, name in assets
        if (scored := engagement.kind_of(PAGE_KINDS_OF, name)) not in {None, PAGE_KINDS_OF}
        and scored is not None
    ]
    return pa.table(
        {
            "kind": pa.array([ids.code32(PAGE_KINDS_OF)] * len(found), pa.int32()),
            "asset": pa.array([asset for asset, _ in found], pa.int64()),
            "scored": pa.array([scored for _, scored in found], pa.int32()),
        }
    )
