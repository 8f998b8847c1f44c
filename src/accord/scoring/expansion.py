"""The looks as one plain query: what `looks` computes, as any engine that knows SQL would.

It multiplies every counted row by every look that sees it, so it is slower and needs more
room; it is the form for a cluster, and the check on the fast one.
"""

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from accord.engine.session import Session
from accord.scoring.worth import Worth

ENGAGEMENT: Final = """
SELECT account, look_day, CAST(sum(points) AS BIGINT) AS points
FROM (
    SELECT account, unit, look_day, least(cap, raw // 1000000 * multiplier // 1000000) AS points
    FROM (
        SELECT r.account, r.unit, r.look_day, max(coalesce(s.cap, $person_cap)) AS cap,
            max(coalesce(s.multiplier, w.role_millionths)) AS multiplier,
            CAST(sum(r.earned) AS BIGINT) AS raw
        FROM (
            SELECT c.account, l.look_day, c.n * k.points * d.worth AS earned,
                CASE WHEN k.pseudo < 0 THEN k.pseudo WHEN p.person IS NULL THEN -1
                     ELSE c.person END AS unit
            FROM counted c
            JOIN kinds k ON c.kind = k.kind
            JOIN look_days l ON c.day <= l.look_day AND c.known_day <= l.look_day
            JOIN decay_table d ON k.decay = d.decay AND d.age = l.look_day - c.day
            LEFT JOIN person_worth p ON c.person = p.person
        ) AS r
        LEFT JOIN pseudo_persons s ON r.unit = s.person
        LEFT JOIN person_worth w ON r.unit = w.person
        GROUP BY r.account, r.unit, r.look_day
    ) AS summed
) AS capped
GROUP BY account, look_day
"""
"""Engagement by account and look; accounts and looks without a counted act have no row."""


def engagement(session: Session, worth: Worth, looks: NDArray[np.int64]) -> pa.Table:
    """Return account, look_day and points from `counted` and the tables that `worth` made."""
    session.register("look_days", pa.table({"look_day": pa.array(looks.astype(np.int32))}))
    person, multiplier, cap = (list(column) for column in zip(*worth.pseudo_persons, strict=True))
    session.register(
        "pseudo_persons", pa.table({"person": person, "multiplier": multiplier, "cap": cap})
    )
    return session.arrow(ENGAGEMENT, person_cap=worth.engagement.person_cap)
