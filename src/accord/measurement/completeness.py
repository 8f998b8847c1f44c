"""Buying-group completeness: mean over listed accounts of: weight x min(have / required, 1), summed over roles / sum of weights of required roles."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="completeness",
    title="Buying-group completeness",
    formula="mean over listed accounts of: weight x min(have / required, 1), summed over roles / sum of weights of required roles",
    window="today",
    unit="percent",
    way="mean",
    patience="coverage",
    note="",
    enough=10,
    rows="""
    SELECT l.slice, l.account, g.completeness AS amount
    FROM listed l JOIN group_now g USING (account)
    WHERE g.solution = $solution AND g.required > 0
    """,
)
