"""Who does not buy: visits and accounts whose acts are heard, and earn nothing.

A rule by page says that whoever opened such a page, a person or a browser, earns nothing for
some kinds of act from that day on, for so many days. Only pages of which we knew on their own
day open a rule, so that what comes to light later changes no past day.
"""

from collections.abc import Iterable
from typing import Final

import pyarrow as pa

from accord.engine.session import Session
from accord.program.engagement import PAGE_KINDS_OF, Engagement
from accord.program.model import Program
from accord.program.words import EXCLUDED_PEOPLE
from accord.values import ids

_COMPANIES: Final = ("own_employees", "competitors", "partners")
"""Kinds of people that are told by the company: nobody there earns anything, known or not."""

OUT_ACCOUNTS: Final = """
SELECT account, min(kind) AS out_kind FROM account_kinds
WHERE list_contains($kinds, kind) GROUP BY account
"""
OUT_STRANGERS: Final = """
SELECT l.account, l.person
FROM (SELECT DISTINCT account, person FROM {ledger}) AS l
JOIN (
    SELECT account FROM accounts
    WHERE $students AND regexp_matches(lower(concat(coalesce(domain, ''), ' ', coalesce(name, ''))),
        '[.]edu([. ]|$)|[.]ac[.]|universit|college|hochschule')
) AS u ON l.account = u.account
LEFT JOIN people p ON l.person = p.person
WHERE p.person IS NULL
"""
"""Nobody can tell who is a student among the unknown visitors of a university."""

OPENED: Final = """
SELECT l.person, r.rule, r.for_days, l.day
FROM {ledger} l
JOIN out_pages r ON l.asset = r.asset
WHERE l.kind = {page_view} AND l.verdict = 0 AND l.n > 0 AND l.person <> 0 AND l.known_day = l.day
GROUP BY l.person, r.rule, r.for_days, l.day
"""
SPANS: Final = """
SELECT s.person, s.rule, k.kind, s.from_day, s.until_day
FROM (
    SELECT person, rule, min(day) AS from_day, max(day) + for_days - 1 AS until_day
    FROM (
        SELECT person, rule, for_days, day, CAST(sum(is_new) OVER (
            PARTITION BY person, rule ORDER BY day
        ) AS BIGINT) AS island
        FROM (
            SELECT person, rule, for_days, day,
                CASE WHEN day - lag(day) OVER (PARTITION BY person, rule ORDER BY day) <= for_days
                    THEN 0 ELSE 1 END AS is_new
            FROM out_opened
        ) AS steps
    ) AS islands
    GROUP BY person, rule, for_days, island
) AS s
JOIN out_kinds k ON s.rule = k.rule
"""
"""From when to when a person or browser earns nothing for a kind, and by which rule."""


def make_accounts(session: Session, program: Program) -> None:
    """Make `out_accounts`: those of which nobody earns anything."""
    kinds = [EXCLUDED_PEOPLE[name] for name in _COMPANIES if name in _excluded(program)]
    session.make("out_accounts", OUT_ACCOUNTS, kinds=kinds)


def _excluded(program: Program) -> tuple[str, ...]:
    return program.engagement.excluded_people


def register_pages(
    session: Session, engagement: Engagement, assets: Iterable[tuple[int, str | None]]
) -> None:
    """Make `out_pages`, the pages that open a rule, and `out_kinds`, what then earns nothing."""
    rules = engagement.people_who_dont_buy
    pages = [
        (name, asset, rule.for_days)
        for asset, path in assets
        for name, rule in rules.items()
        if any((path or "").startswith(page) for page in rule.pages)
    ]
    kinds = [(name, ids.code32(kind)) for name, rule in rules.items() for kind in rule.earn_nothing]
    session.register(
        "out_pages",
        pa.table(
            {
                "rule": pa.array([rule for rule, _, _ in pages], pa.string()),
                "asset": pa.array([asset for _, asset, _ in pages], pa.int64()),
                "for_days": pa.array([days for _, _, days in pages], pa.int32()),
            }
        ),
    )
    session.register(
        "out_kinds",
        pa.table(
            {
                "rule": pa.array([rule for rule, _ in kinds], pa.string()),
                "kind": pa.array([kind for _, kind in kinds], pa.int32()),
            }
        ),
    )


def make(session: Session, program: Program, ledger: str) -> None:
    """Make `out_spans` and `out_strangers` of a ledger; `out_pages` and `out_kinds` are there."""
    page_view = ids.code32(PAGE_KINDS_OF)
    session.make("out_opened", OPENED.format(ledger=ledger, page_view=page_view))
    session.make("out_spans", SPANS)
    is_out = "students" in _excluded(program)
    session.make("out_strangers", OUT_STRANGERS.format(ledger=ledger), students=is_out)
    session.drop("out_opened")
