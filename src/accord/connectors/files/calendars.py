"""Calendars (ICS) as rows of a table: one for each meeting and each person from outside."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

import icalendar

from accord.connectors.files import envelope, occurrences
from accord.connectors.files.envelope import Source
from accord.connectors.files.plan import Hints, Limits
from accord.connectors.files.rows import Row
from accord.identity import domains
from accord.values import time
from accord.values.errors import AccordError, TooLargeError

SYSTEM: Final = "calendar"
HEADER: Final = [
    "Activity ID", "Activity Type", "Activity Date", "Email", "Subject", "Attendee", "Organizer",
]  # fmt: skip
_MOST_EVENTS: Final = 20_000
_MOST_PARTS: Final = 4 * _MOST_EVENTS  # alarms and zones stand in parts of their own
_MOST_BYTES: Final = 30_000_000  # the whole of a calendar is held in memory
_START: Final = b"BEGIN:VCALENDAR"
_ABSENT: Final = frozenset({"DECLINED", "DELEGATED"})
_THINGS: Final = frozenset({"ROOM", "RESOURCE", "GROUP"})
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
Event = Any  # a VEVENT; the library's classes have no stable types


def is_calendar(head: bytes) -> bool:
    """Tell whether a file's first bytes are those of a calendar."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[: len(_START)].upper() == _START


def rows(source: Source, name: str, limits: Limits, hints: Hints, now_us: int) -> Iterator[Row]:
    """Yield the header, then each person from outside at each meeting that was not called off.

    Errors: `AccordError` for a calendar that is cut off, too large, or has no such meeting.
    """
    calendars = _read(source, name, limits)
    now = time.from_us(now_us)
    yield Row(1, list(HEADER))
    number = 1
    for calendar in calendars:
        own = _own(calendar, hints)
        for found in occurrences.of(calendar, now):
            for cells in _cells(found, own, now):
                number += 1
                yield Row(number, cells)
    if number == 1:
        raise AccordError(
            f"{name} has no meeting with anybody from outside: those called off or declined and "
            "those among your own people are left out. Export a calendar with such meetings."
        )


def _read(source: Source, name: str, limits: Limits) -> list[Any]:
    text = _whole(source, name, limits)
    events = len(re.findall(rb"(?im)^BEGIN:VEVENT", text))
    if events > _MOST_EVENTS or len(re.findall(rb"(?im)^BEGIN:", text)) > _MOST_PARTS:
        raise AccordError(
            f"{name} has {events:,} events; at most {_MOST_EVENTS:,} are read at once. Export a "
            "shorter period, or one calendar at a time."
        )
    opened, closed = (len(re.findall(rb"(?im)^%s:VCALENDAR" % w, text)) for w in (b"BEGIN", b"END"))
    cut = AccordError(f"{name} is a calendar that was cut off or damaged; export it again.")
    if opened != closed:
        raise cut
    try:
        found = icalendar.Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError) as error:
        raise cut from error
    return [one for one in found if str(one.get("METHOD", "")).upper() != "CANCEL"]


def _whole(source: Source, name: str, limits: Limits) -> bytes:
    found = bytearray()
    for block in envelope.blocks(source, name, limits):
        found += block
        if len(found) > _MOST_BYTES:
            raise TooLargeError(
                f"{name} has more than {_MOST_BYTES // 1_000_000} MB; a calendar is read up to "
                "that. Export a shorter period, or one calendar at a time."
            )
    return bytes(found)


def _own(calendar: Any, hints: Hints) -> frozenset[str]:
    """Return our own domains; without any, that of the address the calendar is named by."""
    if hints.own_domains:
        return frozenset(hints.own_domains)
    said = str(calendar.get("X-WR-CALNAME", "")).strip().casefold()
    if not _ADDRESS.fullmatch(said):
        return frozenset()
    domain = domains.registered(said)
    is_ours = domain is not None and domains.kind(domain) is domains.Kind.COMPANY
    return frozenset({said, domain} if domain and is_ours else {said})


def _cells(
    found: occurrences.Occurrence, own: frozenset[str], now: datetime
) -> Iterator[list[str]]:
    event = found.event
    is_ahead = found.start is not None and occurrences.moment(found.start) > now
    when = _booked(event, now) if is_ahead else found.start
    is_open = str(event.get("CLASS", "PUBLIC")).upper() not in {"PRIVATE", "CONFIDENTIAL"}
    subject = _line(event.get("SUMMARY", "")) if is_open else ""
    organizer = address(event.get("ORGANIZER"))
    for mail, who in sorted(_people(event).items()):
        if mail in own or (domains.registered(mail) or mail) in own:
            continue
        yield [
            f"{found.key}/{mail}",
            "meeting_booked" if is_ahead else "meeting_held",
            _written(when),
            mail,
            subject,
            who,
            organizer,
        ]


def _booked(event: Event, now: datetime) -> datetime:
    """Return when a meeting to come was booked: a later export says the same."""
    said = (occurrences.dated(event, name) for name in ("CREATED", "DTSTAMP", "LAST-MODIFIED"))
    known = next((one for one in said if one is not None), now)
    return min(occurrences.moment(known), now)


def _people(event: Event) -> dict[str, str]:
    """Return names by mail address of those who take part: asked and not declined, or asking."""
    asked = event.get("ATTENDEE", [])
    found: dict[str, str] = {}
    absent: set[str] = set()
    for one in [event.get("ORGANIZER"), *(asked if isinstance(asked, list) else [asked])]:
        mail = address(one)
        if not mail or _said(one, "CUTYPE") in _THINGS:
            continue
        if _said(one, "PARTSTAT") in _ABSENT:
            absent.add(mail)
        found[mail] = _line(one.params.get("CN", "")) or found.get(mail, "")
    return {mail: who for mail, who in found.items() if mail not in absent}


def address(one: Any) -> str:
    """Return the mail address of an attendee or organizer; nothing of what is none."""
    bare = re.sub(r"^mailto:", "", str(one or "").strip(), flags=re.IGNORECASE).casefold()
    return bare if _ADDRESS.fullmatch(bare) else ""


def _said(one: Any, name: str) -> str:
    return str(one.params.get(name, "")).upper()


def _line(text: Any) -> str:
    return " ".join(str(text).split())


def _written(when: date | datetime | None) -> str:
    """Write a moment as rows have it; a day, or a time of no zone, is the workspace's."""
    if not isinstance(when, datetime):
        return when.isoformat() if when else ""
    if when.tzinfo is None:
        return when.isoformat(sep=" ", timespec="seconds")
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
