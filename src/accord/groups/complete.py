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

_SEATS: Final = """
    SELECT c.account, p.solution, p.role, p.weight, c.required, c.known, c.reachable, c.reached,
        c.engaged
    FROM (
        SELECT account, seat, max(required) AS required, max(known) AS known,
            max(reachable) AS reachable, max(reached) AS reached, max(engaged) AS engaged
        FROM (
            SELECT s.account, q.seat, q.required, 0 AS known, 0 AS reachable, 0 AS reached,
                0 AS engaged
            FROM stage_now AS s
            LEFT JOIN targets AS t ON t.account = s.account
            JOIN required_seats AS q ON q.solution = s.solution AND q.motion = s.motion
                AND q.stage = s.stage AND q.tier = coalesce(t.tier, $lightest)
            UNION ALL
            SELECT s.account, p.seat, 0, s.known, s.reachable, s.reached, s.engaged
            FROM seats AS s JOIN role_seats AS p ON p.solution = s.solution AND p.role = s.role
        ) AS asked_and_taken
        GROUP BY account, seat
    ) AS c
    JOIN role_seats AS p ON p.seat = c.seat
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
_COUNTED: Final = """
    SELECT s.account, s.solution,
        CAST(sum(CASE WHEN s.required > 0
            THEN s.weight * (least(s.known, s.required) * 1000000 // s.required) END) AS BIGINT)
            / nullif(CAST(sum(CASE WHEN s.required > 0 THEN s.weight END) AS BIGINT) * 10000, 0)
            AS completeness,
        CAST(sum(least(s.known, s.required)) AS INTEGER) AS known,
        CAST(sum(s.required) AS INTEGER) AS required,
        CAST(sum(least(s.engaged, s.known, s.required)) AS INTEGER) AS engaged,
        CAST(sum(CASE WHEN s.known < s.required THEN p.bit ELSE 0 END) AS BIGINT) AS lacking
    FROM seats_now AS s
    LEFT JOIN role_seats AS p ON p.solution = s.solution AND p.role = s.role
    GROUP BY s.account, s.solution
"""
_LACKING: Final = """
    SELECT c.solution, c.lacking, list(p.role ORDER BY p.seat) AS missing
    FROM (SELECT DISTINCT solution, lacking FROM counted_groups) AS c
    JOIN role_seats AS p ON p.solution = c.solution AND c.lacking & p.bit > 0
    GROUP BY c.solution, c.lacking
"""
"""Few groups lack different roles, so each list is made once."""

_GROUPS: Final = """
    SELECT account, solution, completeness, known, required, engaged, missing, is_single_threaded,
        CASE WHEN is_single_threaded OR is_champion_lost OR is_stale THEN list_concat(
            CASE WHEN is_single_threaded THEN ['single_threaded'] ELSE [] END,
            CASE WHEN is_champion_lost THEN ['champion_lost'] ELSE [] END,
            CASE WHEN is_stale THEN ['stale'] ELSE [] END) ELSE [] END AS alarms
    FROM (
        SELECT s.account, s.solution, s.completeness, s.known, s.required, s.engaged,
            coalesce(l.missing, []) AS missing,
            coalesce(h.is_single AND coalesce(e.people_engaged, 0) <= h.engaged_at_most, FALSE)
                AS is_single_threaded,
            coalesce(c.is_lost, FALSE) AS is_champion_lost, z.account IS NOT NULL AS is_stale
        FROM counted_groups AS s
        LEFT JOIN lacking_roles AS l ON l.solution = s.solution AND l.lacking = s.lacking
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
    ) AS alarmed
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
    session.register("role_seats", _role_seats(program))
    session.register("alarmed_stages", _alarmed(program))
    session.register("stale_terms", _stale(program))
    session.make("seats_now", _SEATS, lightest=LIGHTEST)
    _find_lost_champions(session, program, as_of)
    session.make("stale_groups", _STALE, today=as_of.day)
    count(session)


def count(session: Session) -> None:
    """Make `group_now` of the seats as they are now."""
    session.make("counted_groups", _COUNTED)
    session.make("lacking_roles", _LACKING)
    session.make("group_now", _GROUPS)
    session.drop("counted_groups", "lacking_roles")


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
    seats = {(solution, role): place for place, (solution, role) in enumerate(_seats(program))}
    rows = [
        (solution, motion, stage, tier, seats[solution, name], role.required_of(tier))
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
            "seat": pa.int32(),
            "required": pa.int32(),
        },
    )


def _seats(program: Program) -> list[tuple[str, str]]:
    """List every solution and role, of each solution the weightiest role first."""
    return [
        (solution, name)
        for solution in program.solutions
        for name, _ in sorted(
            program.group_of(solution).roles.items(), key=lambda one: (-one[1].weight, one[0])
        )
    ]


def _role_seats(program: Program) -> pa.Table:
    """Return the number and weight of every role, and its bit among those of its solution."""
    rows = []
    for seat, (solution, name) in enumerate(_seats(program)):
        bit = 1 << sum(other == solution for other, _ in _seats(program)[:seat])
        weight = program.group_of(solution).roles[name].weight
        rows.append((seat, solution, name, weight, bit))
    kinds = {
        "seat": pa.int32(),
        "solution": pa.string(),
        "role": pa.string(),
        "weight": pa.int32(),
        "bit": pa.int64(),
    }
    return _table(rows, kinds)


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
