"""Content engagement: people of listed accounts who used each asset; the ten most used."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="content_engagement",
    title="Content engagement",
    formula="people of listed accounts who used each asset; the ten most used",
    window="last 90 days",
    unit="people",
    way="count",
    patience=None,
    note="",
    enough=0,
    rows="""
    WITH used AS (
        SELECT n.asset_name AS slice, a.account, a.person
        FROM ledger a
        JOIN listed l ON l.account = a.account AND l.slice = 'all'
        JOIN asset_names n USING (asset)
        WHERE a.day > $day - 90 AND a.verdict = 0 AND a.n > 0 AND NOT starts_with(n.asset_name, '/')
        GROUP BY ALL
    ), most AS (
        SELECT slice FROM used GROUP BY slice ORDER BY count(*) DESC, slice LIMIT 10
    )
    SELECT slice, account, 1.0 AS amount FROM used JOIN most USING (slice)
    """,
)
