"""Pipeline coverage: how often the qualified pipeline of the list covers its revenue goal."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="pipeline_coverage",
    title="Pipeline coverage",
    formula="open opportunities of listed accounts at or above the qualifying probability"
    " / revenue goal of the fiscal quarter",
    window="today, against this fiscal quarter's goal",
    unit="ratio",
    needs_goal=True,
    way="total",
    enough=0,
    rows="""
    SELECT 'all' AS slice, l.account, o.reporting_minor::DOUBLE / $goal_minor AS amount
    FROM listed l JOIN opportunities o USING (account)
    WHERE l.slice = 'all' AND NOT o.is_closed AND o.probability >= $qualified_from
      AND o.reporting_minor IS NOT NULL
    """,
)
