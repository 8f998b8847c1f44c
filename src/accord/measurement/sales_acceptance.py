"""Sales acceptance: hand-offs accepted / hand-offs accepted or rejected."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="sales_acceptance",
    title="Sales acceptance",
    formula="hand-offs accepted / hand-offs accepted or rejected",
    window="this fiscal quarter",
    unit="share",
    way="share",
    patience=None,
    note="",
    enough=10,
    rows="""
    SELECT 'all' AS slice, account, CAST(kind = 'handoff_accepted' AS DOUBLE) AS amount
    FROM decisions
    WHERE list_contains(['handoff_accepted', 'handoff_rejected'], kind)
      AND day BETWEEN $quarter_from AND $day
    """,
)
