"""The small tables that measures share: who is listed, and the order of journey stages."""

from typing import Final

import pyarrow as pa

from accord.engine.session import AsOf, Session
from accord.facts import activity_kinds
from accord.program.model import Program
from accord.values import ids

_LISTED: Final = """
SELECT account, tier, unnest(['all', tier]) AS slice
FROM targets WHERE tier IS NOT NULL
"""
_NEW_STAGE: Final = """
SELECT s.account, max(o.place) AS place
FROM stage_now s JOIN stage_order o USING (stage)
WHERE s.motion = 'new' AND s.solution = $solution
GROUP BY s.account
"""
_ASSET_NAMES: Final = """
SELECT asset, min(asset_name) AS asset_name
FROM fact_activities
WHERE asset <> 0 AND day > $day - 90
GROUP BY asset
"""


def make(session: Session, program: Program, as_of: AsOf) -> None:
    """Make listed, stage_order, new_stage, kind_names and asset_names."""
    session.make("listed", _LISTED)
    stages = [stage.id for stage in program.stages.of("new")]
    _register(session, "stage_order", stage=stages, place=list(range(len(stages))))
    kinds = list(activity_kinds.CHANNEL_BY_KIND)
    _register(session, "kind_names", kind=[ids.code32(kind) for kind in kinds], kind_name=kinds)
    session.make("new_stage", _NEW_STAGE, solution=first_solution(program))
    session.make("asset_names", _ASSET_NAMES, day=as_of.day)


def first_solution(program: Program) -> str:
    """Return the solution that figures speak of when none is asked for."""
    return next(iter(program.solutions))


def _register(session: Session, name: str, **columns: list[int] | list[str]) -> None:
    session.register(f"{name}_rows", pa.table(columns))
    session.make(name, f"SELECT * FROM {name}_rows")
