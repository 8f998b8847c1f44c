"""The next step of every account that needs one, by what acting today is worth."""

from typing import Any, Final

import pyarrow as pa

from accord.content import words as said
from accord.engine.session import AsOf, Session
from accord.plays import starts, waiting, wording
from accord.program.model import Program
from accord.program.playbook import Play
from accord.values import ids, time

_ASKED_DAYS: Final = 14
_RECENT_DAYS: Final = 28
_SATURDAY: Final = 5
_WEEK: Final = 7

_CANDIDATES: Final = """
WITH asked AS (
    SELECT account, person, max(day) AS day, max(kind = $hand_raise) AS is_raise
    FROM counted
    WHERE (kind = $hand_raise OR kind = $reply) AND day > $day - $asked_days AND n > 0
    GROUP BY account, person
),
talked AS (
    SELECT account, max(day) AS day FROM counted
    WHERE kind IN ($meeting, $call) AND n > 0 GROUP BY account
),
actor AS (
    SELECT account, person FROM (
        SELECT account, person, row_number() OVER (
            PARTITION BY account ORDER BY points DESC, person DESC) AS place
        FROM person_now
        WHERE last_day > $day - $recent_days AND account IN (SELECT account FROM play_ground)
    ) AS acting
    WHERE place = 1
),
seat AS (
    SELECT account, solution, role FROM (
        SELECT account, solution, role, row_number() OVER (
            PARTITION BY account, solution ORDER BY weight DESC, role DESC) AS place
        FROM seats_now
        WHERE known < required AND account IN (SELECT account FROM play_ground)
    ) AS lacking
    WHERE place = 1
)
SELECT a.account, 'reply' AS play, CASE WHEN is_raise THEN 'answer_request' ELSE 'answer_reply' END
        AS step,
    a.person, a.day AS since_day, NULL AS detail, CASE WHEN is_raise THEN 6000000 ELSE 4000000 END
        AS priority, 'account_executive' AS part, 1 AS days
FROM asked a LEFT JOIN talked t USING (account) WHERE coalesce(t.day, 0) <= a.day
UNION ALL
SELECT g.account, 'qualification', 'take_or_hand_back', coalesce(a.person, 0), g.since_day, NULL,
    3000000, 'account_executive', 2
FROM play_ground g LEFT JOIN actor a USING (account)
WHERE g.stage IN ('qualified', 'expansion_qualified') AND NOT g.is_stalled AND g.tier IS NOT NULL
UNION ALL
SELECT g.account, 'rising_account_follow_up', 'call', coalesce(a.person, 0), $day - 7,
    CAST(g.rising_people AS VARCHAR), 2500000, 'development_rep', 2
FROM play_ground g LEFT JOIN actor a USING (account)
WHERE g.is_rising AND g.stage IN ('unaware', 'aware', 'engaged') AND g.tier IS NOT NULL
UNION ALL
SELECT account, 'champion_lost', 'find_second_voice', 0, $day - 30, NULL, 2200000,
    'account_executive', 5
FROM play_ground WHERE is_champion_lost AND tier IS NOT NULL
    AND stage NOT IN ('unaware', 'aware')
UNION ALL
SELECT account, 'stalled', 'decide', 0, since_day, stage, 1800000, 'account_executive', 5
FROM play_ground WHERE is_stalled AND tier IS NOT NULL AND stage NOT IN ('unaware', 'aware')
UNION ALL
SELECT account, 'renewal_defence', 'value_review', 0, since_day, stage,
    CASE WHEN stage = 'at_risk' THEN 2600000 ELSE 1700000 END, 'customer_success', 7
FROM play_ground WHERE motion = 'renew' AND stage IN ('renewal_window', 'at_risk')
UNION ALL
SELECT g.account, 'widen_the_group', 'find_people_task', 0, g.since_day, s.role, 1500000,
    'development_rep', 7
FROM play_ground g JOIN seat s ON s.account = g.account AND s.solution = g.solution
WHERE g.tier IS NOT NULL AND g.motion IN ('new', 'win_back')
    AND g.stage IN ('engaged', 'qualified', 'active_sales_review', 'opportunity')
"""
_TOUCHES: Final = """
    SELECT coalesce(nullif(t.account, 0), p.account, 0) AS account, t.person, t.play, t.step, t.day
    FROM touches AS t LEFT JOIN people AS p ON p.person = t.person
"""
"""Touches of sales tools name the person only; that person's account is meant."""
_CHOSEN: Final = """
WITH frozen AS (
    SELECT account FROM (
        SELECT account, kind, until_day, row_number() OVER (
            PARTITION BY account ORDER BY occurred_at DESC, fact_id DESC) AS place
        FROM decisions WHERE kind IN ('account_frozen', 'account_unfrozen')
    ) AS said
    WHERE place = 1 AND kind = 'account_frozen' AND coalesce(until_day, $day) >= $day
),
open AS (
    SELECT c.* FROM candidates c
    WHERE c.account NOT IN (SELECT account FROM frozen)
      AND NOT EXISTS (
        SELECT 1 FROM touches_by_account t
        WHERE t.account = c.account AND t.play = c.play AND t.step = c.step
            AND t.day >= c.since_day
            AND (c.play <> 'reply' OR t.person = c.person OR coalesce(t.person, 0) = 0))
      AND NOT EXISTS (
        SELECT 1 FROM decisions d
        WHERE d.account = c.account AND d.kind = 'step_dismissed' AND d.subject = c.play
            AND d.day >= c.since_day)
),
ranked AS (
    SELECT o.*, coalesce(v.value_points, 0) * o.priority // 1000000 AS rank_value,
        row_number() OVER (
            PARTITION BY o.account
            ORDER BY coalesce(v.value_points, 0) * o.priority DESC, o.priority DESC,
                o.since_day DESC, o.play, o.step, o.person) AS place
    FROM open o LEFT JOIN account_value v USING (account)
)
SELECT r.account, r.play, r.step, coalesce(r.person, 0) AS person, r.since_day, r.detail,
    r.days, r.rank_value, p.name AS person_name, p.title AS person_title, a.name AS account_name,
    coalesce(m.user_email, e.user_email, a.owner) AS owner
FROM ranked r
JOIN accounts a USING (account)
LEFT JOIN people p USING (person)
LEFT JOIN team_leads m ON m.account = r.account AND m.part = r.part
LEFT JOIN team_leads e ON e.account = r.account AND e.part = 'account_executive'
WHERE r.place = 1
ORDER BY r.account
"""
_NEXT_STEPS: Final = pa.schema(
    {
        "account": pa.int64(),
        "play": pa.string(),
        "step": pa.string(),
        "verb": pa.string(),
        "reason": pa.string(),
        "person": pa.int64(),
        "owner": pa.string(),
        "due_day": pa.int32(),
        "rank_value": pa.int64(),
    }
)


def propose(session: Session, program: Program, as_of: AsOf) -> None:
    """Make next_steps: at most one an account, never one that was done since its reason arose."""
    starts.make_ground(session, program, as_of)
    starts.make_starts(session, program, as_of)
    session.make("touches_by_account", _TOUCHES)
    session.make(
        "candidates",
        _CANDIDATES + "".join(_of_play(play) for play in program.plays),
        hand_raise=ids.code32("hand_raise"),
        reply=ids.code32("email_reply"),
        meeting=ids.code32("meeting_held"),
        call=ids.code32("call_connected"),
        day=as_of.day,
        asked_days=_ASKED_DAYS,
        recent_days=_RECENT_DAYS,
    )
    found = session.arrow(_CHOSEN, day=as_of.day).to_pylist()
    rows = [_worded(row, program, as_of) for row in found]
    columns = {name: [row[name] for row in rows] for name in _NEXT_STEPS.names}
    session.register("worded_steps", pa.table(columns, schema=_NEXT_STEPS))
    session.make("next_steps", "SELECT * FROM worded_steps")
    session.drop("worded_steps", "candidates", "play_ground", "touches_by_account")


def _of_play(play: Play) -> str:
    """Return the first step of a play where it may start, and the due one where it runs."""
    steps = ", ".join(
        f"({index}, '{step.do}', {step.day})"
        for index, step in enumerate(play.steps)
        if not waiting.needs_approval(step)  # the campaign's page asks for these
    )
    steps = steps or "(0, '', -1000000)"
    part = play.start.by if play.start.by != "system" else "development_rep"
    return f"""
UNION ALL
SELECT g.account, '{play.id}', '{play.steps[0].do}', 0,
    CAST($day - {play.length_days} AS INTEGER), {_detail(play)}, 1000000, '{part}', 7
FROM play_ground g JOIN play_starts s ON s.account = g.account AND s.play = '{play.id}'
UNION ALL
SELECT account, '{play.id}', step, 0, starts_day, 'A step is due', 1600000, '{part}',
    greatest(CAST(starts_day + step_day - $day AS INTEGER), 0)
FROM (
    SELECT r.account, s.step, s.day AS step_day, min(r.starts_day) OVER (
            PARTITION BY r.account) AS starts_day,
        row_number() OVER (PARTITION BY r.account ORDER BY s.place, r.starts_day) AS place
    FROM play_runs r CROSS JOIN (VALUES {steps}) AS s(place, step, day)
    WHERE r.play = '{play.id}' AND coalesce(r.arm, 'treated') <> 'held_out'
      AND r.starts_day <= $day AND coalesce(r.ends_day, $day) >= $day
      AND r.starts_day + s.day BETWEEN $day - 7 AND $day + 3
      AND NOT EXISTS (SELECT 1 FROM touches_by_account t WHERE t.account = r.account AND t.play = r.play
          AND t.step = s.step AND t.day >= r.starts_day)
) AS due WHERE place = 1
"""


def _detail(play: Play) -> str:
    """Return the SQL for what, at the account, makes the play fit."""
    when = play.start.when
    if when.trigger is not None:
        return "title"
    if when.rising:
        return "'Interest is rising'"
    if when.stalled is not None:
        return "'The deal stands still'"
    if when.technology is not None or any(one.technology for one in when.any):
        return "'They run what we replace or compare us'"
    if any(one.closed_lost_days_at_least for one in when.any):
        return "'A deal was lost, or a hand-off came back'"
    return "CAST(NULL AS VARCHAR)"


def _worded(row: dict[str, Any], program: Program, as_of: AsOf) -> dict[str, Any]:
    play = program.play(row["play"])
    verb, reason = wording.of(
        wording.Proposal(**{k: row[k] for k in wording.FIELDS}), play, as_of.day
    )
    due = as_of.day + row["days"]
    return {**row, "verb": verb, "reason": said.sentence(reason), "due_day": working_day(due)}


def working_day(day: int) -> int:
    """Return the day itself, or the Monday after a weekend."""
    weekday = time.from_day(day).weekday()
    return day if weekday < _SATURDAY else day + _WEEK - weekday
