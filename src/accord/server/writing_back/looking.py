"""The look before anything is sent: what shall stand there beside what stands there, row by row."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accord.connectors.crm import writing
from accord.connectors.crm.writing import Decision, Held, Verdict, Wish, Writer
from accord.server import faults
from accord.server.records.models import Connection, CrmWrite, WriteBack
from accord.server.records.queries import picture
from accord.server.records.queries.picture import Reader
from accord.server.writing_back import wishes
from accord.server.writing_back.wishes import Wanted
from accord.values.errors import AccordError

_State = CrmWrite.State
_Kind = CrmWrite.Kind
_OPEN = (_State.PLANNED, _State.WAITING, _State.KEPT, _State.FAILED)
_Rows = dict[tuple[str, str, str], CrmWrite]


def look(said: WriteBack, writer: Writer, now: datetime) -> None:
    """Write down what would be written, and what would not and why; nothing is sent.

    Errors: `AccordError` where a field of the mapping is none there, or can't be written.
    """
    reader = picture.reader()
    if reader is None:
        return
    row = said.connection
    _check_fields(writer, said.fields)
    wanted = _wanted(said, reader, now)
    kept = {(each.kind, each.record, each.field): each for each in row.writes.all()}
    decided = _decided(writer, wanted, kept)
    with transaction.atomic():
        counts = _keep(said, decided, kept)
        WriteBack.objects.filter(pk=said.pk).update(
            looked_at=now, looked_for=reader.generation.name, counts=dict(counts), error=""
        )
        faults.reach("crm.planned")


def last_of(row: CrmWrite | None) -> str | None:
    """Return by what the last value that we wrote is remembered."""
    return row.last if row is not None else None


def _check_fields(writer: Writer, mapped: Iterable[Mapping[str, str]]) -> None:
    known = writer.fields() if mapped else {}
    for each in mapped:
        field = known.get(each["field"])
        if field is None:
            message = (
                f"{writer.title} has no field {each['field']} of companies; make it there, or "
                "choose another one in the mapping"
            )
            raise AccordError(message)
        if not field.is_writable:
            message = f"{writer.title} lets nobody write {each['field']}; choose another field"
            raise AccordError(message)


def _wanted(said: WriteBack, reader: Reader, now: datetime) -> list[Wanted]:
    row = said.connection
    found = wishes.fields(row, reader, said.fields)
    found += wishes.tasks(row, reader, now) if said.has_tasks else []
    return found + (wishes.members(row, reader) if said.has_members else [])


def _decided(
    writer: Writer, wanted: Sequence[Wanted], kept: _Rows
) -> list[tuple[Wanted, Decision]]:
    held = _held(writer, wanted)
    there = _members(writer, wanted, kept)
    found: list[tuple[Wanted, Decision]] = []
    for each in wanted:
        before = kept.get(each.key)
        if each.kind == _Kind.FIELD:
            wish = Wish(each.record, each.field, each.new, each.policy, last_of(before))
            found.append((each, writing.decide(wish, held.get(each.record))))
        else:
            is_there = last_of(before) is not None or each.key in there
            found.append((each, Decision(Verdict.SAME if is_there else Verdict.WRITE)))
    return found


def _held(writer: Writer, wanted: Iterable[Wanted]) -> dict[str, Held]:
    of_fields = [each for each in wanted if each.kind == _Kind.FIELD]
    names = sorted({each.field for each in of_fields})
    records = list(dict.fromkeys(each.record for each in of_fields))
    found: dict[str, Held] = {}
    for start in range(0, len(records), writer.batch):
        found |= writer.read(records[start : start + writer.batch], names)
    return found


def _members(writer: Writer, wanted: Iterable[Wanted], kept: _Rows) -> set[tuple[str, str, str]]:
    """Return who is a member there already; asked only of campaigns with somebody new."""
    new: dict[str, list[str]] = {}
    for each in wanted:
        if each.kind == _Kind.MEMBER and last_of(kept.get(each.key)) is None:
            new.setdefault(each.record, []).append(each.field)
    return {
        (_Kind.MEMBER, campaign, contact)
        for campaign, contacts in new.items()
        for contact in writer.members(campaign, contacts)
    }


def _keep(
    said: WriteBack, decided: Sequence[tuple[Wanted, Decision]], kept: _Rows
) -> "Counter[str]":
    counts = Counter(decision.verdict.value for _, decision in decided)
    made: list[CrmWrite] = []
    changed: list[CrmWrite] = []
    for wanted, decision in decided:
        before = kept.pop(wanted.key, None)
        if before is None and decision.verdict is not Verdict.SAME:
            made.append(_filled(_new(said.connection, wanted), wanted, decision, said))
        elif before is not None and before.state != _State.CLAIMED:
            changed.append(_filled(before, wanted, decision, said))
    names = ["account", "policy", "old", "new", "why", "words", "state", "last"]
    CrmWrite.objects.bulk_create(made, batch_size=500)
    CrmWrite.objects.bulk_update(changed, names, batch_size=200)
    _drop(kept.values())
    return counts


def _new(connection: Connection, wanted: Wanted) -> CrmWrite:
    kind, record, field = wanted.key
    return CrmWrite(connection=connection, kind=kind, record=record, field=field, state="")


def _filled(row: CrmWrite, wanted: Wanted, decision: Decision, said: WriteBack) -> CrmWrite:
    """Let a row say what is wanted now; what somebody released stays so while it is the same."""
    is_released = row.state == _State.WAITING and writing.same(row.new, wanted.new)
    if is_released and decision.verdict is Verdict.SAME and row.kind == _Kind.FIELD:
        row.last = writing.mark(wanted.new)  # it was sent, and the worker died before it said so
    row.state = {
        Verdict.WRITE: _State.WAITING if is_released or said.is_on else _State.PLANNED,
        Verdict.SAME: _State.WRITTEN,
    }.get(decision.verdict, _State.KEPT)
    row.account, row.policy = wanted.account, wanted.policy
    row.old, row.new, row.why = decision.old, wanted.new, wanted.why
    row.words = decision.words[:500]
    return row


def _drop(rows: Iterable[CrmWrite]) -> None:
    """Forget what is wanted no more; what we wrote stays remembered as ours."""
    open_ = [row for row in rows if row.state in _OPEN]
    gone = CrmWrite.objects.filter(state__in=_OPEN)
    gone.filter(pk__in=[row.pk for row in open_ if row.last is None]).delete()
    ours = [row.pk for row in open_ if row.last is not None]
    gone.filter(pk__in=ours).update(state=_State.WRITTEN, words="")
