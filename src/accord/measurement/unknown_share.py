"""Not known to be human: activities that earn nothing until it is settled who did them."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="unknown_share",
    title="Not known to be human",
    formula="activities that nobody knows to be a human's or a machine's / activities, averaged over accounts on the list",
    window="last 90 days",
    unit="share",
    way="mean",
    patience=None,
    note="They earn nothing. The signs that leave them unsettled stand in the rules, under engagement.verdicts.",
    enough=10,
    rows="""
    SELECT l.slice, a.account,
        CAST(sum(CASE WHEN a.verdict = 2 THEN a.n ELSE 0 END) AS DOUBLE) / sum(a.n) AS amount
    FROM ledger a
    JOIN listed l ON l.account = a.account
    WHERE a.day > $day - 90 AND a.day <= $day
    GROUP BY l.slice, a.account
    HAVING sum(a.n) > 0
    """,
)
