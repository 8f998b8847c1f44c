"""Meetings of a calendar one by one: series up to now, each as its last revision says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any, Final, NamedTuple

from dateutil import rrule

_MOST: Final = 2_000
"""Occurrences of one series; ten years of working days are more than anybody exports."""
_EVERY: Final = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}


class Occurrence(NamedTuple):
    """One meeting: its id, when it begins (None when that can't be read), and its event."""

    key: str
    start: date | datetime | None
    event: Any


def of(calendar: Any, now: datetime) -> Iterator[Occurrence]:
    """Yield every meeting that was not called off; of a series those that began by now."""
    by_id: dict[str, dict[str, Any]] = {}
    for place, event in enumerate(calendar.walk("VEVENT")):
        uid = str(event.get("UID", "")) or f"event {place}"
        revisions = by_id.setdefault(uid, {})
        mark = _mark(dated(event, "RECURRENCE-ID"))
        if mark not in revisions or _revision(event) >= _revision(revisions[mark]):
            revisions[mark] = event
    for uid, revisions in by_id.items():
        yield from _meetings(uid, revisions, now)


def _meetings(uid: str, revisions: dict[str, Any], now: datetime) -> Iterator[Occurrence]:
    master = revisions.get("")
    if master is not None and not _is_off(master):
        start = dated(master, "DTSTART")
        if start is None or not master.get("RRULE"):
            yield Occurrence(uid, start, master)
        else:
            for one in _series(master, start, now):
                if _mark(one) not in revisions:
                    yield Occurrence(f"{uid}/{_mark(one)}", one, master)
    if master is not None and _is_off(master):
        return
    for mark, event in revisions.items():
        if mark and not _is_off(event):
            yield Occurrence(f"{uid}/{mark}", dated(event, "DTSTART"), event)


def _series(event: Any, start: date | datetime, now: datetime) -> Iterator[date | datetime]:
    """Go through a series by the clock on its wall, so that a change to summer time moves none."""
    zone = start.tzinfo if isinstance(start, datetime) else None
    wall = _wall(start, zone)
    end = _wall(now, zone or UTC)
    said = event["RRULE"]
    rules = rrule.rruleset()
    for one in said if isinstance(said, list) else [said]:
        if str(one.get("FREQ", [""])[0]).upper() not in _EVERY:
            rules.rdate(wall)
            continue
        for when in _by_rule(one, wall, end, zone):
            rules.rdate(when)
    for out in _days(event, "EXDATE"):
        rules.exdate(_wall(out, zone))
    for extra in _days(event, "RDATE"):
        rules.rdate(_wall(extra, zone))
    for found in rules:
        if found > end:
            return
        yield found.replace(tzinfo=zone) if isinstance(start, datetime) else found.date()


def _by_rule(rule: Any, wall: datetime, end: datetime, zone: Any) -> Iterator[datetime]:
    """Go through one rule; the end is always given, since a rule may never come true."""
    until = rule.get("UNTIL", [None])[0]
    last = min(end, _wall(until, zone)) if until is not None else end
    bare = {name: value for name, value in rule.items() if name not in {"UNTIL", "COUNT"}}
    text = f"{type(rule)(bare).to_ical().decode()};UNTIL={last:%Y%m%dT%H%M%S}"
    count = min(_MOST, int(rule.get("COUNT", [_MOST])[0]))
    return islice(iter(rrule.rrulestr(text, dtstart=wall)), count)


def _days(event: Any, name: str) -> Iterator[date | datetime]:
    said = event.get(name, [])
    for group in said if isinstance(said, list) else [said]:
        for one in getattr(group, "dts", ()):
            yield one.dt if isinstance(one.dt, date) else one.dt[0]


def _wall(when: date | datetime, zone: Any) -> datetime:
    if not isinstance(when, datetime):
        return datetime.combine(when, time())
    if when.tzinfo is None or zone is None:
        return when.replace(tzinfo=None)
    return when.astimezone(zone).replace(tzinfo=None)


def moment(when: date | datetime) -> datetime:
    """Return the moment that a day begins at, or a time is; without a zone as if in UTC."""
    whole = when if isinstance(when, datetime) else datetime.combine(when, time())
    return whole if whole.tzinfo else whole.replace(tzinfo=UTC)


def dated(event: Any, name: str) -> date | datetime | None:
    """Return a day or moment that an event names; None when it names none that can be read."""
    found = getattr(event.get(name), "dt", None)
    return found if isinstance(found, date) else None


def _mark(when: date | datetime | None) -> str:
    if when is None:
        return ""
    if isinstance(when, datetime):
        return moment(when).astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    return when.strftime("%Y%m%d")


def _revision(event: Any) -> tuple[int, datetime]:
    try:
        number = int(event.get("SEQUENCE", 0))
    except (TypeError, ValueError):
        number = 0
    return number, moment(dated(event, "DTSTAMP") or date.min)


def _is_off(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"
