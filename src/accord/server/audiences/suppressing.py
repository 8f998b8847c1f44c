"""Which accounts no platform is told of: shut out, suppressed, frozen, or bought already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from accord.groups import may_contact
from accord.groups.legal_basis import ANY, Basis, Ground
from accord.groups.may_contact import Standing, Suppression
from accord.server.playing import checking
from accord.server.playing import people as pictured
from accord.server.records.models import Decision
from accord.server.records.queries import programs
from accord.values import time

_SHUT_OUT: Final = {
    "competitor": "a competitor",
    "ours": "our own company",
    "channel_only": "a partner or sold through one",
}
"""Never told of, whatever the program says; other exclusions are named by their own word."""
OPEN_DEAL: Final = "open_opportunity_at_or_above_50_percent"
CUSTOMERS: Final = "customers"
_WHEN_UNSAID: Final = (OPEN_DEAL,)
"""What acquisition leaves out while the program says nothing of it."""
_LIKELY: Final = 50
_WON: Final = {
    OPEN_DEAL: (
        "an open opportunity at 50 % or more",
        "SELECT DISTINCT account FROM {opportunities} WHERE NOT is_closed AND probability >= $n",
        {"n": _LIKELY},
    ),
    CUSTOMERS: (
        "a customer",
        """
        SELECT DISTINCT account FROM {subscriptions}
        WHERE starts_day <= $today AND (ends_day IS NULL OR ends_day >= $today)
        """,
        {},
    ),
}
_NO_LAW: Final = (Basis(ANY, "ads", ANY, Ground.OPT_OUT),)
"""A company is nobody who could be asked for consent: the team's own word decides."""


def refused(rows: Sequence[dict[str, Any]], is_acquisition: bool, now: datetime) -> dict[int, str]:
    """Return why accounts may not stand in an audience, of those that may not."""
    found: dict[int, str] = {}
    won = _won(now) if is_acquisition else {}
    decided = _decided()
    accounts = [row["account"] for row in rows]
    frozen = checking.held(accounts, now)
    for row in rows:
        account = row["account"]
        words = (
            _shut_out(row["excluded"])
            or _said(decided, account, str(row["domain"] or ""), now)
            or ("frozen" if account in frozen else "")
            or won.get(account, "")
        )
        if words:
            found[account] = words
    return found


def clauses() -> tuple[str, ...]:
    """Return what acquisition leaves out: the program's words, or those that hold without them."""
    return tuple(programs.current_program().reach.suppress_from_acquisition) or _WHEN_UNSAID


def _shut_out(excluded: str | None) -> str:
    return _SHUT_OUT.get(excluded, f"excluded: {excluded}") if excluded else ""


def _won(now: datetime) -> dict[int, str]:
    """Return the accounts that acquisition leaves out, with the reason."""
    reader = pictured.reader()
    today = time.day_of(time.to_us(now), programs.current_program().zone)
    found: dict[int, str] = {}
    for clause in clauses():
        if clause not in _WON:
            continue
        words, sql, params = _WON[clause]
        table = "opportunities" if clause == OPEN_DEAL else "subscriptions"
        if not reader.has(table):
            continue
        asked = dict(params) if params else {"today": today}
        for (account,) in reader.tuples(sql.format(**{table: reader.source(table)}), **asked):
            found.setdefault(account, words)
    return found


def _decided() -> dict[int | str, list[Suppression]]:
    """Return what the team decided of accounts and domains, by number or by name."""
    found: dict[int | str, list[Suppression]] = {}
    zone = programs.current_program().zone
    kinds = ("contact_suppressed", "contact_allowed")
    for row in Decision.objects.filter(kind__in=kinds, person=0).order_by("id"):
        scope = "account" if row.account else "domain"
        until = None
        if row.until_on is not None:
            until = time.to_us(time.end_of_day(time.from_day(row.until_on), zone))
        word = Suppression(scope, row.occurred_us, row.kind == "contact_allowed", until, row.reason)
        found.setdefault(row.account or row.subject, []).append(word)
    return found


def _said(
    decided: dict[int | str, list[Suppression]], account: int, domain: str, now: datetime
) -> str:
    words = (*decided.get(account, ()), *decided.get(f"domain:{domain.lower()}", ()))
    if not words:
        return ""
    answer = may_contact.may_contact(Standing(_NO_LAW, suppressions=words), "ads", "marketing", now)
    return "" if answer.is_allowed else answer.words
