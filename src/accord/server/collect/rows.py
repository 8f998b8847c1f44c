"""Rows of facts, and the texts in what was sent that they are made of."""

from typing import Any

from accord.server.collect.items import Item

Row = tuple[str, dict[str, Any]]
"""The kind of a fact, and the fact."""


def head(item: Item, source: str, fact_id: str) -> dict[str, Any]:
    """Return the columns that every fact begins with."""
    received = item.parcel.replayed_us or item.parcel.received_us
    return {
        "fact_id": fact_id,
        "source": source,
        "occurred_at": item.at.us,
        "known_at": received,
        "received_at": received,
        "is_backfilled": False,
    }


def record_id(item: Item) -> str:
    """Return the id of a fact about a record, which several write keys may tell of."""
    return f"{item.parcel.source}/{item.message_id}"


def text_of(said: dict[str, Any], *names: str) -> str:
    """Return the first of some fields that holds a text or a number, as text."""
    for name in names:
        value = said.get(name)
        if value is None:
            continue
        if isinstance(value, str) and (text := value.strip()):
            return text
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""
