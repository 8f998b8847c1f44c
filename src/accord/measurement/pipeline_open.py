"""Open pipeline of target accounts: sum of open opportunities of listed accounts, in the reporting currency."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="pipeline_open",
    title="Open pipeline of target accounts",
    formula="sum of open opportunities of listed accounts, in the reporting currency",
    window="today",
    unit="money",
    way="total",
    note="Amounts without a rate are left out and counted apart.",
    enough=0,
    rows="""
    SELECT l.slice, l.account, o.reporting_minor::DOUBLE AS amount
    FROM listed l JOIN opportunities o USING (account)
    WHERE NOT o.is_closed AND o.reporting_minor IS NOT NULL
    """,
)
