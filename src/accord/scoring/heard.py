"""The facts behind cells: every activity of some accounts, with what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from accord.engine.session import AsOf, Session
from accord.identity import verdicts
from accord.program.model import Program
from accord.scoring import ledger, worth

HEARD: Final = """
SELECT h.account, h.person, h.day, h.known_day, h.asset, h.verdict, h.signs, h.burst, h.source, h.fact_id,
    h.occurred_at, coalesce(k.kind, -1) AS scored, h.kind_name, h.asset_name, h.title,
    CASE WHEN list_contains($words, p.excluded) THEN p.excluded
        WHEN c.account IS NOT NULL THEN c.out_kind
        WHEN u.account IS NOT NULL THEN 'student' END AS excluded,
    (
        SELECT min(s.rule) FROM out_spans s
        WHERE s.person = h.person AND s.kind = k.kind AND h.day >= s.from_day
            AND h.day <= s.until_day
    ) AS visitor
FROM ({resolved}) AS h
LEFT JOIN page_kinds g ON h.kind = g.kind AND h.asset = g.asset
LEFT JOIN kinds k ON coalesce(g.scored, h.kind) = k.kind
LEFT JOIN people p ON h.person = p.person
LEFT JOIN out_accounts c ON h.account = c.account
LEFT JOIN out_strangers u ON h.account = u.account AND h.person = u.person
WHERE list_contains($accounts, h.account) AND h.day <= $today AND h.known_day <= $today
ORDER BY h.account, h.person, h.day, h.occurred_at, h.source, h.fact_id
"""
"""Activities of accounts: scored kind (-1 for none), verdict and burst."""

_COLUMNS: Final = """
    a.source AS source, a.fact_id AS fact_id, a.occurred_at AS occurred_at,
    a.kind_name AS kind_name, a.asset_name AS asset_name, a.title AS title, {signs} AS signs,
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """One activity as the ledger heard it; `scored` is the scored kind's code, -1 for none."""

    account: int
    person: int
    day: int
    known_day: int
    asset: int
    verdict: int
    signs: int
    burst: int
    source: str
    fact_id: str
    occurred_at: int
    scored: int
    kind_name: str
    asset_name: str | None
    title: str | None
    excluded: str | None
    visitor: str | None

    @property
    def is_left_out(self) -> bool:
        """Whether somebody did it who does not buy."""
        return self.excluded is not None or self.visitor is not None

    @property
    def key(self) -> tuple[int, str, str]:
        """What orders facts within a burst, and tells them apart."""
        return self.occurred_at, self.source, self.fact_id


def of(
    session: Session, program: Program, as_of: AsOf, accounts: Sequence[int]
) -> dict[int, list[Heard]]:
    """Return what was heard of each account, in order."""
    resolved = ledger.resolved_by(program)
    columns = _COLUMNS.format(signs=verdicts.signs(program))
    sql = HEARD.format(resolved=resolved.replace("SELECT\n", "SELECT\n" + columns, 1))
    words = worth.excluded_words(program)
    rows = session.rows(sql, accounts=list(accounts), today=as_of.day, words=words)
    found: dict[int, list[Heard]] = {account: [] for account in accounts}
    for row in dict.fromkeys(rows):  # a fact that stands in two places is heard once
        found[row[0]].append(Heard(*row))
    return found
