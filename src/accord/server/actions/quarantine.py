"""Bringing in again what was set aside, mended or as it is; twice adds nothing."""

import time as clock
from typing import Final

import msgspec
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accord.server import configuration, home, inbox
from accord.server.actions import decisions, mail_senders, rights
from accord.server.collect import intake, items, mail, parcels, splitting
from accord.server.collect.items import BadItemError
from accord.server.collect.parcels import Parcel
from accord.server.records.models import AppUser, CollectedDay, QuarantinedEvent
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import seeing
from accord.values import time
from accord.values.errors import AccordError

_MAY: Final = (AccessRole.ADMIN, AccessRole.MARKETING)
_AT_A_TIME: Final = 500
_TIMEOUT_S: Final = 30


def replay(by: AppUser, row: QuarantinedEvent, text: str) -> bool:
    """Bring an event in as it was mended; False if it had been brought in before."""
    rights.need(by, _MAY, "bring events in again")
    seeing.need_all("what was set aside")
    if row.replayed_at is not None:
        return False
    parcel = _parcel(row, text.encode())
    problem = _problem(parcel)
    if problem:
        message = f"Nothing was brought in. {items.REASONS[problem]}"
        raise AccordError(message)
    _store([parcel])
    _done(by, [row])
    decisions.write_down(by, "replay_event", row.public_id, {"reason": row.reason})
    return True


def replay_all(by: AppUser, reason: str) -> tuple[int, int]:
    """Bring in every event of a reason that can be used now; return how many, and how many not."""
    rights.need(by, _MAY, "bring events in again")
    seeing.need_all("what was set aside")
    again, still = 0, 0
    last = 0
    rows = QuarantinedEvent.objects.filter(reason=reason, replayed_at=None).order_by("id")
    while some := list(rows.filter(pk__gt=last)[:_AT_A_TIME]):
        last = some[-1].pk
        pairs = [(row, _parcel(row, row.mended.encode() or bytes(row.raw))) for row in some]
        good = [(row, parcel) for row, parcel in pairs if not _problem(parcel)]
        if good:
            _store([parcel for _, parcel in good])
            _done(by, [row for row, _ in good])
        again += len(good)
        still += len(some) - len(good)
    decisions.write_down(by, "replay_events", reason, {"replayed": again, "left": still})
    return again, still


def _parcel(row: QuarantinedEvent, body: bytes) -> Parcel:
    """Wrap an event as a request of its own, known by an id that stays the same each time."""
    told = mail_senders.read_again(row.source, body) if row.door == mail.UNREAD else b""
    is_mail = row.door == mail.DOOR or bool(told)
    door = mail.DOOR if is_mail else row.door if row.door in items.TYPES else "batch"
    return Parcel(
        source=row.source,
        space=row.space,
        received_us=row.received_us,
        door=door,
        events=1,
        network=row.network,
        agent=row.agent,
        is_browser=row.is_browser,
        is_pixel=False,
        body=told or _known(row, body),
        replayed_us=clock.time_ns() // 1000,
    )


def _known(row: QuarantinedEvent, body: bytes) -> bytes:
    """Give an event an id if it has none, and the form that its address takes."""
    try:
        event = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        event = None
    if isinstance(event, dict) and event.get("messageId") is None:
        body = msgspec.json.encode({**event, "messageId": f"quarantined-{row.public_id}"})
    return body if row.door in items.TYPES else b'{"batch":[' + body + b"]}"


def _problem(parcel: Parcel) -> str:
    """Say why an event can't be used, by code; "" if it can."""
    is_list = parcel.door in {"batch", mail.DOOR}
    parts = (splitting.batch if is_list else splitting.single)(parcel.body)
    if parts is None or not parts.items or parts.is_whole:
        return "not_json"
    try:
        for place, raw in enumerate(parts.items):
            items.read(raw, parcel, parts, place)
    except BadItemError as error:
        return error.reason
    return ""


def _store(some: list[Parcel]) -> None:
    box = inbox.Inbox(home.path("inbox.db"), configuration.load().inbox_limit_bytes)
    try:
        row = (intake.KIND, len(some), parcels.FORM, parcels.pack(some))
        box.append_packed(lambda: [row]).result(_TIMEOUT_S)
    finally:
        box.close()


def _done(by: AppUser, rows: list[QuarantinedEvent]) -> None:
    """Mark events as brought in; they are quarantined no longer, and count as what they become."""
    with transaction.atomic():
        for row in rows:
            marked = QuarantinedEvent.objects.filter(pk=row.pk, replayed_at=None).update(
                replayed_at=timezone.now(), replayed_by=by.email
            )
            day = time.from_us(row.received_us).date()
            if marked:
                CollectedDay.objects.filter(source=row.source, day=day, quarantined__gt=0).update(
                    quarantined=F("quarantined") - 1
                )
