"""Technology files: which products a company was seen to use, whose, and from when to when."""

from hashlib import blake2b
from typing import Any

import pyarrow as pa

from accord.connectors.files import doings, memory
from accord.connectors.files.frame import Frame
from accord.connectors.files.memory import Columns, Memory

KIND = "technologies"


def facts(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return products by company; a row without a product, or without its company, is rejected."""
    doings.need_company(frame)
    for index, product in enumerate(frame.values("product")):
        if product is None and index not in frame.rejected:
            frame.note(
                index, "product", "which product it is is not said; add it", is_rejected=True
            )
    firsts, lasts = (memory_.days(frame.values(name)) for name in ("first_seen_on", "last_seen_on"))
    for index, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        if first is not None and last is not None and last < first:
            reason = "was last seen before it was first seen; mend the dates"
            frame.note(index, "last_seen_on", reason, is_rejected=True)
    memory_.note_future(frame, "last_seen_on")
    body: Columns = {
        "company_key": doings.company_keys(frame, memory_),
        "product": frame.values("product"),
        "vendor": frame.values("vendor"),
        "category": frame.values("category"),
        "first_seen_on": firsts,
        "last_seen_on": lasts,
    }
    ids = [_id(row) for row in zip(*body.values(), strict=True)]
    memory_.drop_repeats(frame, ids)
    columns = memory_.head(frame, ids, frame.values("last_seen_on")) | body
    return {KIND: memory.table(KIND, columns, frame.taken())}


def _id(row: tuple[Any, ...]) -> str:
    text = "\x1f".join(map(str, row)).encode("utf-8", "surrogatepass")
    return f"{KIND}::{blake2b(text, digest_size=8).hexdigest()}"
