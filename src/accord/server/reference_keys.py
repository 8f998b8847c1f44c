"""Keys beside the facts of a segment: whom a record speaks of, as integers that filter fast.

They stand in the files after the columns of the kind, and only this package reads them.
"""

from collections.abc import Callable
from typing import Final

import pyarrow as pa

from accord.facts import keys, schemas

_REFERENCES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "activities": (("mail_domain", "email"),),
    "companies": (("record", "external_id"), ("domain", "domain")),
    "people": (
        ("record", "external_id"),
        ("email", "email"),
        ("record", "company_external_id"),
        ("domain", "company_domain"),
        ("mail_domain", "email"),
    ),
    "leads": (
        ("record", "external_id"),
        ("email", "email"),
        ("record", "company_external_id"),
        ("domain", "company_domain"),
        ("mail_domain", "email"),
    ),
    "person_traits": (
        ("record", "external_id"),
        ("email", "email"),
        ("record", "company_external_id"),
        ("domain", "company_domain"),
        ("mail_domain", "email"),
    ),
    "company_traits": (("record", "external_id"), ("domain", "domain")),
    "opportunities": (("record", "company_external_id"), ("opportunity", "external_id")),
    "opportunity_stages": (("opportunity", "opportunity_external_id"),),
    "subscriptions": (("record", "company_external_id"),),
    "intent": (("domain", "company_domain"),),
}
"""By kind: how to make the keys `ref_0`, `ref_1` ... of a record, in this order."""
INTEGER_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "activities": ("person_key", "company_key"),
    "memberships": ("person_key", "company_key"),
    "relations": ("from_key", "to_key"),
    "intent": ("company_key",),
    "trigger_events": ("company_key",),
    "technologies": ("company_key",),
    "consents": ("person_key",),
    "account_team": ("company_key",),
    "identity_links": ("from_key", "to_key"),
    "decisions": ("account", "person"),
    "touches": ("account", "person"),
    "costs": ("account", "company_key"),
    "plays": ("account", "company_key"),
}
"""Columns of the kind itself that say whom a fact speaks of."""
_PERSON_TEXTS: Final = (
    *("source", "fact_id", "external_id", "person_external_id", "converted_external_id"),
    *("email", "anonymous_id"),
)
_PERSON_NUMBERS: Final = ("person_key", "person", "from_key", "to_key")
WHOLE: Final = frozenset({"rates", "source_totals"})
"""Kinds that speak of nobody in particular."""


def columns(kind: str) -> list[str]:
    """Return every column, of the kind or beside it, that holds a key."""
    made = [f"ref_{place}" for place in range(len(_REFERENCES.get(kind, ())))]
    return [*made, *INTEGER_KEYS.get(kind, ())]


def naming(kind: str) -> list[str]:
    """Return the columns of a kind by which a fact names a person, with its own name."""
    wanted = {*_PERSON_TEXTS, *_PERSON_NUMBERS}
    return [name for name in schemas.SCHEMA_BY_KIND[kind].names if name in wanted]


def beside(kind: str, table: pa.Table) -> pa.Table:
    """Return the facts with their keys beside them."""
    for place, (form, name) in enumerate(_REFERENCES.get(kind, ())):
        table = table.append_column(
            f"ref_{place}", _made(_MAKE[form], table["source"], table[name])
        )
    return table


def _made(
    make: Callable[[str, str | None], int], sources: pa.ChunkedArray, texts: pa.ChunkedArray
) -> pa.Array:
    """Return the key of each text, made once for texts that come again."""
    known: dict[tuple[str, str | None], int] = {}
    found = []
    for pair in zip(sources.to_pylist(), texts.to_pylist(), strict=True):
        key = known.get(pair)
        if key is None:
            key = known[pair] = make(pair[0] or "", pair[1]) if pair[1] else 0
        found.append(key)
    return pa.array(found, pa.int64())


def opportunity_key(source: str, external_id: str | None) -> int:
    """Return the key of an opportunity's record."""
    return keys.record_key(f"opportunity:{source}", external_id)


_MAKE: Final[dict[str, Callable[[str, str | None], int]]] = {
    "record": keys.record_key,
    "opportunity": opportunity_key,
    "email": lambda _, text: keys.email_key(text),
    "domain": lambda _, text: keys.domain_key(text),
    "mail_domain": lambda _, text: keys.domain_key((text or "").rpartition("@")[2]),
}
