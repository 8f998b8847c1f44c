"""What is remembered from chunk to chunk of one file, and the head that every fact begins with."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from accord.connectors.files import words
from accord.connectors.files.frame import Frame
from accord.connectors.files.naming import Digests
from accord.connectors.files.plan import Plan
from accord.facts import keys, schemas
from accord.plays.lead_review import Lead, Verdict
from accord.values import time

Columns = dict[str, list[Any]]

Judge = Callable[[Sequence[Lead]], Sequence[Verdict]]
"""Says of rows of a lead file, given in their order, whether each is taken."""
_MOST_IDS: Final = 1_000_000
"""Ids of which the row is remembered; beyond that, repeats further up go unmentioned."""
_SLACK: Final = 86_400 * time.SECOND
"""How far ahead of us the source's clock may be before it is mentioned."""


class Memory:
    """The plan's context, and what was met so far: ids, spellings, rows without an id."""

    def __init__(self, plan: Plan, received: int, zone: ZoneInfo, digests: Digests) -> None:
        self.plan = plan
        self.source = plan.source
        self.received = received
        self.zone = zone
        self.parents: dict[str, str] = {}
        self.judge: Judge | None = None
        self._digests = digests
        self._rows: dict[str, int] = {}
        self._twins: dict[str, int] = {}
        self._days: dict[int, int] = {}
        self._spellings: dict[str, dict[str, str]] = {
            field: {words.squash(name): name for name in names}
            for field, names in plan.hints.known.items()
        }

    def digests(self, frame: Frame) -> list[str]:
        """Return the hash of what each row says."""
        return self._digests.of(frame.raw)

    def day(self, moment: int | None) -> int | None:
        """Return the workspace's day of a moment."""
        if moment is None:
            return None
        day = self._days.get(moment)
        if day is None:
            day = self._days[moment] = time.day_of(moment, self.zone)
        return day

    def days(self, moments: Sequence[int | None]) -> list[int | None]:
        """Return the workspace's days of moments."""
        if len(self._days) > _MOST_IDS:
            self._days = {}
        return [self.day(moment) for moment in moments]

    def record_key(self, external_id: str) -> int:
        """Return the key of a record of this file's source."""
        return keys.record_key(self.source, external_id)

    def twin(self, digest: str) -> str:
        """Return an id for a row without one: rows that say the same are counted apart."""
        number = self._twins[digest] = self._twins.get(digest, 0) + 1
        return f"row:{digest}:{number}"

    def fact_ids(self, frame: Frame, ids: Sequence[str], digests: Sequence[str]) -> list[str]:
        """Return fact ids of records; say which rows repeat an id, drop those that add nothing."""
        made = [
            f"{frame.plan.kind}:{one}:{digest}" for one, digest in zip(ids, digests, strict=True)
        ]
        for index, (fact_id, one) in enumerate(zip(made, ids, strict=True)):
            if index in frame.rejected:
                continue
            row = frame.numbers[index]
            earlier = self._first(fact_id, row)
            if earlier is not None:
                frame.dropped.add(index)
                frame.note(index, "external_id", f"says the same as row {earlier}; counted once")
                continue
            earlier = self._first(one, row)
            if earlier is not None:
                shown = next(
                    (f for f in ("external_id", "email", "domain", "name") if frame.has(f)), ""
                )
                frame.note(
                    index,
                    shown,
                    f"is the same record as row {earlier}; the one changed last counts, "
                    "else the later row",
                )
        return made

    def drop_repeats(self, frame: Frame, fact_ids: Sequence[str]) -> None:
        """Drop rows that say again what an earlier row said, and mention it."""
        for index, fact_id in enumerate(fact_ids):
            if index in frame.rejected:
                continue
            earlier = self._first(fact_id, frame.numbers[index])
            if earlier is not None:
                frame.dropped.add(index)
                frame.note(index, "external_id", f"says the same as row {earlier}; counted once")

    def _first(self, key: str, row: int) -> int | None:
        """Return the earlier row with the same key, and remember this one."""
        if len(self._rows) >= _MOST_IDS:
            return self._rows.get(key)
        earlier = self._rows.setdefault(key, row)
        return None if earlier == row else earlier

    def check_spelling(self, frame: Frame, field: str) -> None:
        """Mention names that differ from a known one by signs, blanks or case only."""
        known = self._spellings.setdefault(field, {})
        strange: dict[str, str] = {}
        values = frame.values(field)
        for text in dict.fromkeys(values):
            if (
                isinstance(text, str)
                and (usual := known.setdefault(words.squash(text), text)) != text
            ):
                strange[text] = usual
        if strange:
            for index, text in enumerate(values):
                if text in strange:
                    frame.note(
                        index, field, f"is written {strange[text]!r} elsewhere; taken as that"
                    )

    def head(
        self,
        frame: Frame,
        fact_ids: Sequence[str],
        occurred: Sequence[int | None],
        modified: Sequence[int | None] | None = None,
    ) -> Columns:
        """Return the columns that every fact begins with.

        Known since the source changed the record, if it says when, else since it happened;
        never later than received. Rows of a file are received one microsecond apart, so that
        of two rows for one record the later one is the newer.
        """
        received = self.received
        changed = modified if modified is not None else [None] * len(fact_ids)
        known = [min(m or o or received, received) for m, o in zip(changed, occurred, strict=True)]
        return {
            "fact_id": list(fact_ids),
            "source": [self.source] * len(fact_ids),
            "occurred_at": [o or m or received for m, o in zip(changed, occurred, strict=True)],
            "known_at": known,
            "received_at": [received + number for number in frame.numbers],
            "is_backfilled": [moment < received for moment in known],
        }

    def note_future(self, frame: Frame, field: str) -> None:
        """Mention times that a source can't have known yet."""
        latest = self.received + _SLACK
        for index, moment in enumerate(frame.values(field)):
            if moment is not None and moment > latest:
                frame.note(index, field, "lies in the future; check the date's order or the clock")


def table(kind: str, columns: Mapping[str, list[Any]], taken: Sequence[int]) -> pa.Table:
    """Return the taken rows as facts of a kind; columns not given are null."""
    schema = schemas.SCHEMA_BY_KIND[kind]
    size = len(taken)
    whole = size == len(columns["fact_id"])
    arrays = []
    for field in schema:
        values = columns.get(field.name)
        if values is None:
            arrays.append(pa.nulls(size, field.type))
        else:
            chosen = values if whole else [values[i] for i in taken]
            arrays.append(pa.array(chosen, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)
