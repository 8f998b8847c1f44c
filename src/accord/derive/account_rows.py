"""The wide row: everything that lists of accounts show, sort and filter by."""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from accord.content import why_now
from accord.engine.session import AsOf, Session
from accord.program.model import Program

RECENT_DAYS: Final = 28
PEOPLE_ORDER: Final = "account, person"
SPARK_WEEKS: Final = 26
SPARK_UNIT: Final = 100_000
"""A spark's number is tenths of a point."""

_RECENT: Final = """
SELECT l.account, l.person, k.kind_name, k.points, k.pseudo, l.asset, max(l.day) AS day,
    CAST(sum(l.n) AS BIGINT) AS times
FROM ledger l
LEFT JOIN page_kinds g ON l.kind = g.kind AND l.asset = g.asset
JOIN kinds k ON coalesce(g.scored, l.kind) = k.kind
LEFT JOIN people p ON l.person = p.person
WHERE l.verdict = 0 AND l.day > $day - $recent AND l.day <= $day AND k.points > 0
    AND p.excluded IS NULL
GROUP BY l.account, l.person, k.kind_name, k.points, k.pseudo, l.asset
"""
_BEST: Final = """
SELECT DISTINCT ON (account) account, person, kind_name, asset, day, times
FROM recent WHERE pseudo = 0
ORDER BY account, points * ($recent + day - $day) DESC, day DESC, kind_name, asset, person
"""
_LATEST: Final = """
SELECT a.account, b.kind_name AS kind, coalesce(n.title, n.asset_name) AS asset,
    coalesce(b.times, 0) AS times, b.day, p.name, p.title, coalesce(s.active, 0) AS active,
    coalesce(s.visitors, 0) AS visitors, t.title AS trigger, t.day AS trigger_day, e.last_day
FROM accounts a
LEFT JOIN best b USING (account)
LEFT JOIN asset_titles n ON b.asset = n.asset
LEFT JOIN people p ON b.person = p.person
LEFT JOIN (
    SELECT r.account,
        CAST(count(DISTINCT r.person) FILTER (WHERE q.person IS NOT NULL) AS BIGINT) AS active,
        CAST(count(DISTINCT r.person) FILTER (WHERE q.person IS NULL) AS BIGINT) AS visitors
    FROM recent r LEFT JOIN people q ON r.person = q.person
    WHERE r.pseudo = 0 GROUP BY r.account
) s ON s.account = a.account
LEFT JOIN (
    SELECT account, max(CASE WHEN place = 1 THEN title END) AS title, max(day) AS day
    FROM (
        SELECT r.account, r.title, r.day, row_number() OVER (
            PARTITION BY r.account ORDER BY r.title IS NULL, r.day DESC, r.title DESC) AS place
        FROM triggers r JOIN trigger_windows w USING (kind)
        WHERE r.day <= $day AND r.day + w.days >= $day AND coalesce(r.expires_day, $day) >= $day
    ) AS open_events
    GROUP BY account
) t ON t.account = a.account
LEFT JOIN engagement_now e ON e.account = a.account
WHERE b.account IS NOT NULL OR t.account IS NOT NULL
ORDER BY a.account
"""
_ASSET_TITLES: Final = """
SELECT asset, min(title) AS title, min(asset_name) AS asset_name
FROM fact_activities
WHERE asset <> 0 AND day > $day - $recent
    AND asset IN (SELECT asset FROM best WHERE asset <> 0)
GROUP BY asset
"""
_SHAPE: Final = """
SELECT account, solution,
    repeat('e', e) || repeat('r', greatest(r - e, 0))
        || repeat('k', greatest(k - greatest(r, e), 0))
        || repeat('.', greatest(total - greatest(k, r, e), 0)) AS seats_shape
FROM (
    SELECT account, solution,
        CAST(sum(least(engaged, known, required)) AS INTEGER) AS e,
        CAST(sum(least(greatest(reachable, engaged), known, required)) AS INTEGER) AS r,
        CAST(sum(least(known, required)) AS INTEGER) AS k,
        CAST(sum(required) AS INTEGER) AS total
    FROM seats_now WHERE required > 0 GROUP BY account, solution
) AS counted_seats
"""
_TEAM: Final = """
SELECT t.account, min(l.user_email) AS executive,
    '[' || string_agg(CAST(to_json({'part': t.part, 'user_email': t.user_email,
        'user_name': coalesce(t.user_name, '')}) AS VARCHAR), ', ' ORDER BY t.part, t.user_email)
        FILTER (WHERE t.part IS NOT NULL AND t.user_email IS NOT NULL) || ']' AS team
FROM teams t
LEFT JOIN team_leads l ON l.account = t.account AND l.part = 'account_executive'
GROUP BY t.account
"""
_ROWS: Final = """
SELECT a.account, a.name, a.domain, a.industry, a.employees, a.country,
    t.tier, t.signed_tier, t.proposed_tier, t.change, t.rank, t.is_locked,
    s.stage, s.since_day, coalesce(s.is_stalled, false) AS is_stalled, s.motion, s.solution,
    f.points AS fit, f.band AS fit_band, f.known_share AS fit_known_share,
    coalesce(e.points, 0) AS engagement,
    coalesce(e.points, 0) - coalesce(e.points_7_days_ago, 0) AS engagement_change,
    coalesce(e.people_engaged, 0) AS people_engaged, e.last_day,
    coalesce(r.is_rising, false) AS is_rising,
    coalesce(k.spark, []) AS spark,
    coalesce(w.why_now, CASE WHEN e.last_day IS NULL THEN $nothing_heard
        ELSE $quiet_before || ($day - e.last_day) || $quiet_after END) AS why_now,
    coalesce(g.known, 0) AS seats_known, coalesce(g.required, 0) AS seats_required,
    coalesce(g.engaged, 0) AS seats_engaged, g.completeness, coalesce(h.seats_shape, '') AS seats_shape,
    coalesce(g.is_single_threaded, false) AS is_single_threaded,
    coalesce(m.executive, a.owner) AS owner, coalesce(m.team, '[]') AS team,
    n.play AS next_play, n.step AS next_step, n.verb AS next_verb, n.reason AS next_reason,
    n.person AS next_person, n.owner AS next_owner, n.due_day AS next_due_day,
    n.rank_value AS next_value,
    lower(concat_ws(' ', a.name, a.domain, p.names)) AS search_text
FROM accounts a
LEFT JOIN targets t USING (account)
LEFT JOIN stage_first s USING (account)
LEFT JOIN fit f USING (account)
LEFT JOIN engagement_now e USING (account)
LEFT JOIN rising r USING (account)
LEFT JOIN sparks k USING (account)
LEFT JOIN why_now_rows w USING (account)
LEFT JOIN group_now g ON g.account = a.account AND g.solution = s.solution
LEFT JOIN seat_shapes h ON h.account = a.account AND h.solution = s.solution
LEFT JOIN team_rows m ON m.account = a.account
LEFT JOIN next_steps n ON n.account = a.account
LEFT JOIN people_names p ON p.account = a.account
"""
_LATEST_FIELDS: Final = (
    "kind",
    "asset",
    "times",
    "day",
    "name",
    "title",
    "active",
    "visitors",
    "trigger",
    "trigger_day",
    "last_day",
)


def make(session: Session, program: Program, as_of: AsOf) -> None:
    """Make account_rows: one wide row an account."""
    del program
    _make_why_now(session, as_of)
    session.make("seat_shapes", _SHAPE)
    session.make("team_rows", _TEAM)
    session.register("people_names", _names(session))
    session.register("sparks", _sparks(session))
    before, after = why_now.QUIET.split("{days}")
    session.make_sorted(
        "account_rows",
        _ROWS,
        "account",
        day=as_of.day,
        nothing_heard=why_now.NOTHING_HEARD,
        quiet_before=before,
        quiet_after=after,
    )
    session.drop("why_now_rows", "seat_shapes", "team_rows", "people_names", "sparks")


def _names(session: Session) -> pa.Table:
    """Return the names of each account's people, in the order of their ids, as one text."""
    people = session.sorted("people", PEOPLE_ORDER, ["account", "name"])
    named = people.filter(pc.and_(pc.not_equal(people["account"], 0), pc.is_valid(people["name"])))
    starts, account = _runs(named["account"])
    names = pa.ListArray.from_arrays(
        pa.array(np.append(starts, named.num_rows), pa.int32()),
        pc.utf8_lower(named["name"].combine_chunks()),
    )
    return pa.table({"account": account, "names": pc.binary_join(names, " ")})


def _sparks(session: Session) -> pa.Table:
    """Return the points of each account at its last looks, in tenths."""
    weeks = session.sorted("weeks", "account, look_day")
    starts, account = _runs(weeks["account"])
    ends = np.append(starts[1:], weeks.num_rows)
    firsts = np.maximum(starts, ends - SPARK_WEEKS)
    sizes = ends - firsts
    offsets = np.append(0, np.cumsum(sizes))
    rows = np.repeat(firsts - offsets[:-1], sizes) + np.arange(offsets[-1])
    tenths = (weeks["points"].to_numpy() // SPARK_UNIT).astype(np.int32)[rows]
    spark = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(tenths))
    return pa.table({"account": account, "spark": spark})


def _runs(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], pa.Array]:
    """Return where each account's rows begin in a sorted column, and the accounts."""
    account = column.to_numpy()
    is_first = np.ones(account.size, np.bool_)
    is_first[1:] = account[1:] != account[:-1]
    starts = np.flatnonzero(is_first)
    return starts, pa.array(account[starts], pa.int64())


def _make_why_now(session: Session, as_of: AsOf) -> None:
    session.make("recent", _RECENT, day=as_of.day, recent=RECENT_DAYS)
    session.make("best", _BEST, day=as_of.day, recent=RECENT_DAYS)
    session.make("asset_titles", _ASSET_TITLES, day=as_of.day, recent=RECENT_DAYS)
    latest = session.arrow(_LATEST, day=as_of.day)
    columns = [latest[name].to_pylist() for name in _LATEST_FIELDS]
    said = [_said(row, as_of.day) for row in zip(*columns, strict=True)]
    rows = pa.table({"account": latest["account"], "why_now": pa.array(said, pa.string())})
    session.register("why_now_rows", rows)
    session.drop("recent", "best", "asset_titles")


def _said(row: tuple[Any, ...], day: int) -> str:
    return why_now.sentence(why_now.Latest(*row), day)
