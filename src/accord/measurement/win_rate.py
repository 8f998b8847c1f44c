"""Win rate, listed and not: opportunities won / opportunities closed."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="win_rate",
    title="Win rate, listed and not",
    formula="opportunities won / opportunities closed",
    window="last 365 days",
    unit="share",
    way="share",
    patience="win_rate",
    note="Listed accounts were chosen because they looked better: the gap is mostly choice, not effect.",
    enough=10,
    rows="""
    SELECT CASE WHEN l.account IS NULL THEN 'not listed' ELSE 'listed' END AS slice,
           o.account, CAST(coalesce(o.is_won, false) AS DOUBLE) AS amount
    FROM opportunities o LEFT JOIN listed l ON l.account = o.account AND l.slice = 'all'
    WHERE o.is_closed AND o.closed_day BETWEEN $day - 365 AND $day
    """,
)
