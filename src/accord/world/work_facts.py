"""What Tallyfold's own people did: teams, plays, touches, costs, and what they decided."""

import json
from typing import Any, Final

import numpy as np
import pyarrow as pa

from accord.facts import keys
from accord.world import addresses, cast, columns, company_facts, plays, titles, words
from accord.world.dealings import Subscriptions
from accord.world.spans import Ints
from accord.world.universe import Universe

_COST_A_TOUCH: Final = {"email": 40, "direct_mail": 4_800, "ads": 900}
_LIVE_PLAY: Final = "rising_account_follow_up"
_CONFIRMED_SHARE: Final = 0.12


def _users(part: str) -> list[tuple[str, str]]:
    return [(mail, name) for mail, name, does in words.USERS if does == part]


def _record_keys(companies: Ints) -> Ints:
    return np.array([company_facts.record_key(one) for one in companies.tolist()], dtype=np.int64)


def account_team(universe: Universe, terms: Subscriptions) -> pa.Table:
    """Return who works which account: everybody owed to its tier, and success for customers."""
    tier = universe.fitness.tier
    parts = {
        "account_executive": np.flatnonzero(tier > 0),
        "development_rep": np.flatnonzero((tier > 0) & (tier < 3)),
        "marketer": np.flatnonzero((tier > 0) & (tier < 3)),
        "executive_sponsor": np.flatnonzero(tier == 1),
        "customer_success": np.unique(terms.account),
    }
    company, user, part = [], [], []
    families = universe.companies.family
    for name, rows in parts.items():
        users = _users(name)
        for one in rows.tolist():
            pick = 0 if one < 3 else int(families[one]) * 7 % len(users)
            company.append(one)
            user.append(users[pick])
            part.append(name)
    day = np.full(len(company), universe.span.first_day)
    return columns.table(
        "account_team",
        "crm",
        columns.morning(day, np.arange(day.size) % 3600),
        {
            "company_key": _record_keys(np.array(company, dtype=np.int64)),
            "user_email": columns.texts(mail for mail, _ in user),
            "user_name": columns.texts(name for _, name in user),
            "part": columns.texts(part),
        },
    )


def launches(universe: Universe) -> pa.Table:
    """Return every play at every account it came to, the held-out ones too."""
    span, assignment = universe.span, universe.assignment
    company, play, arm, start, length = [], [], [], [], []
    for number, one in enumerate(plays.PLAYS):
        treated = np.flatnonzero(assignment.start[number] < plays.NEVER)
        company.append(treated)
        start.append(assignment.start[number, treated].astype(np.int64))
        held = np.zeros(0, dtype=np.int64)
        if one.policy == "randomised":
            may = ~np.isnan(assignment.propensity[number])
            held = np.flatnonzero(may & (assignment.start[number] == plays.NEVER))
        company.append(held)
        first = plays.first_week(number, span.weeks, span.history_weeks)
        start.append(np.full(held.size, first, dtype=np.int64))
        play += [one.name] * (treated.size + held.size)
        arm += ["treated"] * treated.size + ["held_out"] * held.size
        length += [7 * one.weeks] * (treated.size + held.size)
    company.append(np.array([0]))
    start.append(np.array([span.all_weeks - 1]))
    play, arm, length = [*play, _LIVE_PLAY], [*arm, "treated"], [*length, 14]
    day = span.first_day + 7 * np.concatenate(start)
    keys_of = _record_keys(np.concatenate(company))
    facts = columns.table(
        "plays",
        "accord",
        columns.morning(day, np.arange(day.size) % 3600),
        {
            "account": keys_of,
            "company_key": keys_of,
            "play": columns.texts(play),
            "arm": columns.texts(arm),
            "starts_on": day,
            "ends_on": day + np.array(length),
        },
    )
    return columns.known_until(facts, span.end_us)


def touches(universe: Universe) -> pa.Table:
    """Return what plays did to people: at most three a company, each step of its own week."""
    everybody, span = universe.people, universe.span
    rows: list[tuple[int, int, int, int]] = []
    for number, one in enumerate(plays.PLAYS):
        start = universe.assignment.start[number]
        for treated in np.flatnonzero(start < plays.NEVER).tolist():
            first, last = everybody.starts[treated], everybody.starts[treated + 1]
            known = first + np.flatnonzero(everybody.is_known[first:last])[:3]
            for at, reached in enumerate(known.tolist()):
                week = int(start[treated]) + at * max(1, one.weeks // 4)
                rows.append((number, treated, reached, span.first_day + 7 * week + 1))
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    play, company, person, day = (table[:, at] for at in range(4))
    names = [one.name for one in plays.PLAYS]
    facts = columns.table(
        "touches",
        "accord",
        columns.morning(day, np.arange(day.size) % 20_000),
        {
            "account": _record_keys(company),
            "person": np.array(
                [keys.record_key("crm", addresses.person_id(one)) for one in person.tolist()],
                dtype=np.int64,
            ),
            "play": columns.picked(names, play),
            "step": columns.picked([one.step for one in plays.PLAYS], play),
            "channel_name": columns.picked([one.channel for one in plays.PLAYS], play),
            "asset_name": columns.picked([one.asset for one in plays.PLAYS], play),
            "done_by": columns.picked([mail for mail, _ in _users("marketer")], company % 2),
        },
    )
    return columns.known_until(facts, span.end_us)


def costs(universe: Universe, done: pa.Table) -> pa.Table:
    """Return what touches cost, and a monthly bill for channels."""
    price = np.array(
        [_COST_A_TOUCH[name] for name in done["channel_name"].to_pylist()], dtype=np.int64
    )
    months = np.arange(universe.span.window_day + 27, universe.span.last_day, 30)
    channels = ("ads", "content", "event")
    day = np.concatenate([np.asarray(done["occurred_at"]) // 86_400_000_000, np.repeat(months, 3)])
    monthly = 3 * months.size
    moments = columns.morning(day, np.arange(day.size) % 20_000)
    nothing = [None] * monthly
    facts = columns.table(
        "costs",
        "finance",
        moments,
        {
            "account": np.concatenate(
                [np.asarray(done["account"]), np.zeros(monthly, dtype=np.int64)]
            ),
            "kind": columns.texts(["paid"] * (done.num_rows + monthly)),
            "channel_name": columns.texts(
                [*done["channel_name"].to_pylist(), *channels * months.size]
            ),
            "play": columns.texts([*done["play"].to_pylist(), *nothing]),
            "amount_minor": np.concatenate(
                [price, np.tile((900_000, 350_000, 600_000), months.size)]
            ),
            "currency": columns.texts(["USD"] * day.size),
            "on_day": day,
        },
    )
    return columns.known_until(facts, universe.span.end_us)


def decisions(universe: Universe) -> pa.Table:
    """Return what people decided along the way: confirmed roles and answered hand-offs."""
    rng = universe.streams.of("decisions")
    everybody = universe.people
    targets = np.flatnonzero((universe.fitness.tier > 0) & (universe.fitness.tier < 3))
    seated = np.isin(everybody.company, targets) & (everybody.role > 0) & everybody.is_known
    luck = rng.random(len(everybody))
    luck[: everybody.starts[2]] = 1.0
    luck[[cast.CLEO, int(everybody.starts[1])]] = 0.0  # the champion, and somebody at Globex
    confirmed = np.flatnonzero(seated & (luck < _CONFIRMED_SHARE))
    company = everybody.company[confirmed].astype(np.int64)
    day = universe.span.last_day - 1 - rng.integers(0, 7 * universe.span.weeks - 2, confirmed.size)
    day[confirmed == cast.CLEO] = universe.span.last_day - 3
    sellers = [mail for mail, _ in _users("account_executive")]
    return columns.table(
        "decisions",
        "accord",
        columns.morning(day, rng.integers(0, 8 * 3600, day.size)),
        {
            "kind": columns.texts(["role_confirmed"] * confirmed.size),
            "account": _record_keys(company),
            "person": np.array(
                [keys.record_key("crm", addresses.person_id(one)) for one in confirmed.tolist()],
                dtype=np.int64,
            ),
            "subject": columns.texts(["main"] * confirmed.size),
            "value": columns.texts(_role_value(universe, one) for one in confirmed.tolist()),
            "reason": columns.texts(["said so in a meeting"] * confirmed.size),
            "decided_by": columns.picked(sellers, company % len(sellers)),
        },
    )


def _role_value(universe: Universe, person: int) -> str:
    value: dict[str, Any] = {
        "solution": "main",
        "role": titles.ROLES[int(universe.people.role[person])],
    }
    return json.dumps(value)
