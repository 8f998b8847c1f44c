"""What was agreed about the list: the last signed one, locks, overrides, and since when."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from accord.engine.session import AsOf, Session
from accord.identity import redirects

_KINDS: Final = (
    "list_signed",
    "tier_locked",
    "tier_unlocked",
    "tier_overridden",
    "tier_override_ended",
)
_DECISIONS: Final = """
SELECT kind, account, day, until_day, value, reason, decided_by FROM decisions
WHERE list_contains($kinds, kind) ORDER BY occurred_at, fact_id
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A lock or an override: the tier, why, by whom, until when (None: until ended)."""

    tier: str | None
    reason: str
    decided_by: str
    until_day: int | None


@dataclass
class Agreed:
    """Everything agreed, as of one day."""

    tier_by_account: dict[int, str] = field(default_factory=dict)
    since_day: dict[int, int] = field(default_factory=dict)
    is_signed: bool = False
    locks: dict[int, Held] = field(default_factory=dict)
    overrides: dict[int, Held] = field(default_factory=dict)


def read(session: Session, as_of: AsOf) -> Agreed:
    """Read the decisions about the list, the earliest first, and let the last one stand."""
    agreed = Agreed()
    rows = [
        (kind, account, day, until, _json(value), reason, by)
        for kind, account, day, until, value, reason, by in session.rows(
            _DECISIONS, kinds=list(_KINDS)
        )
    ]
    lists = [row[4].get("tiers", {}) for row in rows if row[0] == "list_signed"]
    led = redirects.of_lists(session, lists)
    for kind, account, day, until, said, reason, by in rows:
        if kind == "list_signed":
            _sign(agreed, redirects.tiers(said.get("tiers", {}), led), day)
            continue
        held = Held(said.get("tier"), reason or "", by or "", until)
        target = agreed.locks if kind in {"tier_locked", "tier_unlocked"} else agreed.overrides
        if kind in {"tier_locked", "tier_overridden"} and (until is None or until >= as_of.day):
            target[account] = held
        else:
            target.pop(account, None)
    return agreed


def _sign(agreed: Agreed, tiers: dict[int, str], day: int) -> None:
    agreed.since_day = {
        account: agreed.since_day[account] if agreed.tier_by_account.get(account) == tier else day
        for account, tier in tiers.items()
    }
    agreed.tier_by_account = tiers
    agreed.is_signed = True


def _json(text: str | None) -> dict[str, Any]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
