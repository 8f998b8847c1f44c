"""Why accounts are not on the target list: how many each clause of the rules keeps out."""

from dataclasses import dataclass

from accord.server.records.queries import picture

_COUNTED = """
SELECT CASE
        WHEN t.proposed_tier IS NOT NULL THEN 'proposed'
        WHEN f.excluded IS NOT NULL THEN 'exclude'
        WHEN f.must_have_failed IS NOT NULL THEN 'must_have'
        WHEN coalesce(f.points, 0) < $least THEN 'needs'
        ELSE 'capacity' END AS part,
    coalesce(CASE WHEN t.proposed_tier IS NULL THEN coalesce(f.excluded, f.must_have_failed) END, '')
        AS clause,
    count(*) AS n
FROM {targets} t LEFT JOIN {fit} f USING (account)
WHERE t.tier IS NULL
GROUP BY 1, 2 ORDER BY n DESC, 1, 2
"""


@dataclass(frozen=True, slots=True)
class Absent:
    """How many accounts are not on the list for one reason.

    `part` is proposed (only signatures are missing), exclude or must_have with the clause's
    id, needs (no tier's needs are met), or capacity (others are worth more).
    """

    part: str
    clause: str
    n: int


def list_absent(least: int) -> tuple[Absent, ...]:
    """List why accounts are not on the list, what concerns most of them first.

    `least` is the fit, in millionths, that the lowest tier needs.
    """
    reader = picture.reader()
    if reader is None or not (reader.has("targets") and reader.has("fit")):
        return ()
    sql = _COUNTED.format(targets=reader.source("targets"), fit=reader.source("fit"))
    return tuple(
        Absent(row["part"], row["clause"], row["n"]) for row in reader.rows(sql, least=least)
    )
