"""Accounts moved into active sales review: listed accounts whose journey entered active sales review."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="active_sales_review",
    title="Accounts moved into active sales review",
    formula="listed accounts whose journey entered active sales review",
    window="this fiscal quarter",
    unit="accounts",
    way="count",
    patience="qualified_accounts",
    note="",
    enough=0,
    rows="""
    SELECT DISTINCT l.slice, l.account, 1.0 AS amount
    FROM listed l JOIN journeys j USING (account)
    WHERE j.stage = 'active_sales_review' AND j.entered_day BETWEEN $quarter_from AND $day
    """,
)
