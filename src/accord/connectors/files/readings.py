"""Trigger events, teams, subscriptions, rates, and the two kinds that are not facts."""

from typing import Any, Final

import pyarrow as pa

from accord.connectors.files import doings, memory, naming
from accord.connectors.files.deals import amounts
from accord.connectors.files.frame import Frame
from accord.connectors.files.memory import Columns, Memory

_TARGET: Final = pa.schema(
    [("row", pa.int64()), ("account", pa.int64())]
    + [(name, pa.string()) for name in ("name", "domain", "tier", "reason", "owner")]
)
_PRODUCT: Final = pa.schema(
    [
        ("external_id", pa.string()),
        ("name", pa.string()),
        ("family", pa.string()),
        ("code", pa.string()),
        ("price", pa.float64()),
    ]
)


def _need(frame: Frame, field: str, reason: str) -> None:
    for index, value in enumerate(frame.values(field)):
        if value is None and index not in frame.rejected:
            frame.note(index, field, reason, is_rejected=True)


def _head(frame: Frame, memory_: Memory, occurred: list[int | None]) -> Columns:
    digests = memory_.digests(frame)
    kind = frame.plan.kind
    fact_ids = [f"{kind}::{digest}" for digest in digests]
    memory_.drop_repeats(frame, fact_ids)
    return memory_.head(frame, fact_ids, occurred)


def trigger_events(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return trigger events; companies that are named by name only go by that name's id."""
    _need(frame, "occurred_at", "when it happened is not said; add it")
    kinds = _trigger_kinds(frame)
    names = zip(frame.values("company_name"), frame.values("country"), strict=True)
    keys = doings.company_keys(frame, memory_)
    for index, (name, country) in enumerate(names):
        if keys[index]:
            continue
        if not name:
            frame.note(index, "company_name", "no company is named; add it", is_rejected=True)
            continue
        keys[index] = memory_.record_key(naming.company_id(None, name, country))
        frame.note(index, "company_name", "is named by name only; add its domain to be sure")
    columns = _head(frame, memory_, frame.values("occurred_at"))
    columns |= {
        "company_key": keys,
        "kind": kinds,
        "title": frame.values("title"),
        "url": frame.values("url"),
        "expires_on": memory_.days(frame.values("expires_on")),
    }
    return {"trigger_events": memory.table("trigger_events", columns, frame.taken())}


def _trigger_kinds(frame: Frame) -> list[str | None]:
    """Return what happened: as the file says, else by the columns that only such a file has."""
    if frame.has("kind"):
        _need(frame, "kind", "what happened is not said; add it")
        return frame.values("kind")
    columns = {one.how: one for one in frame.plan.mapping}
    of_file = "layoffs" if "counts people laid off" in columns else "funding"
    if of_file == "funding" and "tells of a funding round" not in columns:
        of_file = "news"
    return [of_file] * len(frame)


def account_team(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return who works which account."""
    doings.need_company(frame)
    columns = _head(frame, memory_, [None] * len(frame))
    columns |= {
        "company_key": doings.company_keys(frame, memory_),
        "user_email": frame.values("user_email"),
        "user_name": frame.values("user_name"),
        "part": frame.values("part"),
        "until_on": memory_.days(frame.values("until_on")),
    }
    return {"account_team": memory.table("account_team", columns, frame.taken())}


def subscriptions(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return what customers own, from when to when, and for how much a year."""
    companies = [
        one or (naming.company_id(site, name, None) if site or name else None)
        for one, site, name in zip(
            frame.values("company_external_id"),
            frame.values("company_domain"),
            frame.values("company_name"),
            strict=True,
        )
    ]
    starts, ends = (memory_.days(frame.values(field)) for field in ("starts_on", "ends_on"))
    for index, company in enumerate(companies):
        if not company:
            frame.note(
                index, "company_external_id", "no company is named; add it", is_rejected=True
            )
        first, last = starts[index], ends[index]
        if first is not None and last is not None and last < first:
            frame.note(index, "ends_on", "ends before it starts; mend the dates", is_rejected=True)
    ids = [
        one or f"{company}|{solution or ''}|{first or ''}"
        for one, company, solution, first in zip(
            frame.values("external_id"), companies, frame.values("solution"), starts, strict=True
        )
    ]
    minor, currencies = amounts(frame, memory_)
    fact_ids = memory_.fact_ids(frame, ids, memory_.digests(frame))
    columns = memory_.head(frame, fact_ids, frame.values("starts_on"))
    columns |= {
        "external_id": ids,
        "company_external_id": companies,
        "solution": frame.values("solution"),
        "starts_on": starts,
        "ends_on": ends,
        "amount_minor": minor,
        "currency": currencies,
        "health": frame.values("health"),
        "is_deleted": [bool(value) for value in frame.values("is_deleted")],
    }
    return {"subscriptions": memory.table("subscriptions", columns, frame.taken())}


def rates(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return exchange rates: units of the reporting currency for one of the named."""
    for field in ("currency", "on_day", "per_unit"):
        _need(frame, field, "the rate needs it; add it")
    columns = _head(frame, memory_, frame.values("on_day"))
    columns |= {
        "currency": frame.values("currency"),
        "on_day": memory_.days(frame.values("on_day")),
        "per_unit": frame.values("per_unit"),
    }
    return {"rates": memory.table("rates", columns, frame.taken())}


def products(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return products, which are no facts: their names help to read other files."""
    memory_.check_spelling(frame, "name")
    _need(frame, "name", "the product has no name; add it")
    prices = [price and float(price.number) for price in frame.values("price")]
    columns: dict[str, list[Any]] = {
        name: frame.values(name) for name in ("external_id", "name", "family", "code")
    }
    return {"products": _plain(columns | {"price": prices}, frame, _PRODUCT)}


def target_list(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return a target list that Accord exported, which is no fact: somebody has to sign it."""
    _need(frame, "account", "the account's id is missing; leave that column as it was exported")
    columns: dict[str, list[Any]] = {name: frame.values(name) for name in _TARGET.names}
    columns["row"] = list(frame.numbers)
    memory_.drop_repeats(frame, [str(one) for one in columns["account"]])
    return {"target_list": _plain(columns, frame, _TARGET)}


def _plain(columns: dict[str, list[Any]], frame: Frame, schema: pa.Schema) -> pa.Table:
    taken = frame.taken()
    return pa.table(
        {name: [columns[name][i] for i in taken] for name in schema.names}, schema=schema
    )
