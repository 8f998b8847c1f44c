"""What an account is worth to us in points: ten criteria, each a reason, summing exactly."""

from typing import Final

from accord.engine.session import AsOf, Session
from accord.program import words
from accord.program.model import Program
from accord.values import points

VOTE_DAYS: Final = 92
"""How long a seller's priority vote counts."""
_VOTES_FULL: Final = 5
_TWO_WAY_FULL: Final = 5
_WARM_POINTS: Final = 40
"""Average engagement over half a year that earns all points of engagement history."""
_INTENT_FULL: Final = 12

_SHARES: Final = """
WITH criteria AS (
    SELECT account,
        max(CASE WHEN criterion = 'industry' AND max_points > 0
            THEN points * 1000000 // max_points END) AS industry,
        max(CASE WHEN criterion = 'technology' AND max_points > 0
            THEN points * 1000000 // max_points END) AS technology,
        max(CASE WHEN criterion = 'growth' AND max_points > 0
            THEN points * 1000000 // max_points END) AS growth,
        max(CASE WHEN criterion = 'revenue_usd' AND is_known AND max_points > 0
            THEN points * 1000000 // max_points END) AS revenue,
        max(CASE WHEN criterion = 'employees' AND max_points > 0
            THEN points * 1000000 // max_points END) AS size
    FROM fit_reasons GROUP BY account
),
history AS (
    SELECT account, CAST(sum(points) AS BIGINT) // count(*) AS warm FROM weeks GROUP BY account
),
visible AS (
    SELECT account, CAST(count(DISTINCT role) AS BIGINT) AS roles FROM seats
    WHERE known > 0 AND list_contains($key_roles, role) GROUP BY account
),
votes AS (
    SELECT account, CAST(count(*) AS BIGINT) AS n FROM decisions
    WHERE kind = 'priority_vote' AND day > $day - $vote_days GROUP BY account
),
open_triggers AS (
    SELECT t.account, max(w.priority) AS priority
    FROM triggers t JOIN trigger_windows w USING (kind)
    WHERE t.day <= $day AND t.day + w.days >= $day AND coalesce(t.expires_day, $day) >= $day
    GROUP BY t.account
)
SELECT a.account,
    coalesce(f.points, 0) // 100 AS fit,
    coalesce(c.revenue, c.size, 0) AS commercial_value,
    coalesce(c.industry, 0) AS vertical_relevance,
    coalesce(c.technology, 0) AS technology_environment,
    greatest(coalesce(c.growth, 0), CASE WHEN o.priority > 1000000 THEN 800000 ELSE 0 END)
        AS growth_or_change,
    least(coalesce(r.two_way, 0), $two_way_full) * 1000000 // $two_way_full
        AS relationship_strength,
    least(coalesce(h.warm, 0) // $warm_points, 1000000) AS engagement_history,
    least(coalesce(v.roles, 0), $key_role_count) * 1000000 // $key_role_count
        AS buying_group_visibility,
    least(coalesce(p.n, 0), $votes_full) * 1000000 // $votes_full AS sales_priority,
    greatest(
        CASE WHEN g.is_rising THEN 1000000 ELSE 0 END,
        CASE WHEN o.priority > 1000000 THEN 700000 ELSE 0 END,
        least(coalesce(i.points, 0) // $intent_full, 1000000)) AS market_timing
FROM accounts a
LEFT JOIN fit f USING (account)
LEFT JOIN criteria c USING (account)
LEFT JOIN relationship r USING (account)
LEFT JOIN history h USING (account)
LEFT JOIN visible v USING (account)
LEFT JOIN votes p USING (account)
LEFT JOIN rising g USING (account)
LEFT JOIN open_triggers o USING (account)
LEFT JOIN intent_now i USING (account)
"""


def value(session: Session, program: Program, as_of: AsOf) -> None:
    """Make account_value: value_points and the ten reasons that sum to them, as JSON."""
    windows = program.triggers
    session.make(
        "trigger_windows",
        "SELECT unnest($kinds::VARCHAR[]) AS kind, unnest($days::BIGINT[]) AS days, "
        "unnest($priorities::BIGINT[]) AS priority",
        kinds=list(windows),
        days=[one.window for one in windows.values()],
        priorities=[one.priority for one in windows.values()],
    )
    key_roles = sorted(
        {role for group in program.buying_groups.values() for role in group.key_roles}
    )
    shares = _SHARES
    session.make(
        "value_shares",
        shares,
        key_roles=key_roles,
        key_role_count=max(len(key_roles), 1),
        day=as_of.day,
        vote_days=VOTE_DAYS,
        two_way_full=_TWO_WAY_FULL,
        warm_points=_WARM_POINTS,
        votes_full=_VOTES_FULL,
        intent_full=_INTENT_FULL,
    )
    session.make("account_value", _sum_of_reasons(weights(program)))
    session.drop("value_shares")


def weights(program: Program) -> dict[str, int]:
    """Return the weight of every criterion in whole points, zero where the program has none."""
    given = program.ranking.before_any_model
    return {name: given.get(name, 0) for name in words.RANKING_CRITERIA}


def _sum_of_reasons(weight_by_name: dict[str, int]) -> str:
    """Return a query whose value_points is the sum of the reasons beside it, to the millionth."""
    parts = [f"CAST({name} AS BIGINT) * {weight}" for name, weight in weight_by_name.items()]
    pairs = [
        f"'\"{name}\": ' || CAST({part} AS VARCHAR)"
        for name, part in zip(weight_by_name, parts, strict=True)
    ]
    reasons = " || ', ' || ".join(pairs)
    columns = ", ".join(
        f"{part} AS {name}" for name, part in zip(weight_by_name, parts, strict=True)
    )
    return (
        f"SELECT account, {' + '.join(parts)} AS value_points, "
        f"'{{' || {reasons} || '}}' AS reasons, {columns} FROM value_shares"
    )


_SAID: Final = {
    "fit": "fits well",
    "commercial_value": "large enough to matter",
    "vertical_relevance": "in one of our best industries",
    "technology_environment": "runs what we connect to",
    "growth_or_change": "growing or changing",
    "relationship_strength": "we already talk with them",
    "engagement_history": "warm for months",
    "buying_group_visibility": "we know who decides",
    "sales_priority": "sales asked for it",
    "market_timing": "the moment is now",
}


def strongest(reasons: dict[str, int], weight_by_name: dict[str, int], count: int = 2) -> list[str]:
    """Say the criteria that earned the largest share of what they could, beside fit."""
    shares = {
        name: earned / (weight_by_name[name] * points.MILLION)
        for name, earned in reasons.items()
        if weight_by_name.get(name) and name != "fit" and earned > 0
    }
    best = sorted(shares, key=lambda name: (-shares[name], name))[:count]
    return [_SAID[name] for name in best if shares[name] >= _WORTH_SAYING]


_WORTH_SAYING: Final = 0.5
