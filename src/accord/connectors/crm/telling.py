"""Facts that need no reading: records that are gone, records that became others, totals."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from accord.facts import keys, tables


def _head(source: str, fact_id: str, moment_us: int, received_us: int) -> dict[str, Any]:
    known = min(moment_us, received_us)
    return {
        "fact_id": fact_id,
        "source": source,
        "occurred_at": known,
        "known_at": known,
        "received_at": received_us,
        "is_backfilled": known < received_us,
    }


def gone(kind: str, source: str, gone_us: Mapping[str, int], received_us: int) -> pa.Table:
    """Return the last word on records that were deleted at these moments."""
    rows = [
        _head(source, f"{kind}:{one}:deleted:{moment}", moment, received_us)
        | {"external_id": one, "is_deleted": True}
        for one, moment in gone_us.items()
    ]
    return tables.table(kind, rows)


def became(source: str, pairs: Iterable[tuple[str, str, int]], received_us: int) -> pa.Table:
    """Return links from records of people to the records that they were merged into."""
    rows = [
        _head(source, f"merged:{old}:{new}", moment, received_us)
        | {
            "from_key": keys.record_key(source, old),
            "to_key": keys.record_key(source, new),
            "is_undone": False,
        }
        for old, new, moment in pairs
    ]
    return tables.table("identity_links", rows)


def totals(source: str, by_measure: Mapping[str, int], on_day: int, received_us: int) -> pa.Table:
    """Return what the system itself reports on a day."""
    rows = [
        _head(source, f"total:{measure}:{received_us}", received_us, received_us)
        | {"measure": measure, "on_day": on_day, "total": total}
        for measure, total in by_measure.items()
    ]
    return tables.table("source_totals", rows)
