"""Meetings from target accounts: meetings held with people of listed accounts."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="meetings",
    title="Meetings from target accounts",
    formula="meetings held with people of listed accounts",
    window="this fiscal quarter",
    unit="meetings",
    way="count",
    patience="meetings",
    note="",
    enough=0,
    rows="""
    SELECT l.slice, l.account, 1.0 AS amount
    FROM listed l JOIN ledger a USING (account) JOIN kind_names k USING (kind)
    WHERE k.kind_name = 'meeting_held' AND a.day BETWEEN $quarter_from AND $day AND a.n > 0
    """,
)
