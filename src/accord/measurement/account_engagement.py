"""Engagement of target accounts: sum of engagement points of listed accounts / listed accounts."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="account_engagement",
    title="Engagement of target accounts",
    formula="sum of engagement points of listed accounts / listed accounts",
    window="today",
    unit="points",
    way="mean",
    patience="engagement",
    note="",
    enough=10,
    rows="""
    SELECT l.slice, l.account, coalesce(e.points, 0) / 1e6 AS amount
    FROM listed l LEFT JOIN engagement_now e USING (account)
    """,
)
