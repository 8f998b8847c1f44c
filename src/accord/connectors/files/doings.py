"""Activities: who did what, when, and to which page, mail or meeting."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from accord.connectors.files import calendars, vocabulary
from accord.connectors.files.frame import Frame
from accord.connectors.files.memory import Memory
from accord.facts import keys, tables

_COPIED: Final = [
    "channel_name",
    "title",
    "text",
    "user_agent",
    "campaign",
    "email",
    "anonymous_id",
]
_DEFAULT_KIND: Final = "page_view"


def activities(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return activities; one without a time, or of nobody, is rejected."""
    kinds = _kinds(frame, memory_)
    _check(frame)
    # A calendar names its meetings for ever: one that is worded otherwise later is the same.
    is_calendar = frame.plan.system == calendars.SYSTEM
    digests = kinds if is_calendar else memory_.digests(frame)
    ids = frame.values("external_id")
    fact_ids = [
        f"activities:{one or ''}:{digest}" for one, digest in zip(ids, digests, strict=True)
    ]
    memory_.drop_repeats(frame, fact_ids)
    for index, is_deleted in enumerate(frame.values("is_deleted")):
        if is_deleted:
            frame.dropped.add(index)
            frame.note(index, "is_deleted", "was deleted where it comes from; left out")
    columns: dict[str, Sequence[Any]] = dict(
        memory_.head(frame, fact_ids, frame.values("occurred_at"))
    )
    columns |= {field: frame.values(field) for field in _COPIED}
    columns |= {
        "kind_name": kinds,
        "asset_name": [asset and canonical(asset) for asset in frame.values("asset_name")],
        "person_key": _persons(frame, memory_),
        "company_key": company_keys(frame, memory_),
        "properties": frame.custom(),
    }
    taken = frame.taken()
    rows = [tables.activity(row, memory_.zone) for row in _rows(columns, taken)]
    return {"activities": tables.table("activities", rows)}


def _rows(columns: Mapping[str, Sequence[Any]], taken: Sequence[int]) -> Iterator[dict[str, Any]]:
    names = list(columns)
    lists = list(columns.values())
    for index in taken:
        yield {name: values[index] for name, values in zip(names, lists, strict=True)}


def _kinds(frame: Frame, memory_: Memory) -> list[str]:
    plan = frame.plan
    said = plan.hints.answers.get("kind_name") or vocabulary.activity_of_file(plan.name)
    default = vocabulary.activity(said).value if said else _DEFAULT_KIND
    kinds: list[str] = []
    times = frame.values("occurred_at")
    outcomes = frame.values("outcome")
    for index, kind in enumerate(frame.values("kind_name")):
        if kind is None and frame.has("kind_name"):
            frame.note(index, "kind_name", "what was done is not said; add it", is_rejected=True)
        is_ahead = (times[index] or 0) > memory_.received
        kinds.append(
            vocabulary.with_outcome(kind or default, outcomes[index] or "", is_ahead=is_ahead)
        )
    return kinds


def _check(frame: Frame) -> None:
    somebody = [
        "email",
        "person_external_id",
        "anonymous_id",
        "company_external_id",
        "company_domain",
    ]
    shown = next((field for field in somebody if frame.has(field)), "email")
    found = zip(*(frame.values(field) for field in somebody), strict=True)
    for index, who in enumerate(found):
        if index in frame.rejected:
            continue
        if frame.values("occurred_at")[index] is None:
            frame.note(
                index, "occurred_at", "when it happened is not said; add it", is_rejected=True
            )
        elif not any(who):
            frame.note(
                index,
                shown,
                "nobody is named; give a mail address, a person, a browser or a company",
                is_rejected=True,
            )


def _persons(frame: Frame, memory_: Memory) -> list[int]:
    pairs = zip(frame.values("email"), frame.values("person_external_id"), strict=True)
    return [
        keys.email_key(email) if email else keys.record_key(memory_.source, one)
        for email, one in pairs
    ]


def company_keys(frame: Frame, memory_: Memory) -> list[int]:
    """Return the key of each row's company: its record, else its domain; 0 if neither is named."""
    pairs = zip(frame.values("company_external_id"), frame.values("company_domain"), strict=True)
    return [
        keys.record_key(memory_.source, one) if one else keys.domain_key(site)
        for one, site in pairs
    ]


def need_company(frame: Frame) -> None:
    """Reject rows that name no company by id or domain; a name alone can't be told apart."""
    wanted = ("company_external_id", "company_domain")
    shown = next((field for field in (*wanted, "company_name") if frame.has(field)), wanted[1])
    for index, found in enumerate(zip(*(frame.values(f) for f in wanted), strict=True)):
        if not any(found) and index not in frame.rejected:
            frame.note(
                index,
                shown,
                "no company is named by id or domain; add its domain",
                is_rejected=True,
            )


def canonical(asset: str) -> str:
    """Return the path of a page's address, without query; other assets stay as they are."""
    found = re.match(r"https?://[^/?#]+([^?#]*)", asset, re.IGNORECASE)
    if not found:
        return asset
    return "/" + found[1].strip("/")
