"""The proposed target list: who enters, leaves or moves against the signed one, and why."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from accord.accounts import signed, tiering, value
from accord.accounts.signed import Agreed
from accord.accounts.tiering import Candidate
from accord.engine.session import AsOf, Session
from accord.program import words
from accord.program.model import Program
from accord.program.profile import MustHave
from accord.values import points

_CANDIDATES: Final = """
SELECT v.account, v.value_points, coalesce(f.points, 0) AS fit,
    coalesce(f.known_share, 0.0) AS known_share, v.commercial_value AS commercial,
    coalesce(t.user_email, a.owner, '') AS owner, f.must_have_failed, f.excluded,
    v.reasons, a.employees, a.country,
    CAST(CASE WHEN f.must_have_failed IS NULL AND f.excluded IS NULL THEN
        row_number() OVER (
            PARTITION BY f.must_have_failed IS NULL AND f.excluded IS NULL
            ORDER BY v.value_points DESC, f.points DESC, v.account)
        END AS INTEGER) AS rank
FROM account_value v
JOIN accounts a USING (account)
LEFT JOIN fit f USING (account)
LEFT JOIN team_leads t ON t.account = v.account AND t.part = 'account_executive'
ORDER BY v.account
"""
_LEADS: Final = """
SELECT account, part, user_email FROM (
    SELECT t.account, t.part, t.user_email, row_number() OVER (
        PARTITION BY t.account, t.part ORDER BY max(f.known_at) DESC, t.user_email
    ) AS place
    FROM teams t
    JOIN account_keys k ON k.account = t.account
    JOIN fact_account_team f ON f.company_key = k.key AND f.part = t.part
        AND lower(trim(f.user_email)) = t.user_email
    GROUP BY t.account, t.part, t.user_email
) AS said WHERE place = 1
"""
_AGREED: Final = (
    "tier",
    "proposed_tier",
    "signed_tier",
    "change",
    "why",
    "is_locked",
    "lock_reason",
    "lock_until_day",
    "override",
)
"""Columns of targets that what was agreed and proposed decides."""

_TARGETS: Final = pa.schema(
    {
        "account": pa.int64(),
        "tier": pa.string(),
        "proposed_tier": pa.string(),
        "signed_tier": pa.string(),
        "change": pa.string(),
        "rank": pa.int32(),
        "value_points": pa.int64(),
        "reasons": pa.string(),
        "why": pa.string(),
        "is_locked": pa.bool_(),
        "lock_reason": pa.string(),
        "lock_until_day": pa.int32(),
        "override": pa.string(),
    }
)


@dataclass(frozen=True)
class _Universe:
    """The accounts as columns of equal length, those of an engine and those of plain values."""

    table: pa.Table
    rank: list[int | None]

    def column(self, name: str) -> list[Any]:
        """Return a column as plain values."""
        found: list[Any] = self.table[name].to_pylist()
        return found

    def numbers(self, name: str) -> NDArray[np.int64]:
        """Return a column of whole numbers, none of them unknown."""
        return np.asarray(self.table[name].to_numpy(), np.int64)

    @cached_property
    def is_out(self) -> NDArray[np.bool_]:
        """Tell which accounts a must-have or an exclusion keeps out."""
        said = (pc.fill_null(self.table[name], "") for name in ("must_have_failed", "excluded"))
        failed, excluded = (pc.not_equal(one, "").to_numpy() for one in said)
        return np.asarray(failed | excluded, np.bool_)

    def places(self, accounts: Iterable[int]) -> list[int]:
        """Return where some accounts stand, ascending."""
        chosen = np.fromiter(accounts, np.int64)
        return np.flatnonzero(np.isin(self.numbers("account"), chosen)).tolist()


def select(
    session: Session, program: Program, as_of: AsOf, *, ranked: pa.Table | None = None
) -> None:
    """Make team_leads, targets and tier_room: the list as it is in force, and as proposed.

    Of several people with one part in an account's team, the one said last leads.

    Ranks and proposals look across accounts: `ranked` gives them (account, proposed_tier,
    rank) when only a few accounts are here.
    """
    value.value(session, program, as_of)
    session.make("team_leads", _LEADS)
    table = session.arrow(_CANDIDATES)
    agreed = signed.read(session, as_of)
    if ranked is None:
        universe = _Universe(table, table["rank"].to_pylist())
        candidates = _candidates(universe, program, agreed, as_of)
        proposed: dict[int, str] = tiering.propose(candidates, program.tiers, program.tiering)
    else:
        proposed, ranks = _given(ranked, table["account"].to_pylist())
        universe = _Universe(table, ranks)
    session.register("targets", _targets(universe, program, agreed, proposed))
    _make_room(session, program, agreed, proposed)


def _given(ranked: pa.Table, accounts: list[int]) -> tuple[dict[int, str], list[int | None]]:
    """Read who is proposed, and the rank of each account, out of earlier targets."""
    chosen = ranked.filter(pc.is_in(ranked["account"], value_set=pa.array(accounts, pa.int64())))
    names = ("account", "proposed_tier", "rank")
    rows = list(zip(*(chosen[name].to_pylist() for name in names), strict=True))
    rank_by_account = {account: rank for account, _, rank in rows}
    proposed = {account: tier for account, tier, _ in rows if tier is not None}
    return proposed, [rank_by_account.get(account) for account in accounts]


def _candidates(
    universe: _Universe, program: Program, agreed: Agreed, as_of: AsOf
) -> list[Candidate]:
    """List those who may have a place: nobody kept out, nobody far below every need."""
    least = min((tier.needs.fit_at_least for tier in program.tiers.values()), default=0)
    known = np.fromiter({*agreed.tier_by_account, *agreed.locks}, np.int64)
    is_near = universe.numbers("fit") >= least
    is_near |= np.isin(universe.numbers("account"), known)
    chosen = np.flatnonzero(is_near & ~universe.is_out)
    columns = ("account", "value_points", "fit", "known_share", "commercial", "owner")
    near = universe.table.select(columns).take(pa.array(chosen))
    found = []
    for account, worth, fit, share, lifetime, owner in zip(
        *(near[name].to_pylist() for name in columns[:4]),
        _lifetimes(program, near["commercial"].to_pylist()),
        near["owner"].to_pylist(),
        strict=True,
    ):
        tier, lock = agreed.tier_by_account.get(account), agreed.locks.get(account)
        if lock is not None and lock.tier not in program.tiers:
            continue
        found.append(
            Candidate(
                account=account,
                value=worth,
                fit=fit,
                known_share=share,
                lifetime_value=lifetime,
                owner=owner,
                signed=tier if tier in program.tiers else None,
                locked=lock.tier if lock else None,
                is_held=_is_held(program, agreed, account, as_of.day),
            )
        )
    return found


def _lifetimes(program: Program, commercial: list[int]) -> list[int]:
    """Scale the usual lifetime value by each commercial value: half to one and a half."""
    lifetime = program.economics.lifetime_value
    weight = value.weights(program)["commercial_value"] * points.MILLION
    half = points.MILLION // 2
    shares = (one * points.MILLION // weight if weight else half for one in commercial)
    return [lifetime * (half + share) // points.MILLION for share in shares]


def _is_held(program: Program, agreed: Agreed, account: int, day: int) -> bool:
    tier = agreed.tier_by_account.get(account)
    if tier is None:
        return False
    rule = {str(name): one for name, one in program.tiers.items()}.get(tier)
    return rule is not None and day - agreed.since_day[account] < rule.hold_until_days


def _targets(
    universe: _Universe, program: Program, agreed: Agreed, proposed: dict[int, str]
) -> pa.Table:
    """Lay out the list: most accounts are on none, so only the others are taken one by one."""
    size = universe.table.num_rows
    accounts = universe.column("account")
    rows: dict[str, list[Any]] = {name: [None] * size for name in _AGREED}
    rows["change"] = ["kept_out" if is_out else None for is_out in universe.is_out.tolist()]
    rows["is_locked"] = [False] * size
    teller = _Teller(program, universe)
    rows["why"] = teller.left_out()
    for index in universe.places(
        {*agreed.tier_by_account, *proposed, *agreed.locks, *agreed.overrides}
    ):
        account = accounts[index]
        was, will = agreed.tier_by_account.get(account), proposed.get(account)
        lock, override = agreed.locks.get(account), agreed.overrides.get(account)
        if was is not None or not universe.is_out[index]:
            rows["change"][index] = tiering.change(will, was)
        rows["tier"][index] = override.tier if override else (was if agreed.is_signed else will)
        rows["proposed_tier"][index] = will
        rows["signed_tier"][index] = was
        rows["is_locked"][index] = lock is not None
        rows["lock_reason"][index] = lock.reason if lock else None
        rows["lock_until_day"][index] = lock.until_day if lock else None
        rows["override"][index] = _override(override)
        if rows["change"][index] not in {None, "kept_out", "leaves"} and not universe.is_out[index]:
            rows["why"][index] = teller.chosen(index)
    told = {name: pa.array(rows[name], _TARGETS.field(name).type) for name in _AGREED}
    told["rank"] = pa.array(universe.rank, pa.int32())
    told |= {name: universe.table[name] for name in ("account", "value_points", "reasons")}
    return pa.table([told[name] for name in _TARGETS.names], schema=_TARGETS)


def _override(held: signed.Held | None) -> str | None:
    if held is None:
        return None
    said = {
        "tier": held.tier,
        "reason": held.reason,
        "by": held.decided_by,
        "until_day": held.until_day,
    }
    return json.dumps(said)


class _Teller:
    """Says in one sentence why an account stands where it does."""

    def __init__(self, program: Program, universe: _Universe) -> None:
        self._universe = universe
        self._must_have = {one.id: one for one in program.profile.must_have}
        self._weights = value.weights(program)
        self._room = sum(tier.capacity for tier in program.tiers.values())
        self._least = min((t.needs.fit_at_least for t in program.tiers.values()), default=0)
        fits = universe.numbers("fit")
        self._exact = fits
        self._fits: list[int] = ((fits + points.MILLION // 2) // points.MILLION).tolist()
        self._is_low: list[bool] = (fits < self._least).tolist()
        self._asked = {one.id: _asked(one) for one in program.profile.must_have}

    def left_out(self) -> list[str]:
        """Say of every account why it would stand on no list."""
        fits, ranks = self._fits, self._universe.rank
        needed = self._least // points.MILLION
        said = [
            f"Fit {self._low(index) if fit >= needed else fit}, {needed} needed"
            if is_low
            else f"Ranked {rank:,}: others are worth more in the {self._room:,} places"
            if rank is not None
            else ""
            for index, (fit, is_low, rank) in enumerate(zip(fits, self._is_low, ranks, strict=True))
        ]
        out = np.flatnonzero(self._universe.is_out)
        columns = ("excluded", "must_have_failed", "employees", "country")
        kept_out = self._universe.table.select(columns).take(pa.array(out))
        told = zip(*(kept_out[name].to_pylist() for name in columns), strict=True)
        for index, reason in zip(out.tolist(), told, strict=True):
            said[index] = self._kept_out(*reason)
        return said

    def _low(self, index: int) -> str:
        """Return a fit that rounds to what is needed so that it still reads lower."""
        return points.in_words(int(self._exact[index]))

    def chosen(self, index: int) -> str:
        """Say why an account has a place."""
        reasons = json.loads(self._universe.table["reasons"][index].as_py())
        return "; ".join([f"Fit {self._fits[index]}", *value.strongest(reasons, self._weights)])

    def _kept_out(
        self, excluded: str | None, failed: str | None, employees: int | None, country: str | None
    ) -> str:
        if excluded:
            return f"Excluded: {excluded.replace('_', ' ')}"
        rule = self._must_have.get(failed or "")
        if rule is None:
            return f"Fails a must-have: {(failed or '').replace('_', ' ')}"
        told = rule.id.replace("_", " ")
        if rule.field == "employees":
            told = "number of people unknown" if employees is None else f"{employees:,} people"
        if rule.field == "country":
            told = f"country {country or 'unknown'}"
        return f"Must-have fails: {told}{self._asked[rule.id]}"


def _asked(rule: MustHave) -> str:
    if rule.at_least is not None:
        return f", {rule.at_least:,g} needed"
    if rule.at_most is not None:
        return f", at most {rule.at_most:,g}"
    return f"; {rule.why}" if rule.why else ""


def _make_room(
    session: Session, program: Program, agreed: Agreed, proposed: dict[int, str]
) -> None:
    names: list[str] = [name for name in words.TREATMENTS if name in program.tiers]
    before, after = list(agreed.tier_by_account.values()), list(proposed.values())
    tier_by_name = {str(name): tier for name, tier in program.tiers.items()}
    session.make(
        "tier_room",
        "SELECT unnest($tiers::VARCHAR[]) AS tier, unnest($capacity::BIGINT[]) AS capacity, "
        "unnest($signed::BIGINT[]) AS signed, unnest($after::BIGINT[]) AS after",
        tiers=names,
        capacity=[tier_by_name[name].capacity for name in names],
        signed=[before.count(name) for name in names],
        after=[after.count(name) for name in names],
    )
