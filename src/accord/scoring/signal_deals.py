"""Closed deals with what was known of their accounts when they began, ready to be learned from."""

from typing import Any, Final

import numpy as np

from accord.engine.session import AsOf, Session
from accord.identity import countries, zones
from accord.program import profile
from accord.program.model import Program
from accord.program.profile import Criterion
from accord.scoring import fit_fields
from accord.scoring.signal import ENOUGH, Deals
from accord.values import points

_DAY_US: Final = 86_400_000_000
_TEXTS: Final = ("country", "industry", "use_case")
_NUMBERS: Final = ("employees", "revenue_usd", "locations", "headcount_growth_12_months_percent")
_LISTS: Final = ("technologies",)

_DEALS: Final = """
    WITH closed AS (
        SELECT o.opportunity, o.account, o.is_won, o.motion,
            (CAST(coalesce(o.created_day, o.closed_day, $today) AS BIGINT) + 1) * $day_us
                - {offset} AS begun_us
        FROM opportunities AS o
        WHERE o.is_closed AND o.account <> 0 AND coalesce(o.closed_day, 0) <= $today
    ), told AS (
        SELECT k.account, {columns}, f.known_at, f.received_at, f.source, f.fact_id
        FROM fact_companies AS f
        JOIN company_records AS r ON r.source = f.source
            AND r.external_id = coalesce(nullif(trim(f.external_id), ''), f.fact_id)
        JOIN accounts_by_record AS k ON k.key = r.key
    ), beside AS (
        SELECT c.opportunity, c.account, c.is_won, c.motion, {told},
            t.known_at >= c.begun_us AS is_late,
            CASE WHEN t.known_at < c.begun_us THEN -t.known_at ELSE t.known_at END AS distance,
            t.received_at, t.source, t.fact_id
        FROM closed AS c JOIN told AS t ON t.account = c.account
    )
    SELECT account, is_won, motion, {picked}, bool_and(is_late) OVER same AS is_late
    FROM beside
    WINDOW same AS (PARTITION BY opportunity),
        nearest AS (PARTITION BY opportunity ORDER BY is_late, distance, received_at, source,
            fact_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    QUALIFY row_number() OVER (PARTITION BY opportunity ORDER BY is_late, distance, fact_id) = 1
    ORDER BY opportunity
"""


def read(session: Session, program: Program, as_of: AsOf) -> Deals:
    """Return the deals closed by the day; those of new business where there are enough.

    A field is what was last recorded before the deal began; where nothing was, what was
    recorded first, and the share of such deals is told.
    """
    fields = _fields(program)
    told = ", ".join(f"{fit_fields.column(field, 'f')} AS v{i}" for i, field in enumerate(fields))
    picked = ", ".join(f"first_value(v{i} IGNORE NULLS) OVER nearest" for i in range(len(fields)))
    begun = f"CAST(coalesce(o.created_day, o.closed_day, {as_of.day}) AS BIGINT) * {_DAY_US}"
    sql = _DEALS.format(
        offset=zones.offset_of(begun, program.zone),
        columns=told,
        told=", ".join(f"t.v{i}" for i in range(len(fields))),
        picked=picked,
    )
    rows = session.rows(sql, today=as_of.day, day_us=_DAY_US)
    chosen = _of_new_business(rows)
    values = {field: [row[3 + i] for row in chosen] for i, field in enumerate(fields)}
    return Deals(
        groups=[str(row[0]) for row in chosen],
        won=[bool(row[1]) for row in chosen],
        categories=_categories(values, program),
        numbers={f: [_number(v) for v in values[f]] for f in fields if _is_number(f)},
        rules=_rules(values, program),
        late_share=sum(bool(row[-1]) for row in chosen) / len(chosen) if chosen else 0.0,
    )


def _fields(program: Program) -> list[str]:
    asked = [criterion.field for criterion in program.profile.criteria.values()]
    return list(dict.fromkeys([*_TEXTS, *_NUMBERS, *_LISTS, *asked]))


def _of_new_business(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    new = [row for row in rows if row[2] == "new"]
    won = sum(bool(row[1]) for row in new)
    return new if min(won, len(new) - won) >= ENOUGH else rows


def _is_number(field: str) -> bool:
    return field in _NUMBERS


def _number(value: Any) -> float:
    return float(value) if value is not None else float("nan")


def _categories(values: dict[str, list[Any]], program: Program) -> dict[str, list[str | None]]:
    """Return texts in small letters, countries as codes, lists as what the profile calls them."""
    found: dict[str, list[str | None]] = {}
    for field, column in values.items():
        if _is_number(field):
            continue
        if field == "country":
            found[field] = [countries.code(v) if v else None for v in column]
        elif field in _LISTS:
            criterion = next(
                (c for c in program.profile.criteria.values() if c.field == field), None
            )
            found[field] = [_named(v, criterion) for v in column]
        else:
            found[field] = [
                str(v).strip().casefold() or None if v is not None else None for v in column
            ]
    return found


def _named(value: list[str] | None, criterion: Criterion | None) -> str | None:
    if value is None:
        return None
    held = {profile.plain(word) for word in value if word}
    if criterion is None or criterion.add is None:
        return ", ".join(sorted(held)) or "none"
    names = [name for part in criterion.add for name in part.has_any]
    return " + ".join(n for n in names if held & criterion.words_of(n)) or "none"


def _rules(values: dict[str, list[Any]], program: Program) -> list[float]:
    """Return the profile's points of each deal's account; what is unknown counts half."""
    criteria = [c for c in program.profile.criteria.values() if c.field in values]
    size = len(next(iter(values.values()), []))
    total = np.zeros(size)
    for criterion in criteria:
        known = [fit_fields.share(criterion, value) for value in values[criterion.field]]
        half = points.MILLION / 2
        total += criterion.weight * np.array([half if s is None else s for s in known], dtype=float)
    return [float(one) for one in total / points.MILLION]
