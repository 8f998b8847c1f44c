"""Since when a browser is known to be somebody: before that day it was nobody known.

What a browser did counts for the person from the day the match became known, and for the
account that it was seen at, as an unlinked browser, until then. So a match found today does
not change what any earlier day looked like. A match that was undone never was.
"""

from typing import Final

from accord.engine.session import AsOf, Session
from accord.identity import zones

STITCHED: Final = """
WITH said AS (
    SELECT f.from_key, f.occurred_at, f.known_at,
        f.to_key = l.to_key AND NOT coalesce(f.is_undone, false) AS is_so
    FROM fact_identity_links f
    JOIN links l ON f.from_key = l.from_key
    JOIN person_keys p ON p.key = l.from_key
    LEFT JOIN persons_by_key o ON o.key = l.from_key
    WHERE o.key IS NULL
), heard AS (
    SELECT from_key, known_at,
        max(CASE WHEN is_so THEN occurred_at END) OVER known AS so_us,
        max(CASE WHEN NOT is_so THEN occurred_at END) OVER known AS other_us
    FROM said
    WINDOW known AS (PARTITION BY from_key ORDER BY known_at
        RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), turned AS (
    SELECT from_key, known_at, max(CASE WHEN so_us IS NULL OR other_us >= so_us THEN known_at END)
        OVER (PARTITION BY from_key) AS other_at
    FROM heard
)
SELECT from_key AS key,
    coalesce(min(CASE WHEN known_at > coalesce(other_at, known_at - 1) THEN known_at END),
        max(other_at)) AS known_at
FROM turned
GROUP BY from_key
"""
"""When each standing match became known: since then nobody else was the last one tied."""


def make(session: Session, as_of: AsOf) -> None:
    """Make the table `stitched`: keys, and the first day on which they were somebody's."""
    day = zones.day_of("known_at", as_of.zone)
    session.make("stitched", f"SELECT key, {day} AS from_day FROM ({STITCHED}) AS told")
