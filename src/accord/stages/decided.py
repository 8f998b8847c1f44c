"""What people decided, by look: hand-offs, freezes, signed lists and fit overrides."""

import json
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from accord.engine.session import Session
from accord.identity import redirects
from accord.program import words
from accord.stages.deals import FAR, Flags, Grid, Ints

ACCEPTED: Final = words.HANDOFF_STATES.index("accepted")
"""The code of a hand-off that sales accepted."""

COOLDOWN_DAYS: Final = 60
"""How long a rejected account rests when the decision names no other day."""

_STATES: Final = {f"handoff_{state}": state for state in words.HANDOFF_STATES[1:]}
_KINDS: Final = (*_STATES, "account_frozen", "account_unfrozen", "fit_override", "list_signed")
_DECISIONS: Final = """
SELECT kind, account, day, until_day, value FROM decisions
WHERE list_contains($kinds, kind) ORDER BY occurred_at, fact_id
"""


@dataclass(frozen=True)
class Decision:
    """One decision about an account, or about the list (account 0)."""

    kind: str
    account: int
    day: int
    until_day: int | None
    value: dict[str, Any]


@dataclass(frozen=True)
class SignedList:
    """Who was on the list, in which tier, from which day on."""

    day: int
    tiers: dict[int, str]


def read(session: Session) -> list[Decision]:
    """Read the decisions that journeys depend on, the earliest first."""
    rows = session.rows(_DECISIONS, kinds=list(_KINDS))
    return [
        Decision(kind, account, day, until, _json(value))
        for kind, account, day, until, value in rows
    ]


def _json(text: str | None) -> dict[str, Any]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


def signed_lists(session: Session, decisions: list[Decision]) -> list[SignedList]:
    """List the lists that were signed, the earliest first."""
    signed = [one for one in decisions if one.kind == "list_signed"]
    told = [one.value.get("tiers", {}) for one in signed]
    led = redirects.of_lists(session, told)
    return [
        SignedList(one.day, redirects.tiers(tiers, led))
        for one, tiers in zip(signed, told, strict=True)
    ]


def handoff_state(grid: Grid, decisions: list[Decision]) -> Ints:
    """Return the code of the latest hand-off's state by account and look."""
    codes = {name: index for index, name in enumerate(words.HANDOFF_STATES)}
    said = [one for one in decisions if one.kind in _STATES]
    states = np.zeros((grid.accounts.size, grid.looks.size), np.int8)
    for one, row, look in _placed(grid, said):
        states[row, look:] = codes[_STATES[one.kind]]
    return states


def rests(grid: Grid, decisions: list[Decision]) -> Flags:
    """Tell by account and look which rejected accounts wait out their cooldown."""
    rejected = [one for one in decisions if one.kind == "handoff_rejected"]
    return _spans(grid, rejected, COOLDOWN_DAYS)


def frozen(grid: Grid, decisions: list[Decision]) -> Flags:
    """Tell by account and look which accounts nobody may touch."""
    flags = np.zeros((grid.accounts.size, grid.looks.size), np.bool_)
    said = [one for one in decisions if one.kind in {"account_frozen", "account_unfrozen"}]
    for one, row, look in _placed(grid, said):  # in order: the last word stands
        flags[row, look:] = False
        if one.kind == "account_frozen":
            flags[row, look : _end(grid, one, FAR)] = True
    return flags


def fit_overridden(grid: Grid, decisions: list[Decision]) -> Flags:
    """Tell by account and look where somebody overrode the fit, with a reason."""
    return _spans(grid, [one for one in decisions if one.kind == "fit_override"], FAR)


def off_list(grid: Grid, lists: list[SignedList]) -> Flags:
    """Tell by account and look who was not on the signed list; nobody before the first one."""
    flags = np.zeros((grid.accounts.size, grid.looks.size), np.bool_)
    starts = np.searchsorted(grid.looks, [one.day for one in lists])
    for index, one in enumerate(lists):
        end = starts[index + 1] if index + 1 < len(lists) else grid.looks.size
        rows, is_here = grid.rows_of(np.fromiter(one.tiers, np.int64, len(one.tiers)))
        flags[:, starts[index] : end] = True
        flags[rows[is_here], starts[index] : end] = False
    return flags


def accepted_days(decisions: list[Decision]) -> tuple[Ints, Ints]:
    """Return the accounts and days of accepted hand-offs."""
    taken = [one for one in decisions if one.kind == "handoff_accepted"]
    accounts = np.array([one.account for one in taken], np.int64)
    return accounts, np.array([one.day for one in taken], np.int64)


def _placed(grid: Grid, decisions: list[Decision]) -> list[tuple[Decision, int, int]]:
    """Return each decision with its row and the first look that knows of it."""
    rows, is_here = grid.rows_of(np.array([one.account for one in decisions], np.int64))
    looks = np.searchsorted(grid.looks, np.array([one.day for one in decisions], np.int64))
    placed = zip(decisions, rows.tolist(), looks.tolist(), is_here.tolist(), strict=True)
    return [(one, row, look) for one, row, look, is_in in placed if is_in]


def _spans(grid: Grid, decisions: list[Decision], days: int) -> Flags:
    flags = np.zeros((grid.accounts.size, grid.looks.size), np.bool_)
    for one, row, look in _placed(grid, decisions):
        flags[row, look : _end(grid, one, days)] = True
    return flags


def _end(grid: Grid, one: Decision, days: int) -> int:
    """Return the first look after a decision's end; without one it lasts so many days."""
    until = one.until_day if one.until_day is not None else one.day + days
    return int(np.searchsorted(grid.looks, until, side="right"))
