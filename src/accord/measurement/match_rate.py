"""Lead-to-account match rate: people and leads with an account / all people and leads."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="match_rate",
    title="Lead-to-account match rate",
    formula="people and leads with an account / all people and leads",
    window="today",
    unit="share",
    way="share",
    patience=None,
    note="Somebody with a free mail address and no company can't be matched, and is counted as unmatched.",
    enough=10,
    rows="""
    SELECT 'all' AS slice, account, CAST(account <> 0 AS DOUBLE) AS amount FROM people
    """,
)
