"""Follow-up completion: promised follow-ups completed in time / promised follow-ups."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="follow_up_completion",
    title="Follow-up completion",
    formula="promised follow-ups completed in time / promised follow-ups",
    window="this fiscal quarter",
    unit="share",
    way="share",
    patience=None,
    note="No follow-up has been promised yet: clocks start with hand-offs.",
    enough=10,
    rows="""
    SELECT 'all' AS slice, account, CAST(kind = 'follow_up_completed' AS DOUBLE) AS amount
    FROM decisions
    WHERE list_contains(['follow_up_completed', 'follow_up_missed'], kind)
      AND day BETWEEN $quarter_from AND $day
    """,
)
