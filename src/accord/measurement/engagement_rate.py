"""Engagement rate: listed accounts at journey stage engaged or beyond / listed accounts."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="engagement_rate",
    title="Engagement rate",
    formula="listed accounts at journey stage engaged or beyond / listed accounts",
    window="today",
    unit="share",
    way="share",
    patience="engagement",
    note="",
    enough=10,
    rows="""
    SELECT l.slice, l.account, CAST(coalesce(s.place >= e.place, false) AS DOUBLE) AS amount
    FROM listed l
    LEFT JOIN new_stage s USING (account)
    CROSS JOIN (SELECT coalesce(min(place), 999) AS place FROM stage_order WHERE stage = 'engaged') e
    """,
)
