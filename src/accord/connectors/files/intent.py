"""Intent files: what a vendor read of a company, on which topic, on which day; never proof."""

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from accord.connectors.files import doings, memory, moments
from accord.connectors.files.frame import Frame
from accord.connectors.files.memory import Columns, Memory
from accord.connectors.files.plan import ColumnMap, Plan, Question, answered
from accord.values.errors import AccordError

KINDS: Final = ("intent_bombora", "intent_g2", "intent_6sense", "intent_demandbase")
_DAYLESS: Final = (*KINDS, "syndicated_leads", "event_leads")
"""Kinds whose files may be of one day that they don't name."""
_VENDORS: Final = {"6sense": "sixsense", "g2": "g2_category"}
_LISTED: Final = frozenset({"6sense", "demandbase"})
"""Vendors whose files may name several keywords in one cell."""
_DATED: Final = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


def is_dated(name: str) -> bool:
    """Tell whether a file's name holds a day."""
    return bool(_DATED.search(name))


def ask(plan: Plan, mapping: Sequence[ColumnMap]) -> list[Question]:
    """Ask of which day rows are, when neither a column nor the file's name says it.

    Taken as of today, last month's file would look fresh.
    """
    is_dated = any(one.field == "occurred_at" for one in mapping) or _DATED.search(plan.name)
    if (
        plan.kind not in _DAYLESS
        or is_dated
        or answered(plan.hints, "dated_on", plan.hints.dated_on)
    ):
        return []
    text = (
        f"Of which day are the rows in {plan.name}? No column says it and its name holds no "
        "date; for a week's file give its last day, as 2026-06-28."
    )
    return [Question("dated_on", "", text, ())]


def day_of_file(plan: Plan, zone: ZoneInfo) -> int | None:
    """Return the day that a file without dates speaks of: as said, else out of its name.

    Of a name with two days, as those of a week, the last is meant.
    """
    read = moments.reader("ymd", zone, is_needed=True)
    said = answered(plan.hints, "dated_on", plan.hints.dated_on)
    if said:
        found: int | None = read(said).value
        if found is None:
            raise AccordError(f"{said!r} is no date; write it as 2026-06-30.")
        return found
    dated = _DATED.findall(plan.name)
    return read("-".join(dated[-1])).value if dated else None


def facts(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return intent readings, one for each topic; the vendor's own words stay as evidence.

    A reading is known by whom, what and when it is of: rows that differ in metro area only say
    the same of the company, and next week's file with equal scores says something new.
    """
    doings.need_company(frame)
    day = day_of_file(frame.plan, memory_.zone)
    occurred = [moment or day for moment in frame.values("occurred_at")]
    for index, moment in enumerate(occurred):
        if moment is None and index not in frame.rejected:
            reason = "of which day the reading is is not said; give a date, as 2026-06-28"
            frame.note(index, "occurred_at", reason, is_rejected=True)
    memory_.note_future(frame, "occurred_at")
    said = _said(frame, memory_, occurred)
    memory_.drop_repeats(frame, [_id(frame, row) for row in said])
    head = memory_.head(frame, [""] * len(frame), occurred)
    spread = list(_spread(frame, said))
    columns: Columns = {
        name: [values[index] for index, _ in spread] for name, values in head.items()
    }
    columns["fact_id"] = [_id(frame, row) for _, row in spread]
    for name in ("company_key", "company_domain", "vendor", "topic", "reading", "reading_text"):
        columns[name] = [row[name] for _, row in spread]
    return {"intent": memory.table("intent", columns, range(len(spread)))}


def _said(frame: Frame, memory_: Memory, occurred: Sequence[int | None]) -> list[dict[str, Any]]:
    """Return what each row says."""
    vendor = frame.plan.kind.removeprefix("intent_")
    fields = ("company_domain", "topic", "reading", "reading_text", "signal")
    values: Any = zip(*(frame.values(field) for field in fields), strict=True)
    keys = doings.company_keys(frame, memory_)
    return [
        {
            "company_key": keys[index],
            "company_domain": domain,
            "vendor": _vendor(vendor, signal),
            "topic": topic,
            "reading": reading,
            "reading_text": _words(vendor, text, signal),
            "day": memory_.day(occurred[index]),
        }
        for index, (domain, topic, reading, text, signal) in enumerate(values)
    ]


def _words(vendor: str, text: str | None, signal: str | None) -> str | None:
    """Return the vendor's own word: how far they are, else what they did there."""
    return text.upper() if text and vendor == "demandbase" else text or signal


def _vendor(vendor: str, signal: str | None) -> str:
    low = (signal or "").lower()
    if vendor == "g2" and "compar" in low:
        return "g2_comparison"
    if vendor == "g2" and "pric" in low:
        return "g2_pricing"
    return _VENDORS.get(vendor, vendor)


def _spread(frame: Frame, said: Sequence[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the taken rows, one for each keyword where a cell lists several."""
    is_list = frame.plan.kind.removeprefix("intent_") in _LISTED
    for index in frame.taken():
        row = said[index]
        topics = _topics(row["topic"]) if is_list else [row["topic"]]
        for topic in topics:
            yield index, row | {"topic": topic}


def _topics(cell: str | None) -> list[str | None]:
    parts = [part.strip() for part in re.split(r"[;|,\n]", cell or "")]
    return list(dict.fromkeys(part for part in parts if part)) or [None]


def _id(frame: Frame, row: dict[str, Any]) -> str:
    text = "\x1f".join(str(row[name]) for name in sorted(row) if name != "company_domain")
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{frame.plan.kind}::{digest}"
