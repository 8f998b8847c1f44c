"""Seats known: mean over listed accounts of: required seats with a known person / required seats."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="buying_group_coverage",
    title="Seats known",
    formula="mean over listed accounts of: required seats with a known person / required seats",
    window="today",
    unit="share",
    way="mean",
    patience="coverage",
    note="",
    enough=10,
    rows="""
    SELECT l.slice, l.account, least(g.known, g.required) / g.required::DOUBLE AS amount
    FROM listed l JOIN group_now g USING (account)
    WHERE g.solution = $solution AND g.required > 0
    """,
)
