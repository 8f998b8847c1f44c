"""Where visits came from: marks counted as they were told, channels named by the rules."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accord.engine.session import Session
from accord.facts import marks
from accord.program import origins
from accord.program.origins import Origin, Visits
from accord.values import ids

KINDS: Final = ("page_view", "documentation_view")
"""Activities that are visits of pages."""
NOT_TOLD: Final = Origin("not_told", "", None, "", is_shipped=True)
_HOST: Final = r"regexp_replace({0}, '^([a-zA-Z]+://[^/?#]*)[^?]*', '\1/')"
_TOLD: Final = f"""
    SELECT day, campaign,
        {_HOST.format("coalesce(json_extract_string(properties, '$.url'), '')")} AS url,
        {_HOST.format("coalesce(json_extract_string(properties, '$.href'), '')")} AS href,
        coalesce(json_extract_string(properties, '$.search'), '') AS search,
        {_HOST.format("coalesce(json_extract_string(properties, '$.referrer'), '')")} AS referrer,
        CASE WHEN contains(lower(properties), 'utm') THEN properties END AS more
    FROM fact_activities
    WHERE list_contains($kinds, kind) AND day > $after AND day <= $today
        AND (properties IS NULL OR json_valid(properties))
"""
_COUNTED: Final = f"""
    SELECT {{bucket}} AS bucket, campaign, url, href, search,
        regexp_replace(referrer, '\\?.*', '') AS referrer,
        CASE WHEN contains(url || href || search, 'utm_') THEN NULL ELSE more END AS more,
        CAST(count(*) AS BIGINT) AS n
    FROM ({_TOLD}) AS told GROUP BY ALL
"""
_MONTH: Final = "strftime(DATE '1970-01-01' + CAST(day AS INTEGER), '%Y-%m')"


@dataclass(frozen=True, slots=True)
class Came:
    """How many visits of a month came by one channel and campaign, and which rule says so."""

    month: str
    origin: Origin
    visits: int


def by_month(session: Session, visits: Visits, after: int, today: int) -> list[Came]:
    """Count the visits of some days by month and origin; those from the same site are none.

    Every page view is taken that told where it came from, machines' among them.
    """
    codes = [ids.code32(kind) for kind in KINDS]
    query = _COUNTED.format(bucket=_MONTH)
    rows = session.arrow(query, kinds=codes, after=after, today=today).to_pylist()
    found: Counter[tuple[str, Origin]] = Counter()
    for row in rows:
        origin = origin_of(visits, _told(row))
        if origin is not None:
            found[row["bucket"], origin] += row["n"]
    ranked = sorted(found.items(), key=lambda one: (one[0][0], -one[1], one[0][1].channel))
    return [Came(month, origin, n) for (month, origin), n in ranked]


def origin_of(visits: Visits, told: marks.Marks | None) -> Origin | None:
    """Say where a visit came from; None for a page that was reached from the same site."""
    if told is None:
        return NOT_TOLD
    return None if told.is_inside else origins.of(visits, told)


def of_activity(visits: Visits, fact: Mapping[str, Any]) -> tuple[marks.Marks, Origin] | None:
    """Say where the visit that a fact tells of came from; None where that is not asked or told."""
    if fact.get("kind_name") not in KINDS:
        return None
    told = marks.of_properties(fact.get("properties"), fact.get("campaign"))
    if told is None or told.is_inside:
        return None
    return told, origins.of(visits, told)


def _told(row: Mapping[str, Any]) -> marks.Marks | None:
    if row["more"]:
        return marks.of_properties(row["more"], row["campaign"])
    asked: Iterable[str] = ("url", "href", "search", "referrer")
    return marks.of_told({name: row[name] for name in asked}, row["campaign"])
