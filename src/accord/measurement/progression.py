"""Progression by journey stage: listed accounts that entered each journey stage."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="progression",
    title="Progression by journey stage",
    formula="listed accounts that entered each journey stage",
    window="this fiscal quarter",
    unit="accounts",
    way="count",
    patience=None,
    note="",
    enough=0,
    rows="""
    SELECT DISTINCT j.stage AS slice, l.account, 1.0 AS amount
    FROM listed l JOIN journeys j USING (account)
    WHERE l.slice = 'all' AND j.motion = 'new'
      AND j.entered_day BETWEEN $quarter_from AND $day
    """,
)
