"""Stakeholders engaged per account: people engaged at listed accounts / listed accounts."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="stakeholders_engaged",
    title="Stakeholders engaged per account",
    formula="people engaged at listed accounts / listed accounts",
    window="last 90 days",
    unit="people",
    way="mean",
    patience="engagement",
    note="",
    enough=10,
    rows="""
    SELECT l.slice, l.account, coalesce(e.people_engaged, 0)::DOUBLE AS amount
    FROM listed l LEFT JOIN engagement_now e USING (account)
    """,
)
