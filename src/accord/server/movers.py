"""Who would move under other rules, and the clause that moved each of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from accord.program import comparing
from accord.program.comparing import Change
from accord.program.model import Program
from accord.values import ids, points

POINTS_WORTH_SHOWING: Final = 5
"""An account whose fit and engagement move by less, and nothing else, is only counted."""

_COLUMNS: Final = ("account", "name", "domain", "fit", "engagement", "stage", "proposed_tier")
_TIER_ORDER: Final = {None: 9, "one_to_one": 0, "one_to_few": 1, "one_to_many": 2}
_LIST_CLAUSES: Final = ("tiers", "tiering", "ranking", "list_refresh", "routing", "motions")
_STAGE_CLAUSES: Final = ("stages", "qualification")

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class _Causes:
    """What differs between two programs, and what each account got from each part."""

    changes: tuple[Change, ...]
    parts: Mapping[int, Mapping[str, tuple[int, int]]]
    """Fit points by criterion, before and after, by account."""
    kept_out: Mapping[int, tuple[str, str]]
    """The clause that keeps an account out, before and after; empty when none does."""
    acts: Mapping[int, Mapping[str, int]]
    """Counted acts by kind, by account."""

    def under(self, *heads: str) -> list[Change]:
        """Return the changes of clauses that begin with one of these paths."""
        return [c for c in self.changes if any(_is_under(c.path, head) for head in heads)]


def find(before: Tables, after: Tables, old: Program, new: Program) -> list[dict[str, Any]]:
    """List the accounts that move, list and stage first, each with the clause that moved it."""
    causes = _causes(before, after, old, new)
    was = {row["account"]: row for row in before["account_rows"].select(_COLUMNS).to_pylist()}
    rows = after["account_rows"].select(_COLUMNS).to_pylist()
    found = [_mover(was.get(row["account"], {}), row, causes) for row in rows]
    return sorted((each for each in found if _is_shown(each)), key=_weight)


def _mover(was: Mapping[str, Any], row: Mapping[str, Any], causes: _Causes) -> dict[str, Any]:
    said: dict[str, Any] = {
        "public_id": ids.public_id(row["account"]),
        "name": row["name"] or row["domain"] or "",
    }
    for name in _COLUMNS[3:]:
        said[f"{name}_before"], said[name] = was.get(name), row[name]
    cause = _cause(said, row["account"], causes)
    return said | {"why": cause.words if cause else "", "where": cause.path if cause else ""}


def _is_shown(mover: Mapping[str, Any]) -> bool:
    return is_moved(mover) or max(_shift(mover, "fit"), _shift(mover, "engagement")) >= (
        POINTS_WORTH_SHOWING * points.MILLION
    )


def is_moved(mover: Mapping[str, Any]) -> bool:
    """Tell whether an account changes its stage, its tier or whether it is on the list."""
    return any(mover[name] != mover[f"{name}_before"] for name in ("stage", "proposed_tier"))


def _shift(mover: Mapping[str, Any], name: str) -> int:
    return abs(int(mover[name] or 0) - int(mover[f"{name}_before"] or 0))


def _weight(mover: Mapping[str, Any]) -> tuple[Any, ...]:
    """Sort by what a team asks first: list and tier, then stage, then points."""
    tiers = (mover["proposed_tier"], mover["proposed_tier_before"])
    return (
        tiers[0] == tiers[1],
        min(_TIER_ORDER.get(tier, 8) for tier in tiers),
        mover["stage"] == mover["stage_before"],
        -(_shift(mover, "fit") + _shift(mover, "engagement")),
        mover["name"],
    )


def _cause(mover: Mapping[str, Any], account: int, causes: _Causes) -> Change | None:
    """Choose the changed clause that moved an account: its own numbers before its place."""
    if len(causes.changes) < 2:  # noqa: PLR2004 - one change is the cause of whatever moves
        return next(iter(causes.changes), None)
    is_tier_moved = mover["proposed_tier"] != mover["proposed_tier_before"]
    candidates: list[Iterable[Change]] = []
    if is_tier_moved:
        candidates += [_of_door(account, causes), _of_tier(mover, causes)]
    if mover["stage"] != mover["stage_before"]:
        candidates.append(_of_stage(mover, causes))
    if _shift(mover, "fit") >= _shift(mover, "engagement"):
        candidates += [_of_fit(account, causes), _of_engagement(mover, account, causes)]
    else:
        candidates += [_of_engagement(mover, account, causes), _of_fit(account, causes)]
    candidates += [causes.under(*_LIST_CLAUSES) if is_tier_moved else (), causes.changes]
    return next((change for found in candidates for change in found), None)


def _of_door(account: int, causes: _Causes) -> list[Change]:
    """Return the must-have or exclusion that an account began or ceased to fail."""
    before, after = causes.kept_out.get(account, ("", ""))
    if before == after:
        return []
    names = [name for name in (after, before) if name]
    return causes.under(
        *(f"profile.{part}.{name}" for name in names for part in ("must_have", "exclude"))
    )


def _of_tier(mover: Mapping[str, Any], causes: _Causes) -> list[Change]:
    """Return changes of the tiers that an account left or came to."""
    tiers = [mover["proposed_tier"], mover["proposed_tier_before"]]
    return causes.under(*(f"tiers.{tier}" for tier in tiers if tier))


def _of_stage(mover: Mapping[str, Any], causes: _Causes) -> list[Change]:
    stages = {mover["stage"], mover["stage_before"]}
    found = causes.under(*_STAGE_CLAUSES)
    return [change for change in found if stages & set(change.path.split("."))]


def _of_fit(account: int, causes: _Causes) -> list[Change]:
    """Return the changed criterion that gave or took the most points."""
    parts = causes.parts.get(account, {})
    shifts = sorted(parts, key=lambda name: (-abs(parts[name][1] - parts[name][0]), name))
    moved = [name for name in shifts if parts[name][0] != parts[name][1]]
    return [change for name in moved for change in causes.under(f"profile.criteria.{name}")]


def _of_engagement(mover: Mapping[str, Any], account: int, causes: _Causes) -> list[Change]:
    """Return the changed kind that an account did most, else what changed for every kind."""
    if not _shift(mover, "engagement"):
        return []
    acts = causes.acts.get(account, {})
    changed = causes.under("engagement.activities")
    kinds = [change for change in changed if acts.get(change.path.split(".")[2])]
    kinds.sort(key=lambda change: -acts[change.path.split(".")[2]])
    general = [c for c in causes.under("engagement", "buying_groups", "intent") if c not in changed]
    return [*kinds, *general]


def _is_under(path: str, head: str) -> bool:
    return path == head or path.startswith(f"{head}.")


def _causes(before: Tables, after: Tables, old: Program, new: Program) -> _Causes:
    return _Causes(
        tuple(comparing.difference(old, new)),
        _parts(before["fit_reasons"], after["fit_reasons"]),
        _kept_out(before["fit"], after["fit"]),
        _acts(after),
    )


def _parts(before: pa.Table, after: pa.Table) -> dict[int, dict[str, tuple[int, int]]]:
    columns = ["account", "criterion", "points"]
    was = {(r["account"], r["criterion"]): r["points"] for r in before.select(columns).to_pylist()}
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for row in after.select(columns).to_pylist():
        pair = (was.get((row["account"], row["criterion"]), 0), row["points"])
        found.setdefault(row["account"], {})[row["criterion"]] = pair
    return found


def _kept_out(before: pa.Table, after: pa.Table) -> dict[int, tuple[str, str]]:
    columns = ["account", "must_have_failed", "excluded"]
    was, now = (
        {r["account"]: r["must_have_failed"] or r["excluded"] or "" for r in rows}
        for rows in (before.select(columns).to_pylist(), after.select(columns).to_pylist())
    )
    return {account: (was.get(account, ""), clause) for account, clause in now.items()}


def _acts(tables: Tables) -> dict[int, dict[str, int]]:
    names = {row["kind"]: row["kind_name"] for row in tables["kinds"].to_pylist()}
    found: dict[int, Counter[str]] = {}
    for row in tables["counted"].select(["account", "kind", "n"]).to_pylist():
        found.setdefault(row["account"], Counter())[names.get(row["kind"], "")] += row["n"]
    return {account: dict(counted) for account, counted in found.items()}
