"""Accounts on the target list: number of accounts on the list in force, by tier."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="list_by_tier",
    title="Accounts on the target list",
    formula="number of accounts on the list in force, by tier",
    window="today",
    unit="accounts",
    way="count",
    patience=None,
    note="",
    enough=0,
    rows="""
    SELECT slice, account, 1.0 AS amount FROM listed
    """,
)
