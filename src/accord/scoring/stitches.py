"""Since when a browser is known to be somebody: before that day it was nobody known.

What a browser did counts for the person from the day the match became known, and for the
account that it was seen at, as an unlinked browser, until then. So a match found today does
not change what any earlier day looked like. A match that was undone never was.
"""

from typing import Final

from accord.engine.session import AsOf, Session
from accord.identity import zones

STITCHED: Final = """
SELECT f.from_key AS key,
    coalesce(
        min(CASE WHEN f.to_key = l.to_key AND NOT coalesce(f.is_undone, false)
            AND f.known_at > coalesce(b.known_at, f.known_at - 1) THEN f.known_at END),
        max(b.known_at)) AS known_at
FROM fact_identity_links f
JOIN links l ON f.from_key = l.from_key
JOIN person_keys p ON p.key = l.from_key
LEFT JOIN persons_by_key o ON o.key = l.from_key
LEFT JOIN (
    SELECT f.from_key, max(f.known_at) AS known_at
    FROM fact_identity_links f
    JOIN links l ON f.from_key = l.from_key
    WHERE f.to_key <> l.to_key OR f.is_undone
    GROUP BY f.from_key
) AS b ON f.from_key = b.from_key
WHERE o.key IS NULL
GROUP BY f.from_key
"""
"""When each standing match became known: after the last word to the contrary."""


def make(session: Session, as_of: AsOf) -> None:
    """Make the table `stitched`: keys, and the first day on which they were somebody's."""
    day = zones.day_of("known_at", as_of.zone)
    session.make("stitched", f"SELECT key, {day} AS from_day FROM ({STITCHED}) AS told")
