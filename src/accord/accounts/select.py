"""The proposed target list: who enters, leaves or moves against the signed one, and why."""

import json
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

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
    """The accounts as columns of equal length."""

    account: list[int]
    value_points: list[int]
    fit: list[int]
    known_share: list[float]
    commercial: list[int]
    owner: list[str]
    must_have_failed: list[str | None]
    excluded: list[str | None]
    reasons: list[str]
    employees: list[int | None]
    country: list[str | None]
    rank: list[int | None]


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
    columns = {name: table[name].to_pylist() for name in table.column_names}
    agreed = signed.read(session, as_of)
    if ranked is None:
        universe = _Universe(**columns)
        candidates = _candidates(universe, program, agreed, as_of)
        proposed: dict[int, str] = tiering.propose(candidates, program.tiers, program.tiering)
    else:
        proposed, ranks = _given(ranked, columns["account"])
        universe = _Universe(**columns | {"rank": ranks})
    session.register("selected", _targets(universe, program, agreed, proposed))
    session.make("targets", "SELECT * FROM selected")
    session.drop("selected")
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
    lifetime = program.economics.lifetime_value
    found = []
    for index, account in enumerate(universe.account):
        tier = agreed.tier_by_account.get(account)
        lock = agreed.locks.get(account)
        if universe.must_have_failed[index] or universe.excluded[index]:
            continue
        if universe.fit[index] < least and tier is None and lock is None:
            continue
        if lock is not None and lock.tier not in program.tiers:
            continue
        found.append(
            Candidate(
                account=account,
                value=universe.value_points[index],
                fit=universe.fit[index],
                known_share=universe.known_share[index],
                lifetime_value=expected_lifetime(lifetime, universe.commercial[index], program),
                owner=universe.owner[index],
                signed=tier if tier in program.tiers else None,
                locked=lock.tier if lock else None,
                is_held=_is_held(program, agreed, account, as_of.day),
            )
        )
    return found


def expected_lifetime(lifetime: int, commercial_points: int, program: Program) -> int:
    """Scale the usual lifetime value by the account's commercial value: half to one and a half."""
    weight = value.weights(program)["commercial_value"] * points.MILLION
    share = commercial_points * points.MILLION // weight if weight else points.MILLION // 2
    return lifetime * (points.MILLION // 2 + share) // points.MILLION


def _is_held(program: Program, agreed: Agreed, account: int, day: int) -> bool:
    tier = agreed.tier_by_account.get(account)
    rule = next((one for name, one in program.tiers.items() if name == tier), None)
    return rule is not None and day - agreed.since_day[account] < rule.hold_until_days


def _targets(
    universe: _Universe, program: Program, agreed: Agreed, proposed: dict[int, str]
) -> pa.Table:
    rows: dict[str, list[Any]] = {name: [] for name in _TARGETS.names}
    teller = _Teller(program, universe)
    for index, account in enumerate(universe.account):
        was, will = agreed.tier_by_account.get(account), proposed.get(account)
        is_out = bool(universe.must_have_failed[index] or universe.excluded[index])
        step = tiering.change(will, was)
        if is_out and was is None:
            step = "kept_out"
        lock, override = agreed.locks.get(account), agreed.overrides.get(account)
        in_force = override.tier if override else (was if agreed.is_signed else will)
        rows["tier"].append(in_force)
        rows["proposed_tier"].append(will)
        rows["signed_tier"].append(was)
        rows["change"].append(step)
        rows["why"].append(teller.why(index, step))
        rows["is_locked"].append(lock is not None)
        rows["lock_reason"].append(lock.reason if lock else None)
        rows["lock_until_day"].append(lock.until_day if lock else None)
        rows["override"].append(_override(override))
    rows |= {
        "account": universe.account,
        "rank": universe.rank,
        "value_points": universe.value_points,
        "reasons": universe.reasons,
    }
    return pa.table(rows, schema=_TARGETS)


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

    def why(self, index: int, step: str | None) -> str:
        universe = self._universe
        fit = universe.fit[index]
        if excluded := universe.excluded[index]:
            return f"Excluded: {excluded.replace('_', ' ')}"
        if failed := universe.must_have_failed[index]:
            return self._fails(failed, index)
        if step in {None, "leaves"}:
            if fit < self._least:
                return f"Fit {fit // points.MILLION}, {self._least // points.MILLION} needed"
            return f"Ranked {universe.rank[index]:,}: others are worth more in the {self._room:,} places"
        said = value.strongest(json.loads(universe.reasons[index]), self._weights)
        return "; ".join([f"Fit {fit // points.MILLION}", *said])

    def _fails(self, failed: str, index: int) -> str:
        rule = self._must_have.get(failed)
        if rule is None:
            return f"Fails a must-have: {failed.replace('_', ' ')}"
        return f"Must-have fails: {self._value_of(rule, index)}{_asked(rule)}"

    def _value_of(self, rule: MustHave, index: int) -> str:
        if rule.field == "employees":
            known = self._universe.employees[index]
            return "number of people unknown" if known is None else f"{known:,} people"
        if rule.field == "country":
            return f"country {self._universe.country[index] or 'unknown'}"
        return rule.id.replace("_", " ")


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
