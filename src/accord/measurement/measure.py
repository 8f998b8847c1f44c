"""All measures of one picture: estimates with interval and badge, and the accounts behind."""

import math
from typing import Any, Final

import numpy as np
import pyarrow as pa

from accord.engine.session import AsOf, Session, Value
from accord.evidence import estimates
from accord.measurement import catalogue, funnel, patience, tables
from accord.measurement.definition import Definition
from accord.program import fiscal
from accord.program.model import Program
from accord.values import ids, money
from accord.values.estimate import Badge, Estimate

SCHEMA: Final = pa.schema(
    {
        "measure": pa.string(),
        "slice": pa.string(),
        "value": pa.float64(),
        "low": pa.float64(),
        "high": pa.float64(),
        "badge": pa.string(),
        "n": pa.int64(),
        "unit": pa.string(),
        "window_words": pa.string(),
        "note": pa.string(),
    }
)
_ACCOUNTS: Final = pa.schema(
    {"measure": pa.string(), "slice": pa.string(), "account": pa.int64(), "amount": pa.float64()}
)


def measure(session: Session, program: Program, as_of: AsOf) -> None:
    """Make measures, funnel and measure_accounts (measure, slice, account, amount)."""
    tables.make(session, program, as_of)
    bound = _bound(program, as_of)
    waits = patience.waits(session, program, as_of) | _unset_goals(program, as_of)
    rows: list[dict[str, Any]] = []
    behind: list[pa.Table] = []
    for definition in catalogue.DEFINITIONS:
        found = _rows_of(session, definition, bound)
        behind.append(_named(definition, found))
        rows += _figures(definition, found, waits.get(definition.awaits))
    session.register("measure_rows", pa.Table.from_pylist(rows, schema=SCHEMA))
    session.make("measures", "SELECT * FROM measure_rows")
    session.register("measure_account_rows", pa.concat_tables(behind))
    session.make("measure_accounts", "SELECT * FROM measure_account_rows")
    funnel.make(session, program)


def _bound(program: Program, as_of: AsOf) -> dict[str, Value]:
    quarter = fiscal.quarter_of(program.calendar, as_of.day)
    pipeline = program.pipeline
    goal = _goal(program, quarter.name)
    minor = 10 ** money.exponent(program.money.reporting_currency)
    return {
        "day": as_of.day,
        "quarter_from": quarter.first_day,
        "solution": tables.first_solution(program),
        "qualified_from": float(pipeline.qualified_from.crm_stage_probability_at_least),
        "goal_minor": (goal or 1) * minor,
        "influence_people": pipeline.influenced.people_touched_at_least,
        "influence_acts": pipeline.influenced.human_touches_at_least,
        "influence_days": pipeline.influenced.before_close_days,
        "ad_impression": 0
        if pipeline.influenced.ad_impressions_count
        else ids.code32("ad_impression"),
    }


def _goal(program: Program, quarter: str) -> int | None:
    return program.goals.revenue.of(quarter) if program.goals.revenue else None


def _unset_goals(program: Program, as_of: AsOf) -> dict[str, str]:
    """Return the words to show where a figure needs a goal that nobody set."""
    quarter = fiscal.quarter_of(program.calendar, as_of.day).name
    if _goal(program, quarter):
        return {}
    return {"goal": f"The program has no revenue goal for {quarter}; set one under Goals."}


def _rows_of(session: Session, definition: Definition, bound: dict[str, Value]) -> pa.Table:
    used = {name: value for name, value in bound.items() if f"${name}" in definition.rows}
    return session.arrow(definition.rows, **used)


def _named(definition: Definition, found: pa.Table) -> pa.Table:
    name = pa.array([definition.name] * found.num_rows, pa.string())
    columns = [name, *(found[column] for column in ("slice", "account", "amount"))]
    return pa.table(columns, names=_ACCOUNTS.names).cast(_ACCOUNTS)


def _figures(definition: Definition, found: pa.Table, wait: str | None) -> list[dict[str, Any]]:
    slices = np.array(found["slice"].to_pylist(), dtype=object)
    amounts = found["amount"].to_numpy(zero_copy_only=False).astype(float)
    keep = ~np.isnan(amounts)
    slices, amounts = slices[keep], amounts[keep]
    names = sorted(set(slices)) or ["all"]
    return [_figure(definition, name, amounts[slices == name], wait) for name in names]


def _figure(
    definition: Definition,
    name: str,
    amounts: "np.ndarray[Any, np.dtype[np.float64]]",
    wait: str | None,
) -> dict[str, Any]:
    estimate = Estimate.unknown(len(amounts)) if wait else _estimate(definition, amounts)
    return {
        "measure": definition.name,
        "slice": name,
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "badge": str(estimate.badge),
        "n": len(amounts),
        "unit": definition.unit,
        "window_words": definition.window,
        "note": wait or definition.note,
    }


def _estimate(definition: Definition, amounts: "np.ndarray[Any, np.dtype[np.float64]]") -> Estimate:
    """Sums and counts are exact, so their interval is a point; the others are estimated."""
    if len(amounts) < definition.enough:
        return Estimate.unknown(len(amounts))
    if definition.way == "share":
        return estimates.of_share(int(amounts.sum()), len(amounts))
    if definition.way == "mean":
        return estimates.of_mean(amounts.tolist())
    total = float(len(amounts) if definition.way == "count" else math.fsum(amounts))
    return Estimate(total, total, total, Badge.DESCRIPTIVE, len(amounts))
