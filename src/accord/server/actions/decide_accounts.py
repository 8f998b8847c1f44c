"""Deciding about many accounts at once: a preview, a reason, and one step back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from accord.server.actions import decisions, empty_seats, rights, roles
from accord.server.actions.decisions import New
from accord.server.records.models import AppUser, Decision
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import accounts, picture, programs
from accord.server.records.queries.accounts import AccountRow
from accord.values import ids, time
from accord.values.errors import AccordError, ConflictError, NotFoundError

KINDS: Final = (
    "owner_set",
    "tier_overridden",
    "tier_override_ended",
    "tier_locked",
    "tier_unlocked",
    "priority_vote",
    "account_frozen",
    "account_unfrozen",
)
"""What can be decided about many accounts at once."""
_NEED_TIER: Final = frozenset({"tier_overridden", "tier_locked"})
_NEED_REASON: Final = frozenset(
    {"tier_overridden", "tier_locked", "priority_vote", "account_frozen"}
)
_NEED_END: Final = frozenset({"tier_locked", "account_frozen"})
_REVERSE: Final = {
    "tier_overridden": "tier_override_ended",
    "tier_override_ended": "tier_overridden",
    "tier_locked": "tier_unlocked",
    "tier_unlocked": "tier_locked",
    "account_frozen": "account_unfrozen",
    "account_unfrozen": "account_frozen",
}
_AT_MOST: Final = 10_000
_VOTES_A_QUARTER: Final = 5
_QUARTER: Final = timedelta(days=91)


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be decided: of which kind, with which value, why, until when.

    `value` is a tier for tiers and locks, a mail address for an owner, empty else.
    """

    kind: str
    value: str = ""
    reason: str = ""
    until_day: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do to one account."""

    account: int
    public_id: str
    name: str
    before: str
    after: str
    is_changed: bool


def preview(
    user: AppUser, account_ids: Sequence[int], change: Change
) -> tuple[tuple[Effect, ...], str]:
    """Return what a change would do to each account, and a sentence; nothing is written."""
    _check(user, account_ids, change)
    effects = tuple(_effect(row, change) for row in accounts.list_rows(list(account_ids)).values())
    n = sum(effect.is_changed for effect in effects)
    rest = len(effects) - n
    stays = f"; {rest:,} already stand so" if rest else ""
    return effects, f"{n:,} accounts change{stays}"


def apply(user: AppUser, account_ids: Sequence[int], change: Change) -> str:
    """Decide; return the batch by which it can be undone."""
    _check(user, account_ids, change)
    rows = accounts.list_rows(list(account_ids))
    if not rows:
        message = "none of these accounts exists any more; reload the list"
        raise NotFoundError(message)
    new = [
        New(
            change.kind,
            account=row.account,
            value=_value(change) | {"before": _effect(row, change).before},
            reason=change.reason,
            until_on=change.until_day,
        )
        for row in rows.values()
    ]
    return decisions.record(user, change.kind, new)


def undo(user: AppUser, batch: str) -> int:
    """Supersede every decision of a batch by what stood before; return how many."""
    rights.need(user, rights.WRITERS, "undo decisions")
    rows = list(
        Decision.objects.filter(batch=batch, kind__in=(*KINDS, *roles.KINDS, *empty_seats.KINDS))
    )
    if not rows or not all(picture.sees(row.account) for row in rows):
        message = "there is nothing to undo under this name"
        raise NotFoundError(message)
    if Decision.objects.filter(subject=f"undoes:{batch}").exists():
        message = "this was undone already"
        raise ConflictError(message)
    reversed_ = [_reversed(row) for row in rows]
    tagged = [replace(new, subject=f"undoes:{batch}") for new in reversed_ if new is not None]
    if not tagged:
        message = "votes can't be taken back; they lapse after a quarter"
        raise AccordError(message)
    decisions.record(user, "undo", tagged, batch)
    return len(tagged)


def _check(user: AppUser, account_ids: Sequence[int], change: Change) -> None:
    """Refuse a change that is incomplete, too large or not this user's to make."""
    rights.need(user, rights.WRITERS, "decide about accounts")
    if change.kind not in KINDS:
        message = f"{change.kind!r} can't be decided here; choose {', '.join(KINDS)}"
        raise AccordError(message)
    if not 1 <= len(account_ids) <= _AT_MOST:
        message = f"choose 1 to {_AT_MOST:,} accounts; {len(account_ids):,} are chosen"
        raise AccordError(message)
    if change.kind in _NEED_TIER and change.value not in programs.current_program().tiers:
        tiers = ", ".join(programs.current_program().tiers)
        message = f"{change.value!r} is no tier of the program; choose {tiers}"
        raise AccordError(message)
    if change.kind in _NEED_REASON and not change.reason.strip():
        message = "give a reason: whoever sees this later will ask for it"
        raise AccordError(message)
    if change.kind in _NEED_END and change.until_day is None:
        message = "say until when: a lock or freeze without an end is forgotten"
        raise AccordError(message)
    if change.kind == "owner_set" and "@" not in change.value:
        message = "an owner is named by mail address"
        raise AccordError(message)
    if change.kind == "priority_vote":
        _check_votes(user, len(account_ids))


def _check_votes(user: AppUser, wanted: int) -> None:
    rights.need(user, (AccessRole.SALES, AccessRole.ADMIN), "vote for accounts")
    since = time.to_us(timezone.now() - _QUARTER)
    spent = Decision.objects.filter(
        kind="priority_vote", decided_by=user.email, occurred_us__gte=since
    ).count()
    if spent + wanted > _VOTES_A_QUARTER:
        left = max(0, _VOTES_A_QUARTER - spent)
        message = f"a seller has {_VOTES_A_QUARTER} votes a quarter; you have {left} left"
        raise AccordError(message)


def _value(change: Change) -> dict[str, Any]:
    if change.kind == "owner_set":
        return {"owner": change.value.strip().lower()}
    return {"tier": change.value} if change.kind in _NEED_TIER else {}


def _effect(row: AccountRow, change: Change) -> Effect:
    """Return what stands now and what would stand after."""
    if change.kind == "owner_set":
        before, after = row.owner or "", change.value.strip().lower()
    elif change.kind in {"tier_overridden", "tier_locked"}:
        before, after = row.tier or "", change.value
    elif change.kind == "tier_override_ended":
        before, after = row.tier or "", row.signed_tier or ""
    else:
        before, after = "", change.kind
    return Effect(row.account, ids.public_id(row.account), row.name, before, after, before != after)


def _reversed(row: Decision) -> New | None:
    """Return the decision that brings back what stood before, if one can."""
    if row.kind in roles.KINDS:
        return roles.taken_back(row)
    if row.kind in empty_seats.KINDS:
        return empty_seats.taken_back(row)
    value = json.loads(row.value)
    reason = f"undone: {row.reason}" if row.reason else "undone"
    if row.kind == "owner_set":
        swapped = {"owner": value["before"], "before": value["owner"]}
        return New(row.kind, account=row.account, value=swapped, reason=reason)
    if row.kind in _REVERSE:
        earlier = _earlier(row)
        if earlier is not None:
            return New(
                earlier.kind,
                account=row.account,
                value=json.loads(earlier.value),
                reason=earlier.reason,
                until_on=earlier.until_on,
            )
        return New(_REVERSE[row.kind], account=row.account, reason=reason)
    return None


def _earlier(row: Decision) -> Decision | None:
    """Return the decision that this one superseded."""
    kinds = (row.kind, _REVERSE[row.kind])
    return (
        Decision.objects.filter(account=row.account, kind__in=kinds, pk__lt=row.pk)
        .order_by("-pk")
        .first()
    )
