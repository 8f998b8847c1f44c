"""The inverted funnel: fewer accounts at each later stage, more people in each."""

from typing import Final

import pyarrow as pa

from accord.engine.session import Session
from accord.evidence import estimates
from accord.program.model import Program
from accord.values.estimate import Estimate

ENOUGH: Final = 10
"""Below so many accounts a stage shows no figure."""
SCHEMA: Final = pa.schema(
    {
        "stage": pa.string(),
        "accounts": pa.int64(),
        "people_per_account": pa.float64(),
        "low": pa.float64(),
        "high": pa.float64(),
    }
)
_PEOPLE: Final = """
SELECT o.stage, coalesce(e.people_engaged, 0) AS people
FROM listed l
JOIN new_stage s USING (account)
JOIN stage_order o USING (place)
LEFT JOIN engagement_now e ON e.account = l.account
WHERE l.slice = 'all'
"""


def make(session: Session, program: Program) -> None:
    """Make the table funnel: one row a stage of the first motion, in order."""
    people_by_stage: dict[str, list[int]] = {s.id: [] for s in program.stages.of("new")}
    for stage, people in session.rows(_PEOPLE):
        people_by_stage[stage].append(people)
    rows = [_row(stage, people) for stage, people in people_by_stage.items()]
    session.register("funnel_rows", pa.Table.from_pylist(rows, schema=SCHEMA))
    session.make("funnel", "SELECT * FROM funnel_rows")


def _row(stage: str, people: list[int]) -> dict[str, object]:
    found = estimates.of_mean(people) if len(people) >= ENOUGH else Estimate.unknown()
    return {
        "stage": stage,
        "accounts": len(people),
        "people_per_account": found.value,
        "low": found.low,
        "high": found.high,
    }
