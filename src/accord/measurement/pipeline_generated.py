"""Pipeline generated: sum of opportunities of listed accounts created in the quarter."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="pipeline_generated",
    title="Pipeline generated",
    formula="sum of opportunities of listed accounts created in the quarter",
    window="this fiscal quarter",
    unit="money",
    way="total",
    patience="pipeline",
    note="Seen together with the list, not caused by it.",
    enough=0,
    rows="""
    SELECT l.slice, l.account, o.reporting_minor::DOUBLE AS amount
    FROM listed l JOIN opportunities o USING (account)
    WHERE o.created_day BETWEEN $quarter_from AND $day AND o.reporting_minor IS NOT NULL
    """,
)
