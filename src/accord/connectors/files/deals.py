"""Opportunities and how their stages changed."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import pyarrow as pa

from accord.connectors.files import fields, memory, naming, vocabulary, words
from accord.connectors.files.frame import Frame
from accord.connectors.files.memory import Columns, Memory
from accord.connectors.files.numbers import Amount
from accord.values import money

_COPIED: Final = [
    "company_name",
    "name",
    "solution",
    "kind",
    "stage",
    "probability",
    "owner",
    "competitor",
    "loss_reason",
    "contact_external_ids",
]
_SPELT: Final = ("solution", "company_name", "stage", "kind")
_MAVEN_OPENING: Final = "Engaging"
_STAGE_PROPERTIES: Final = frozenset({"dealstage", "stage", "stagename", "hspipelinestage"})


class _Change(NamedTuple):
    """One change of stage: the row it is read from, the opportunity, the stage and the time."""

    place: int
    opportunity: str
    stage: str
    moment: int
    is_now: bool


def opportunities(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return opportunities, and the changes of their stages that the file tells of."""
    closed, won = _closing(frame)
    _mention_nobody(frame)
    for field in _SPELT:
        memory_.check_spelling(frame, field)
    digests = memory_.digests(frame)
    created, ended = frame.values("created_on"), frame.values("closed_on")
    ids = _ids(frame, memory_, digests)
    fact_ids = memory_.fact_ids(frame, ids, digests)
    minor, currencies = amounts(frame, memory_)
    modified = frame.values("modified_at")
    rows = zip(closed, created, ended, modified, strict=True)
    occurred = [m or (e if is_closed and e else c) for is_closed, c, e, m in rows]
    columns: Columns = memory_.head(frame, fact_ids, occurred, modified)
    columns |= {field: frame.values(field) for field in _COPIED}
    columns |= {
        "external_id": ids,
        "company_external_id": _company_ids(frame),
        "amount_minor": minor,
        "currency": currencies,
        "created_on": memory_.days(created),
        "closed_on": memory_.days(ended),
        "is_closed": closed,
        "is_won": won,
        "is_deleted": [bool(value) for value in frame.values("is_deleted")],
        "custom": frame.custom(),
    }
    taken = frame.taken()
    changes = [c for i in taken for c in _changes(frame, i, ids[i], closed[i])]
    return {
        "opportunities": memory.table("opportunities", columns, taken),
        "opportunity_stages": _stages(frame, memory_, changes, minor),
    }


def _closing(frame: Frame) -> tuple[list[bool | None], list[bool | None]]:
    """Return what the file says of closed and won; where it is silent, what the stage says."""
    closed: list[bool | None] = []
    won: list[bool | None] = []
    stages = frame.values("stage")
    for index, stage in enumerate(stages):
        said_closed, said_won = vocabulary.closing(stage)
        is_won = _first(frame.values("is_won")[index], said_won)
        is_closed = _first(frame.values("is_closed")[index], is_won or said_closed)
        closed.append(is_closed)
        won.append(is_won)
    return closed, won


def _first(*values: bool | None) -> bool | None:
    return next((value for value in values if value is not None), None)


def _mention_nobody(frame: Frame) -> None:
    """Mention opportunities that name no company, if the file has a column for it."""
    field = next(
        (f for f in ("company_name", "company_external_id", "company_domain") if frame.has(f)), None
    )
    if field is None:
        return
    named = zip(
        *(frame.values(f) for f in ("company_name", "company_external_id", "company_domain")),
        strict=True,
    )
    for index, found in enumerate(named):
        if not any(found):
            frame.note(index, field, "no company is named; the opportunity is kept without one")


def _company_ids(frame: Frame) -> list[str | None]:
    pairs = zip(frame.values("company_external_id"), frame.values("company_domain"), strict=True)
    return [one or (naming.company_id(site, None, None) if site else None) for one, site in pairs]


def _ids(frame: Frame, memory_: Memory, digests: Sequence[str]) -> list[str]:
    ids: list[str] = []
    rows = zip(
        frame.values("external_id"),
        frame.values("name"),
        frame.values("company_external_id"),
        frame.values("company_name"),
        memory_.days(frame.values("created_on")),
        strict=True,
    )
    for index, (one, name, company, company_name, day) in enumerate(rows):
        if one or index in frame.rejected:
            ids.append(one or "")
        elif name:
            ids.append(naming.deal_id(name, company or company_name, day))
        else:
            ids.append(memory_.twin(digests[index]))
    return ids


def amounts(frame: Frame, memory_: Memory) -> tuple[list[int | None], list[str | None]]:
    """Return minor units and currencies: by the amount's own sign, the column, what was said."""
    minor: list[int | None] = []
    codes: list[str | None] = []
    made: dict[tuple[Amount, str | None], int] = {}
    for amount, code in zip(frame.values("amount"), frame.values("currency"), strict=True):
        currency = (amount.currency if amount else None) or code or memory_.plan.hints.currency
        codes.append(currency)
        if amount is None:
            minor.append(None)
            continue
        key = (amount, currency)
        if key not in made:
            made[key] = money.from_decimal(amount.number, currency or "").minor
        minor.append(made[key])
    return minor, codes


def _changes(frame: Frame, index: int, one: str, is_closed: bool | None) -> Iterator[_Change]:
    """Yield the changes of stage that one row tells of, each once."""
    now = frame.values("stage")[index]
    opened, ended = frame.values("created_on")[index], frame.values("closed_on")[index]
    told: list[tuple[str | None, int | None]] = [
        (field.removeprefix(fields.HISTORY), frame.values(field)[index])
        for field in frame.headers
        if field.startswith(fields.HISTORY)
    ]
    if frame.plan.system == "maven":
        told.append((_MAVEN_OPENING, opened))
    told.append((now, frame.values("stage_entered_at")[index]))
    if frame.headers.get("modified_at") == "_fivetran_start":  # one row a version of the record
        told.append((now, frame.values("modified_at")[index]))
    if is_closed:
        told.append((now, ended))
    seen: set[tuple[str, int]] = set()
    for stage, moment in told:
        if stage and moment and (stage, moment) not in seen:
            seen.add((stage, moment))
            yield _Change(index, one, stage, moment, is_now=stage == now)


def _stages(
    frame: Frame, memory_: Memory, changes: Sequence[_Change], minor: Sequence[int | None]
) -> pa.Table:
    """Return changes of stage; amount and probability are those of the row's present stage."""
    chances = frame.values("probability")
    received = memory_.received
    columns: dict[str, list[Any]] = {
        "fact_id": [f"stage:{c.opportunity}:{words.squash(c.stage)}:{c.moment}" for c in changes],
        "source": [memory_.source] * len(changes),
        "occurred_at": [c.moment for c in changes],
        "known_at": [min(c.moment, received) for c in changes],
        "received_at": [received + frame.numbers[c.place] for c in changes],
        "is_backfilled": [c.moment < received for c in changes],
        "opportunity_external_id": [c.opportunity for c in changes],
        "stage": [c.stage for c in changes],
        "probability": [chances[c.place] if c.is_now else None for c in changes],
        "amount_minor": [minor[c.place] if c.is_now else None for c in changes],
    }
    return memory.table("opportunity_stages", columns, range(len(changes)))


def history(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return changes of stage, out of a history file or a file of field changes."""
    if not frame.has("stage"):
        frame.put("stage", frame.values("property_value"))
    names = frame.values("property_name")
    wanted = ("opportunity_external_id", "stage", "occurred_at")
    changes: list[_Change] = []
    for index, found in enumerate(zip(*(frame.values(field) for field in wanted), strict=True)):
        if frame.has("property_name") and words.squash(names[index] or "") not in _STAGE_PROPERTIES:
            frame.dropped.add(index)
            frame.note(index, "property_name", "not a change of stage; left out")
            continue
        missing = next((f for f, value in zip(wanted, found, strict=True) if value is None), None)
        if missing and index not in frame.rejected:
            frame.note(index, missing, "the change needs it; add it", is_rejected=True)
        if not missing and index not in frame.rejected:
            one, stage, moment = found
            changes.append(_Change(index, one, stage, moment, is_now=True))
    minor, _ = amounts(frame, memory_)
    return {"opportunity_stages": _stages(frame, memory_, changes, minor)}
