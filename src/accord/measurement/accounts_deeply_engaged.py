"""Accounts deeply engaged: listed accounts that entered journey stage qualified or beyond."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="accounts_deeply_engaged",
    title="Accounts deeply engaged",
    formula="listed accounts that entered journey stage qualified or beyond",
    window="this fiscal quarter",
    unit="accounts",
    way="count",
    patience="qualified_accounts",
    note="",
    enough=0,
    rows="""
    SELECT DISTINCT l.slice, l.account, 1.0 AS amount
    FROM listed l
    JOIN journeys j USING (account)
    JOIN stage_order o ON o.stage = j.stage
    WHERE j.motion = 'new' AND j.entered_day BETWEEN $quarter_from AND $day
      AND o.place >= (SELECT min(place) FROM stage_order WHERE stage = 'qualified')
    """,
)
