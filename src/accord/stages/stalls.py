"""Who stands still: longer in a stage than the program allows, or than won deals took."""

from collections.abc import Mapping
from statistics import median
from typing import Any, Final

import pyarrow as pa

from accord.engine.session import Session
from accord.program.model import Program
from accord.program.stages import StalledByMedian

_STAYS: Final = """
SELECT c.opportunity, o.account, c.stage, c.day,
       lead(c.day) OVER (PARTITION BY c.opportunity ORDER BY c.day, c.known_day) AS next_day,
       coalesce(o.is_closed, false) AS is_closed, coalesce(o.is_won, false) AS is_won,
       o.closed_day
FROM opportunity_changes c JOIN opportunities o USING (opportunity)
ORDER BY c.opportunity, c.day
"""


def allowed_days(program: Program) -> dict[str, int]:
    """Return after how many days each stage counts as stalled, where the program says it."""
    return {stage: days for stage, days in program.stages.stalled.items() if isinstance(days, int)}


def slow_deals(session: Session, program: Program, as_of_day: int) -> dict[str, set[int]]:
    """Return, by journey stage that is judged by the median, the accounts whose deal is slow.

    Makes `usual_days` (the CRM's stage, median days of won deals) unless it was given: it
    looks across accounts.
    """
    judged = {
        stage: rule
        for stage, rule in program.stages.stalled.items()
        if isinstance(rule, StalledByMedian)
    }
    rows = session.rows(_STAYS) if judged else []
    if not session.has("usual_days"):
        _make_usual_days(session, _usual_days(rows))
    usual = dict(session.rows("SELECT stage, days FROM usual_days"))
    return {stage: _slow(rows, usual, rule, as_of_day) for stage, rule in judged.items()}


def _make_usual_days(session: Session, usual: Mapping[str, float]) -> None:
    names = sorted(usual)
    table = pa.table(
        {
            "stage": pa.array(names, pa.string()),
            "days": pa.array([float(usual[name]) for name in names], pa.float64()),
        }
    )
    session.register("usual_days", table)


def _usual_days(rows: list[tuple[Any, ...]]) -> dict[str, float]:
    """Return the median days that won deals spent in each of the CRM's stages."""
    days_by_stage: dict[str, list[int]] = {}
    for _, _, stage, day, next_day, _, is_won, closed_day in rows:
        end = next_day if next_day is not None else closed_day
        if stage is not None and is_won and end is not None and end > day:
            days_by_stage.setdefault(stage, []).append(end - day)
    return {stage: median(days) for stage, days in days_by_stage.items()}


def _slow(
    rows: list[tuple[Any, ...]],
    usual: Mapping[str, float],
    rule: StalledByMedian,
    as_of_day: int,
) -> set[int]:
    slow = set()
    for _, account, stage, day, next_day, is_closed, _, _ in rows:
        if is_closed or next_day is not None:
            continue
        allowed = max(rule.times_median_days_of_won * usual.get(stage, 0), rule.at_least_days)
        if as_of_day - day >= allowed:
            slow.add(account)
    return slow
