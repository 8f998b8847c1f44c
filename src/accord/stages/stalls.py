"""Who stands still: longer in a stage than the program allows, or than won deals took."""

from typing import Final

from accord.engine.session import Session
from accord.program.model import Program
from accord.program.stages import StalledByMedian

_STAYS: Final = """
SELECT c.opportunity, o.account, c.stage, c.day, coalesce(o.is_closed, false) AS is_closed,
    coalesce(o.is_won, false) AS is_won,
    lead(c.day) OVER (
        PARTITION BY c.opportunity ORDER BY c.day, c.known_day, c.stage
    ) AS next_day, o.closed_day
FROM opportunity_changes c JOIN opportunities o USING (opportunity)
WHERE c.stage IS NOT NULL
"""
_USUAL_DAYS: Final = """
SELECT stage, CAST(median(coalesce(next_day, closed_day) - day) AS DOUBLE) AS days
FROM deal_stays WHERE is_won AND coalesce(next_day, closed_day) > day GROUP BY stage
"""
_SLOW: Final = """
SELECT DISTINCT j.stage, s.account
FROM deal_stays s
CROSS JOIN judged_stages j
LEFT JOIN usual_days u ON u.stage = s.stage
WHERE NOT s.is_closed AND s.next_day IS NULL
    AND $day - s.day >= greatest(j.times * coalesce(u.days, 0), j.at_least)
"""
_LIMITS: Final = """
SELECT unnest($stages::VARCHAR[]) AS stage, unnest($days::INT[]) AS days
"""
_JUDGED: Final = """
SELECT unnest($stages::VARCHAR[]) AS stage, unnest($times::VARCHAR[])::DOUBLE AS times,
    unnest($at_least::INT[]) AS at_least
"""
TABLES: Final = ("stage_limits", "slow_deals", "judged_stages", "deal_stays")
"""What `make` leaves for the table of stages."""


def make(session: Session, program: Program, as_of_day: int) -> None:
    """Make stage_limits (stage, days), slow_deals (stage, account) and usual_days.

    `usual_days`, the median of won deals by the CRM's stage, looks across accounts; where it
    was given it stays.
    """
    limits = {s: days for s, days in program.stages.stalled.items() if isinstance(days, int)}
    session.make("stage_limits", _LIMITS, stages=list(limits), days=list(limits.values()))
    judged = {
        stage: rule
        for stage, rule in program.stages.stalled.items()
        if isinstance(rule, StalledByMedian)
    }
    session.make(
        "judged_stages",
        _JUDGED,
        stages=list(judged),
        times=[str(rule.times_median_days_of_won) for rule in judged.values()],
        at_least=[rule.at_least_days for rule in judged.values()],
    )
    session.make("deal_stays", _STAYS)
    if not session.has("usual_days"):
        session.make("usual_days", _USUAL_DAYS)
    session.make("slow_deals", _SLOW, day=as_of_day)
