"""What every group lacks at its tier and stage: completeness, missing roles and alarms."""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from accord.engine.session import AsOf, Session
from accord.groups.completeness import asks_from
from accord.program import words
from accord.program.model import Program

LIGHTEST: Final = words.TREATMENTS[-1]
"""An account on no list is asked for what the lightest treatment asks."""

_ASKED: Final = """
    SELECT a.account, q.solution, q.role, max(q.weight) AS weight, max(q.required) AS required
    FROM accounts AS a
    LEFT JOIN targets AS t ON t.account = a.account
    JOIN stage_now AS s ON s.account = a.account
    JOIN required_seats AS q ON q.solution = s.solution AND q.motion = s.motion
        AND q.stage = s.stage AND q.tier = coalesce(t.tier, $lightest)
    GROUP BY a.account, q.solution, q.role
"""
_SEATS: Final = """
    SELECT coalesce(q.account, s.account) AS account, coalesce(q.solution, s.solution) AS solution,
        coalesce(q.role, s.role) AS role, coalesce(q.weight, w.weight, 0) AS weight,
        coalesce(q.required, 0) AS required, coalesce(s.known, 0) AS known,
        coalesce(s.reachable, 0) AS reachable, coalesce(s.reached, 0) AS reached,
        coalesce(s.engaged, 0) AS engaged
    FROM asked_seats AS q
    FULL JOIN seats AS s
        ON s.account = q.account AND s.solution = q.solution AND s.role = q.role
    LEFT JOIN role_weights AS w
        ON w.solution = coalesce(q.solution, s.solution) AND w.role = coalesce(q.role, s.role)
"""
_CHAMPIONS: Final = """
    SELECT m.account, m.solution,
        bool_and(($bounce AND p.is_bounced) OR ($unsubscribe AND NOT c.by_mail AND p.is_opted_out)
            OR ($unsubscribe AND c.forbids_mail = 'withdrew consent or unsubscribed')
            OR ($moved AND t.account IS NOT NULL)
            OR m.last_day <= $today - $silent) AS is_lost
    FROM members AS m
    JOIN people AS p ON p.person = m.person
    JOIN contacts AS c ON c.person = m.person
    LEFT JOIN (
        SELECT DISTINCT account FROM triggers
        WHERE kind = 'champion_moved' AND day > $today - $silent
    ) AS t ON t.account = m.account
    WHERE m.role = 'champion' AND m.solution = $solution
        AND (m.is_confirmed OR m.confidence >= $known_from)
    GROUP BY m.account, m.solution
"""
GROUPS: Final = """
    SELECT s.account, s.solution, s.completeness, s.known, s.required, s.engaged, s.missing,
        coalesce(h.is_single AND coalesce(e.people_engaged, 0) <= h.engaged_at_most, FALSE)
            AS is_single_threaded,
        list_concat(
            CASE WHEN coalesce(h.is_single AND coalesce(e.people_engaged, 0) <= h.engaged_at_most,
                FALSE) THEN ['single_threaded'] ELSE [] END,
            CASE WHEN coalesce(c.is_lost, FALSE) THEN ['champion_lost'] ELSE [] END,
            CASE WHEN z.account IS NOT NULL THEN ['stale'] ELSE [] END
        ) AS alarms
    FROM (
        SELECT account, solution,
            CAST(sum(CASE WHEN required > 0
                THEN weight * (least(known, required) * 1000000 // required) END) AS BIGINT)
                / nullif(CAST(sum(CASE WHEN required > 0 THEN weight END) AS BIGINT) * 10000, 0)
                AS completeness,
            CAST(sum(least(known, required)) AS INTEGER) AS known,
            CAST(sum(required) AS INTEGER) AS required,
            CAST(sum(least(engaged, known, required)) AS INTEGER) AS engaged,
            coalesce(list(role ORDER BY weight DESC, role) FILTER (WHERE known < required), [])
                AS missing
        FROM seats_now GROUP BY account, solution
    ) AS s
    LEFT JOIN engagement_now AS e ON e.account = s.account
    LEFT JOIN (
        SELECT n.account, n.solution, bool_or(a.engaged_at_most IS NOT NULL) AS is_single,
            max(a.engaged_at_most) AS engaged_at_most
        FROM stage_now AS n
        JOIN alarmed_stages AS a ON a.solution = n.solution AND a.stage = n.stage
        GROUP BY n.account, n.solution
    ) AS h ON h.account = s.account AND h.solution = s.solution
    LEFT JOIN lost_champions AS c ON c.account = s.account AND c.solution = s.solution
    LEFT JOIN stale_groups AS z ON z.account = s.account AND z.solution = s.solution
"""
_STALE: Final = """
    SELECT m.account, m.solution FROM members AS m
    JOIN targets AS t ON t.account = m.account
    JOIN stale_terms AS g ON g.solution = m.solution AND g.tier = t.tier
    GROUP BY m.account, m.solution, g.unchecked_days
    HAVING max(m.checked_day) <= $today - g.unchecked_days
"""


def complete(session: Session, program: Program, as_of: AsOf) -> None:
    """Make `seats_now` and `group_now`; the tiers and stages must be known."""
    session.register("required_seats", _required(program))
    session.register("role_weights", _weights(program))
    session.register("alarmed_stages", _alarmed(program))
    session.register("stale_terms", _stale(program))
    session.make("asked_seats", _ASKED, lightest=LIGHTEST)
    session.make("seats_now", _SEATS)
    _find_lost_champions(session, program, as_of)
    session.make("stale_groups", _STALE, today=as_of.day)
    session.make("group_now", GROUPS)
    session.drop("asked_seats")


def _find_lost_champions(session: Session, program: Program, as_of: AsOf) -> None:
    parts = []
    for number, solution in enumerate(program.solutions):
        group = program.group_of(solution)
        terms = group.alarms.champion_lost
        if terms is None:
            continue
        session.make(
            f"lost_champions_{number}",
            _CHAMPIONS,
            bounce="hard_bounce" in terms.on,
            unsubscribe="unsubscribe" in terms.on,
            moved="job_change" in terms.on,
            silent=terms.silent_days,
            today=as_of.day,
            solution=solution,
            known_from=group.known_means.confirmed_or_confidence_at_least,
        )
        parts.append(f"SELECT account, solution, is_lost FROM lost_champions_{number}")
    empty = "SELECT 0 AS account, '' AS solution, FALSE AS is_lost WHERE FALSE"
    session.make("lost_champions", " UNION ALL ".join(parts) or empty)


def _required(program: Program) -> pa.Table:
    """Return how many people each role needs by solution, motion, stage and tier."""
    rows = [
        (solution, motion, stage, tier, name, role.weight, role.required_of(tier))
        for solution in program.solutions
        for name, role in program.group_of(solution).roles.items()
        for motion in words.MOTIONS
        for stage in sorted(asks_from(program, role.from_stage, motion))
        for tier in words.TREATMENTS
        if role.required_of(tier) > 0
    ]
    return _table(
        rows,
        {
            "solution": pa.string(),
            "motion": pa.string(),
            "stage": pa.string(),
            "tier": pa.string(),
            "role": pa.string(),
            "weight": pa.int32(),
            "required": pa.int32(),
        },
    )


def _weights(program: Program) -> pa.Table:
    rows = [
        (solution, name, role.weight)
        for solution in program.solutions
        for name, role in program.group_of(solution).roles.items()
    ]
    return _table(rows, {"solution": pa.string(), "role": pa.string(), "weight": pa.int32()})


def _alarmed(program: Program) -> pa.Table:
    """Return the stages at which too few engaged people raise an alarm."""
    rows = [
        (solution, stage, terms.people_engaged_at_most)
        for solution in program.solutions
        if (terms := program.group_of(solution).alarms.single_threaded)
        for stage in terms.at_stage
    ]
    kinds = {"solution": pa.string(), "stage": pa.string(), "engaged_at_most": pa.int32()}
    return _table(rows, kinds)


def _stale(program: Program) -> pa.Table:
    rows = [
        (solution, tier, terms.unchecked_days)
        for solution in program.solutions
        if (terms := program.group_of(solution).alarms.stale)
        for tier in terms.at_tier
    ]
    kinds = {"solution": pa.string(), "tier": pa.string(), "unchecked_days": pa.int32()}
    return _table(rows, kinds)


def _table(rows: Sequence[tuple[str | int, ...]], kinds: dict[str, pa.DataType]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    arrays = [pa.array(list(c), kind) for c, kind in zip(columns, kinds.values(), strict=True)]
    return pa.table(arrays, names=list(kinds))
