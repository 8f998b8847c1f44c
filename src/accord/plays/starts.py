"""Where plays may start: start rules of the program as conditions over one row an account."""

from typing import Final

from accord.engine.session import AsOf, Session
from accord.program.model import Program
from accord.program.playbook import Play, When

_GROUND: Final = """
SELECT t.account, t.tier, t.signed_tier, t.value_points, s.motion, s.stage, s.since_day,
    s.solution, coalesce(s.is_stalled, false) AS is_stalled,
    coalesce(r.is_rising, false) AS is_rising, coalesce(r.people, 0) AS rising_people,
    coalesce(g.is_single_threaded, false) AS is_single_threaded,
    len(list_intersect(coalesce(g.missing, []), $key_roles)) > 0 AS is_key_role_missing,
    coalesce(list_contains(g.alarms, 'champion_lost'), false) AS is_champion_lost,
    b.health, b.last_start, b.owned, coalesce(k.kinds, []) AS open_triggers, k.title,
    coalesce(n.vendors, []) AS intent_vendors, coalesce(a.technologies, []) AS technologies,
    h.reason AS rejected_for, d.lost_day
FROM targets t
JOIN accounts a USING (account)
LEFT JOIN stage_first s USING (account)
LEFT JOIN rising r USING (account)
LEFT JOIN group_now g ON g.account = t.account AND g.solution = s.solution
LEFT JOIN (
    SELECT account,
        CASE max(CASE health WHEN 'poor' THEN 3 WHEN 'fair' THEN 2 WHEN 'good' THEN 1 END)
            WHEN 3 THEN 'poor' WHEN 2 THEN 'fair' WHEN 1 THEN 'good' END AS health,
        max(starts_day) AS last_start,
        count(DISTINCT solution) AS owned
    FROM subscriptions WHERE coalesce(ends_day, $day) >= $day AND starts_day <= $day
    GROUP BY account
) b USING (account)
LEFT JOIN (
    SELECT account, list(DISTINCT kind) AS kinds, max(CASE WHEN place = 1 THEN title END) AS title
    FROM (
        SELECT e.account, e.kind, e.title, row_number() OVER (
            PARTITION BY e.account ORDER BY e.title IS NULL, e.day DESC, e.title DESC) AS place
        FROM triggers e JOIN trigger_windows w USING (kind)
        WHERE e.day <= $day AND e.day + w.days >= $day AND coalesce(e.expires_day, $day) >= $day
    ) AS open_events
    GROUP BY account
) k USING (account)
LEFT JOIN (
    SELECT account, list(DISTINCT vendor) AS vendors FROM intent WHERE day > $day - 30
    GROUP BY account
) n USING (account)
LEFT JOIN (
    SELECT account, reason FROM (
        SELECT account, reason, row_number() OVER (
            PARTITION BY account ORDER BY occurred_at DESC, fact_id DESC) AS place
        FROM decisions WHERE kind = 'handoff_rejected' AND reason IS NOT NULL
    ) AS rejected
    WHERE place = 1
) h USING (account)
LEFT JOIN (
    SELECT account, max(closed_day) AS lost_day FROM opportunities
    WHERE is_closed AND NOT coalesce(is_won, false) GROUP BY account
) d USING (account)
WHERE t.tier IS NOT NULL OR s.motion <> 'new'
"""
"""Only accounts on the list, and those that own something, have anything to start."""
_UNHEARD: Final = {
    "cluster_signed": "no fact says yet that a cluster is signed: plan it for the signed list",
    "event_created": "no fact says yet that an event is held: plan it for the signed list",
    "vendor_order_signed": "no fact says yet that an order is signed: plan it for the signed list",
}


def make_ground(session: Session, program: Program, as_of: AsOf) -> None:
    """Make play_ground: one row an account with everything that start rules ask about."""
    key_roles = sorted(
        {role for group in program.buying_groups.values() for role in group.key_roles}
    )
    session.make("play_ground", _GROUND, key_roles=key_roles, day=as_of.day)


def make_starts(session: Session, program: Program, as_of: AsOf) -> None:
    """Make play_starts (account, play): where each play may start, the most valuable first.

    Only so many may be live at once, which looks across accounts: where `given_play_starts`
    stands, a start counts only if it is in there.
    """
    parts = [_starting(play, program, as_of.day) for play in program.plays]
    nothing = "SELECT CAST(0 AS BIGINT) AS account, CAST('' AS VARCHAR) AS play WHERE false"
    starting = " UNION ALL ".join([nothing, *parts])
    if session.has("given_play_starts"):
        starting = f"SELECT * FROM ({starting}) SEMI JOIN given_play_starts USING (account, play)"
    session.make("play_starts", starting)


def _starting(play: Play, program: Program, day: int) -> str:
    return f"""
SELECT account, '{play.id}' AS play FROM (
    SELECT account FROM play_ground g
    WHERE {condition(play, program, day)}
      AND NOT EXISTS (SELECT 1 FROM play_runs r WHERE r.account = g.account
          AND r.play = '{play.id}' AND coalesce(r.ends_day, {day}) + {play.length_days} >= {day})
    ORDER BY value_points DESC, account LIMIT {play.start.live_at_once}
)
"""


def condition(play: Play, program: Program, day: int) -> str:
    """Return the SQL condition under which a play may start at an account."""
    parts = [_when(play.start.when, len(program.solutions), day), "tier IS NOT NULL"]
    if play.tier != "any":
        parts.append(f"tier = {_text(play.tier)}")
    if play.motion != "any":
        parts.append(f"motion = {_text(play.motion)}")
    return " AND ".join(parts)


def _when(when: When, solutions: int, day: int) -> str:
    """Every key that is given holds; a key that no fact can answer yet never does."""
    parts = [*_of_lists(when), *_of_flags(when, solutions), *_of_days(when, day)]
    if when.any:
        parts.append("(" + " OR ".join(_when(one, solutions, day) for one in when.any) + ")")
    return "(" + " AND ".join(parts or ["false"]) + ")"


def _of_lists(when: When) -> list[str]:
    given = (
        ("stage", when.stage_in),
        ("tier", when.tier_in),
        ("health", when.health_in),
        ("rejected_for", when.handoff_rejected),
    )
    return [f"{column} IN ({', '.join(map(_text, names))})" for column, names in given if names]


def _of_flags(when: When, solutions: int) -> list[str]:
    given = (
        (when.rising, "is_rising"),
        (when.on_signed_list, "signed_tier IS NOT NULL"),
        (when.white_space, f"coalesce(owned, 0) BETWEEN 1 AND {max(solutions - 1, 1)}"),
        (when.single_threaded_or_missing_key_role, "(is_single_threaded OR is_key_role_missing)"),
        (when.cluster_signed, "false"),
        (when.event_created, "false"),
        (when.vendor_order_signed, "false"),
        (when.play_ended_without_qualification, "false"),
    )
    return [f"({sql}) = {str(flag).lower()}" for flag, sql in given if flag is not None]


def _of_days(when: When, day: int) -> list[str]:
    given = (
        (when.trigger, f"list_contains(open_triggers, {_text(when.trigger or '')})"),
        (when.intent, f"list_contains(intent_vendors, {_text(when.intent or '')})"),
        (when.technology, f"list_contains(technologies, {_text(when.technology or '')})"),
        (when.stalled, f"is_stalled AND stage = {_text(when.stalled or '')}"),
        (
            when.closed_lost_days_at_least,
            f"{day} - lost_day >= {when.closed_lost_days_at_least or 0}",
        ),
        (
            when.days_since_go_live_at_least,
            f"{day} - last_start >= {when.days_since_go_live_at_least or 0}",
        ),
    )
    return [sql for asked, sql in given if asked is not None]


def unheard(when: When) -> str:
    """Return in words why a play can't start by itself: no fact says yet what it waits for."""
    return next((words for name, words in _UNHEARD.items() if getattr(when, name)), "")


def _text(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
