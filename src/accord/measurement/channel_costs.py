"""What channels cost month by month, in one currency; amounts without a rate stand apart."""

from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from accord.engine.session import Session
from accord.identity import converting
from accord.values import money

_LAST: Final = """
    SELECT coalesce(channel_name, 'other') AS channel, source, coalesce(campaign, '') AS campaign,
        CAST(coalesce(on_day, until_day) AS INTEGER) AS day, amount_minor, currency,
        coalesce(impressions, 0) AS impressions, coalesce(clicks, 0) AS clicks
    FROM (
        SELECT *, row_number() OVER (
            PARTITION BY source, coalesce(external_id, fact_id)
            ORDER BY known_at DESC, received_at DESC, fact_id DESC) AS place
        FROM fact_costs
    ) WHERE place = 1 AND coalesce(on_day, until_day) > $after
        AND coalesce(on_day, until_day) <= $today
"""
_SUMMED: Final = f"""
    SELECT strftime(DATE '1970-01-01' + day, '%Y-%m') AS month, channel, source, campaign, day,
        currency, CAST(sum(amount_minor) AS BIGINT) AS minor,
        CAST(sum(impressions) AS BIGINT) AS impressions, CAST(sum(clicks) AS BIGINT) AS clicks
    FROM ({_LAST}) AS last GROUP BY ALL ORDER BY month, channel, source, campaign, day, currency
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one campaign of a channel cost in a month.

    `minor` is in the reporting currency; None where a rate is missing, or nothing was paid for.
    """

    month: str
    channel: str
    source: str
    campaign: str
    currency: str
    own_minor: int
    minor: int | None
    impressions: int
    clicks: int


def by_month(session: Session, reporting: str, after: int, today: int) -> list[Cost]:
    """Sum what was paid in some days by month, campaign and currency, each day at its own rate.

    Of one cost that was told several times the one known last counts.
    """
    rates = converting.rates(session)
    found: dict[tuple[str, str, str, str, str], list[int | None]] = {}
    for month, channel, source, campaign, day, currency, minor, seen, clicks in session.rows(
        _SUMMED, after=after, today=today
    ):
        key = (month, channel, source, campaign, currency or "")
        held = found.setdefault(key, [0, 0, 0, 0])
        days, values = rates.get(currency, ([], []))
        place = bisect_right(days, day)
        rate = values[place - 1] if place else None
        worth = _converted(minor, currency, reporting, rate)
        held[0] = (held[0] or 0) + (minor or 0)
        held[1] = None if worth is None or held[1] is None else held[1] + worth
        held[2] = (held[2] or 0) + seen
        held[3] = (held[3] or 0) + clicks
    return [
        Cost(*key, own_minor=own or 0, minor=minor, impressions=seen or 0, clicks=clicks or 0)
        for key, (own, minor, seen, clicks) in found.items()
    ]


def _converted(
    minor: int | None, currency: str | None, reporting: str, rate: Decimal | None
) -> int | None:
    if not minor:
        return 0
    if currency == reporting:
        return minor
    if not currency or rate is None:
        return None
    return money.convert(money.Money(minor, currency), rate, reporting).minor
