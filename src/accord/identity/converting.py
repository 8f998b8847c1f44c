"""What one unit of each currency was worth in the reporting currency, day by day."""

from collections import defaultdict
from decimal import Decimal, InvalidOperation

from accord.engine.session import Session


def rates(session: Session) -> dict[str, tuple[list[int], list[Decimal]]]:
    """Return the days, in order, and the rates of each currency; the last word on a day counts."""
    told = session.rows(
        "SELECT currency, on_day, per_unit FROM fact_rates "
        "WHERE currency IS NOT NULL AND on_day IS NOT NULL AND per_unit IS NOT NULL "
        "ORDER BY on_day, known_at, received_at, fact_id"
    )
    by_day: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for currency, day, text in told:
        try:
            by_day[currency][day] = Decimal(text)
        except InvalidOperation:
            continue  # the door refuses such rates; one that slipped in is a missing rate
    return {name: (list(known), list(known.values())) for name, known in by_day.items()}
