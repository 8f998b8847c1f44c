"""What happened at an account: timeline, journey, opportunities, what is heard around it."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.program.model import Program
from accord.server.records.queries.account_page import AccountPage, TimelineEntry
from accord.server.web import people, wording
from accord.server.web.display import account_head
from accord.values import time

SHOWN: Final = 12
_ICONS: Final = {
    "stage_entered": "flag",
    "opportunity_stage": "briefcase",
    "trigger_event": "news",
    "touch": "speakerphone",
    "email_reply": "mail",
    "email_click": "mail",
    "email_open": "mail",
    "meeting_held": "users",
    "meeting_booked": "calendar-event",
    "call_connected": "phone",
    "form_submitted": "message-2",
    "hand_raise": "hand-stop",
    "content_download": "file-text",
    "webinar_attended": "presentation",
    "webinar_registered": "presentation",
    "ad_click": "ad",
    "ad_impression": "ad",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    icon: str
    title: str
    detail: str
    when: str
    iso: str
    full: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One stage of a journey: passed, now or ahead."""

    title: str
    when: str
    kind: str


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a stage, with its reasons."""

    title: str
    why: str
    when: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The journey for one solution and motion."""

    title: str
    why: str
    stops: tuple[Stop, ...]
    history: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class Deal:
    """One opportunity."""

    title: str
    detail: str
    amount: str
    state: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A trigger event or a vendor's intent reading."""

    icon: str
    title: str
    detail: str
    when: str


def timeline(today: int, entries: tuple[TimelineEntry, ...]) -> list[Entry]:
    """Return what happened, newest first."""
    return [_entry(entry, today) for entry in entries]


def _entry(entry: TimelineEntry, today: int) -> Entry:
    day = time.from_day(entry.day)
    return Entry(
        icon=_ICONS.get(entry.kind, "click"),
        title=_title(entry),
        detail=_detail(entry),
        when=wording.day(entry.day, today),
        iso=day.isoformat(),
        full=wording.full_day(entry.day),
    )


def _title(entry: TimelineEntry) -> str:
    if entry.kind == "stage_entered":
        return _("Entered %(stage)s") % {"stage": wording.small_words(entry.title)}
    if entry.kind == "opportunity_stage":
        return _("Opportunity moved to %(stage)s") % {"stage": entry.title}
    if entry.kind == "trigger_event":
        return wording.words(entry.title)
    if entry.kind == "touch":
        return _("We sent: %(what)s") % {"what": wording.small_words(entry.title)}
    who = entry.person_name or _("Somebody not named yet")
    act = account_head.act(entry.kind, entry.n)
    return f"{who} {act[:1].lower()}{act[1:]}"


def _detail(entry: TimelineEntry) -> str:
    if entry.kind in {"stage_entered", "opportunity_stage", "trigger_event"}:
        return {
            "stage_entered": _("Journey"),
            "opportunity_stage": _("CRM"),
            "trigger_event": _("Trigger event"),
        }[entry.kind]
    return wording.words(entry.channel) if entry.channel else ""


def timeline_words(page: AccountPage) -> str:
    """Say how much there is."""
    n = len(page.timeline)
    return ngettext("The one entry", "All %(n)s entries", n) % {"n": f"{n:,}"}


def lanes(page: AccountPage, program: Program, today: int) -> list[Lane]:
    """Return a journey for each solution and motion, the row's own motion first."""
    ranked = sorted(page.stages_now, key=lambda now: (now.motion != page.row.motion, now.motion))
    found = []
    for now in ranked:
        history = [s for s in page.journey if (s.solution, s.motion) == (now.solution, now.motion)]
        if not history and now.stage in {"", "unaware"} and now.motion != page.row.motion:
            continue
        solution = program.solutions.get(now.solution)
        found.append(
            Lane(
                title=f"{wording.words(now.motion)} · {solution.title if solution else now.solution}",
                why=sentence(now.why),
                stops=_stops(program, now.motion, now.stage, history, today),
                history=tuple(
                    Stay(
                        wording.words(s.stage),
                        sentence(s.why),
                        _stay(s.entered_day, s.left_day, today),
                    )
                    for s in reversed(history)
                ),
            )
        )
    return found


def _stops(
    program: Program, motion: str, now: str, history: list[Any], today: int
) -> tuple[Stop, ...]:
    """Return the stages of the motion in order: when entered, where it stands, what is ahead."""
    stages = program.stages.of(motion)  # type: ignore[arg-type]  # the picture holds motions only
    entered = {step.stage: step.entered_day for step in history}
    names = [stage.id for stage in stages]
    place = names.index(now) if now in names else -1
    found = []
    for index, stage in enumerate(stages):
        kind = "now" if index == place else "ahead" if index > place else "past"
        day = entered.get(stage.id)
        when = wording.day(day, today) if day is not None and index <= place else ""
        found.append(Stop(stage.title, when or ("" if kind == "ahead" else _("passed by")), kind))
    return tuple(found)


def _stay(start: int, end: int | None, today: int) -> str:
    days = wording.days((end if end is not None else today) - start)
    until = wording.day(end, today) if end is not None else _("now")
    return _("%(start)s to %(end)s, %(days)s") % {
        "start": wording.day(start, today),
        "end": until,
        "days": days,
    }


def sentence(why: Any) -> str:
    """Read the reasons of a stage, which are words or JSON, as a sentence."""
    import json

    if not why:
        return ""
    try:
        data = json.loads(why) if isinstance(why, str) else why
    except ValueError:
        return str(why)
    return "; ".join(_flat(data))


def _flat(data: Any) -> list[str]:
    if isinstance(data, dict):
        if "words" in data:
            return [str(data["words"])]
        return [
            f"{wording.small_words(name)}: {', '.join(_flat(value))}"
            for name, value in data.items()
            if value not in (None, "", [], {})
        ]
    if isinstance(data, list):
        return [text for each in data for text in _flat(each)]
    return [str(data)]


def journey_words(page: AccountPage) -> str:
    """Say how many stays there were."""
    n = len(page.journey)
    return ngettext("one stay in a stage", "%(n)s stays in stages", n) % {"n": n} if n else ""


def deals(page: AccountPage, today: int) -> list[Deal]:
    """Return the opportunities, open ones first, the largest first."""
    ranked = sorted(
        page.opportunities, key=lambda d: (bool(d.get("is_closed")), -(d.get("amount_minor") or 0))
    )
    return [_deal(deal, today) for deal in ranked]


def _deal(deal: dict[str, Any], today: int) -> Deal:
    stage = deal.get("stage") or _("no stage")
    if deal.get("is_closed"):
        state = _("won") if deal.get("is_won") else _("lost")
        if deal.get("loss_reason") and not deal.get("is_won"):
            state = f"{state}: {wording.small_words(deal['loss_reason'])}"
    else:
        state = _("open")
    closed = deal.get("closed_day")
    when = _("closes %(day)s") if not deal.get("is_closed") else _("closed %(day)s")
    parts = [stage, when % {"day": wording.day(closed, today)} if closed is not None else ""]
    parts.append(wording.named(deal.get("owner"), people.names()))
    return Deal(
        deal.get("name") or _("Opportunity"),
        " · ".join(part for part in parts if part),
        wording.amount(deal.get("amount_minor"), deal.get("currency")),
        state,
    )


def heard(page: AccountPage, today: int) -> list[Heard]:
    """Return trigger events and intent readings, the latest first."""
    rows = [
        (
            row.get("day") or 0,
            Heard(
                "news",
                row.get("title") or wording.words(row.get("kind")),
                wording.words(row.get("kind")),
                wording.day(row.get("day"), today),
            ),
        )
        for row in page.triggers
    ]
    rows += [
        (
            row.get("day") or 0,
            Heard(
                "world",
                _("Intent: %(topic)s") % {"topic": wording.small_words(row.get("topic") or "")},
                _intent(row),
                wording.day(row.get("day"), today),
            ),
        )
        for row in page.intent
    ]
    return [line for _day, line in sorted(rows, key=lambda pair: -pair[0])][:8]


def _intent(row: dict[str, Any]) -> str:
    reading = row.get("reading_text") or (
        f"{row['reading']:g}" if row.get("reading") is not None else ""
    )
    return " · ".join(part for part in (wording.words(row.get("vendor")), reading) if part)


def team(page: AccountPage) -> list[dict[str, str]]:
    """Return who works the account."""
    return [
        {
            "part": wording.words(member.get("part")),
            "name": member.get("user_name") or member.get("user_email") or "",
        }
        for member in page.row.team
    ]


def notes(page: AccountPage) -> list[dict[str, str]]:
    """Return the latest notes."""
    return [
        {
            "text": str(note["value"].get("text", "")),
            "by": f"{wording.named(note['decided_by'], people.names())}, {wording.moment(note['decided_at'])}",
        }
        for note in page.notes[:5]
    ]
