"""Receipts of fit: one reason a criterion, down to the facts that told the field."""

from collections.abc import Sequence
from typing import Final

from accord.engine.session import AsOf, Session
from accord.program.model import Program
from accord.values import points
from accord.values.errors import NotFoundError
from accord.values.receipt import Reason, Receipt

_FIT: Final = """
    SELECT account, points, low, high, known_share, band, must_have_failed, excluded FROM fit
    WHERE list_contains($accounts, account)
"""
_REASONS: Final = """
    SELECT account, criterion, value_text, points, max_points, is_known FROM fit_reasons
    WHERE list_contains($accounts, account) ORDER BY account, points DESC, criterion
"""
_FACTS: Final = """
    SELECT k.account, c.source, c.fact_id FROM fact_companies AS c
    JOIN company_records AS r ON r.source = c.source
        AND r.external_id = coalesce(nullif(trim(c.external_id), ''), c.fact_id)
    JOIN accounts_by_record AS k ON k.key = r.key
    WHERE list_contains($accounts, k.account) AND c.known_at = r.known_at
        AND c.received_at = r.received_at
    ORDER BY c.fact_id
"""

_SEEN: Final = """
    SELECT account, fact_id FROM seen_technologies WHERE list_contains($accounts, account)
    ORDER BY fact_id
"""


def fit(session: Session, program: Program, as_of: AsOf, account: int) -> Receipt:
    """Return the receipt of one account's fit."""
    found = fits(session, program, as_of, [account])
    if account not in found:
        message = "There is no such account in this picture; look it up by its domain or name."
        raise NotFoundError(message)
    return found[account]


def fits(
    session: Session, program: Program, as_of: AsOf, accounts: Sequence[int]
) -> dict[int, Receipt]:
    """Return the receipts of several accounts' fit; the reasons of each sum to it exactly."""
    wanted = list(accounts)
    facts: dict[int, list[str]] = {}
    for account, _source, fact_id in session.rows(_FACTS, accounts=wanted):
        facts.setdefault(account, []).append(fact_id)
    seen: dict[int, list[str]] = {}
    for account, fact_id in session.rows(_SEEN, accounts=wanted):
        seen.setdefault(account, []).append(fact_id)
    known: dict[int, list[Reason]] = {}
    unknown: dict[int, list[Reason]] = {}
    for account, criterion, said, earned, most, is_known in session.rows(_REASONS, accounts=wanted):
        told = facts.get(account, [])
        clause = program.profile.criteria.get(criterion)
        if clause is not None and clause.field == "technologies":
            told = [*told, *seen.get(account, ())]
        ids = tuple(told) if is_known else ()
        reason = Reason(
            title=criterion.replace("_", " "),
            points=earned,
            clause=f"profile.criteria.{criterion}",
            detail=_detail(said, earned, most),
            fact_ids=ids,
        )
        (known if is_known else unknown).setdefault(account, []).append(reason)
    return {
        row[0]: Receipt(
            "fit",
            row[1],
            _sentence(row),
            program.version,
            as_of.day,
            tuple(known.get(row[0], ())),
            tuple(unknown.get(row[0], ())),
        )
        for row in session.rows(_FIT, accounts=wanted)
    }


def _detail(said: str | None, earned: int, most: int) -> str:
    whole = points.in_words(most, 0)
    if said is None:
        return f"not known; could earn up to {whole}"
    return f"{said}: {points.in_words(earned)} of {whole}"


def _sentence(row: tuple[int, int, int, int, float, str, str | None, str | None]) -> str:
    _account, total, low, high, share, band, failed, excluded = row
    parts = [f"Fit {points.in_words(total, 0)}, {band}"]
    if high > low:
        parts.append(
            f"{share:.0%} of the profile is known; it could reach {points.in_words(high, 0)}"
        )
    if failed:
        parts.append(f"fails the must-have {failed.replace('_', ' ')}")
    if excluded:
        parts.append(f"kept out: {excluded.replace('_', ' ')}")
    return "; ".join(parts)
