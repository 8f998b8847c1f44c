"""How Today reads: whom to look at and why now, what waits, what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.program.model import Program
from accord.server.records.queries.accounts import AccountRow
from accord.server.records.queries.today import Change, Rising, Today
from accord.server.web import drawing, people, rounding, tiers, wording
from accord.server.web.display import account_head

_SHOWN: Final = 5
_CHANGES: Final = 6
_PROMISE_DAYS: Final = 7
_SOON_DAYS: Final = 2
_ICONS: Final = {
    "sign": "writing-sign",
    "objection": "message-report",
    "draft": "edit",
    "import": "file-import",
    "handoff": "user-check",
    "seat": "armchair",
    "promise": "clock",
    "back": "arrow-back-up",
    "stage": "stairs-up",
    "rising": "trending-up",
    "up": "arrow-up-right",
    "down": "arrow-down-right",
    "enters": "plus",
    "leaves": "minus",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One account worth acting on."""

    row: AccountRow
    standing: str
    fact: str
    reason: str
    seat_words: str
    verb: str
    due_words: str
    due_when: str
    due_tone: str
    clock: SafeString | str


@dataclass(frozen=True, slots=True)
class Due:
    """One next step with its date."""

    name: str
    what: str
    link: str
    words: str
    when: str
    tone: str
    clock: SafeString


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of Today."""

    date_words: str
    is_mine: bool
    headline: str
    under: str
    empty_words: str
    order_words: str
    mine: int
    everybody: int
    items: tuple[Item, ...]
    waiting: tuple[dict[str, Any], ...]
    due: tuple[Due, ...]
    changes_title: str
    changes: tuple[dict[str, str], ...]
    more_changes: str
    plays: tuple[dict[str, str], ...]


def sheet(
    found: Today, program: Program | None, now: datetime, today: int, *, is_mine: bool
) -> Sheet:
    """Return the page in words."""
    titles = {play.id: play.title for play in program.plays} if program else {}
    items = tuple(item(row, today, titles) for row in found.accounts[:_SHOWN])
    return Sheet(
        date_words=date_format(now, "l j F, H:i"),
        is_mine=is_mine,
        headline=headline(items),
        under=_under(items, found, is_mine=is_mine),
        empty_words=_empty(found, is_mine=is_mine),
        order_words=_("Promises with a clock first, then who is rising, then by date"),
        mine=found.mine,
        everybody=found.everybody,
        items=items,
        waiting=tuple(
            {"title": w.title, "link": w.link, "n": w.n, "icon": _ICONS.get(w.kind, "clock")}
            for w in found.waiting
        ),
        due=_due(found.accounts, today),
        changes_title=_("What changed in the last week"),
        changes=tuple(
            _change(change) for change in (*_rising(found), *_moved(found, today))[:_CHANGES]
        ),
        more_changes=_more(len(found.changes) + len(found.rising) - _CHANGES),
        plays=tuple(_play(row, program, today) for row in found.plays),
    )


def item(row: AccountRow, today: int, titles: Mapping[str, str]) -> Item:
    """Return one account as Today shows it: one verb, one fact, one reason."""
    stage = wording.words(row.stage or "unaware")
    since = wording.days(today - row.since_day) if row.since_day is not None else ""
    tier = tiers.label(row.tier) if row.tier else _("Not a target")
    left = row.next_due_day - today if row.next_due_day is not None else None
    fact, reason = _why(row, titles.get(row.next_play or "", ""))
    return Item(
        row=row,
        standing=f"{tier} · {stage} {since}".strip(),
        fact=fact if fact.endswith(".") else f"{fact}.",
        reason=reason,
        seat_words=_seat_words(row),
        verb=row.next_verb or _("Look at it"),
        due_words=account_head.due_words(left) if left is not None else "",
        due_when=_by(row, today),
        due_tone=_tone(left),
        clock=drawing.clock(left / _PROMISE_DAYS, is_late=left < 0) if left is not None else "",
    )


def _why(row: AccountRow, play: str) -> tuple[str, str]:
    """Return the fact that speaks for acting, and what else; a play's name is no fact."""
    said, now = row.next_reason or "", row.why_now
    if play and play in said:
        return now or _("A step is proposed."), _("A step of the play “%(play)s”") % {"play": play}
    return said or now or _("A step is proposed."), _beside(said, now) if said else ""


def _beside(said: str, now: str) -> str:
    """Return what a second sentence adds to a first that tells of the same act."""
    begins, ends = " ".join(said.split()[:2]).rstrip(","), " ".join(said.rstrip(".").split()[-3:])
    if now == said:
        return ""
    if now.startswith(begins) and ends in now:
        rest = now.partition("; ")[2]
        return rest[:1].upper() + rest[1:]
    return now


def _seat_words(row: AccountRow) -> str:
    if not row.seats_required:
        return _("No seats are required: not a target")
    return _("%(k)s of %(r)s seats known, %(e)s engaged") % {
        "k": row.seats_known,
        "r": row.seats_required,
        "e": row.seats_engaged,
    }


def _by(row: AccountRow, today: int) -> str:
    who = people.step_owner(row) or _("nobody yet")
    return _("due %(day)s, %(who)s") % {"day": wording.day(row.next_due_day, today), "who": who}


def _tone(left: int | None) -> str:
    if left is None:
        return ""
    return "late" if left < 0 else "half" if left < _SOON_DAYS else ""


def headline(items: tuple[Item, ...]) -> str:
    """Say whom to look at first, and why now."""
    if not items:
        return _("Nobody needs you today. That is an answer, too.")
    first = items[0]
    fact = first.fact.rstrip(".")
    return _("Look at %(name)s first. %(fact)s.") % {
        "name": first.row.name,
        "fact": fact[:1].upper() + fact[1:],
    }


def _under(items: tuple[Item, ...], found: Today, *, is_mine: bool) -> str:
    if not items:
        return _("Facts keep coming in; what needs a person will stand here first.")
    text = _worth(found.mine if is_mine else found.everybody, len(items), is_mine=is_mine)
    rising = ngettext("One account is", "%(n)s accounts are", len(found.rising)) % {
        "n": len(found.rising)
    }
    return text + (
        " " + _("%(what)s warming faster than chance explains.") % {"what": rising}
        if found.rising
        else ""
    )


def _worth(n: int, shown: int, *, is_mine: bool) -> str:
    """Count the accounts that ask for somebody, and say how many of them stand here."""
    mine = ngettext(
        "One of your accounts is worth acting on.",
        "%(n)s of your accounts are worth acting on.",
        n,
    )
    everybody = ngettext(
        "One account is worth acting on.", "%(n)s accounts are worth acting on.", n
    )
    first = " " + _("The first %(s)s stand here.") % {"s": shown} if n > shown else ""
    return (mine if is_mine else everybody) % {"n": f"{n:,}"} + first


def _empty(found: Today, *, is_mine: bool) -> str:
    if is_mine and found.everybody:
        return ngettext(
            "No account of yours asks for you; one of somebody else does.",
            "No account of yours asks for you; %(n)s of others do.",
            found.everybody,
        ) % {"n": f"{found.everybody:,}"}
    return _("Accounts that ask for somebody stand here, the most urgent first.")


def _due(rows: tuple[AccountRow, ...], today: int) -> tuple[Due, ...]:
    """Return next steps by date, the latest promise first."""
    dated = sorted(
        (row for row in rows if row.next_due_day is not None), key=lambda row: row.next_due_day or 0
    )
    found = []
    for row in dated[:_SHOWN]:
        left = (row.next_due_day or today) - today
        found.append(
            Due(
                row.name,
                row.next_verb or "",
                reverse("account", args=[row.public_id]) + "#next",
                account_head.due_words(left),
                wording.day(row.next_due_day, today),
                {"late": "ac-bad", "half": "ac-warn"}.get(_tone(left), ""),
                drawing.clock(left / _PROMISE_DAYS, is_late=left < 0),
            )
        )
    return tuple(found)


def _moved(found: Today, today: int) -> tuple[Change, ...]:
    return tuple(sorted(found.changes, key=lambda change: today - change.day))


def _rising(found: Today) -> tuple[Change, ...]:
    """Return what rose beyond chance: the people, and what the points did meanwhile."""
    return tuple(
        Change(rose.row.account, rose.row.public_id, rose.row.name, "rising", _rose(rose), 0)
        for rose in found.rising[:3]
    )


def _rose(rose: Rising) -> str:
    if rose.people:
        text = ngettext(
            "is rising: one person or visitor active in %(days)s days",
            "is rising: %(n)s people and visitors active in %(days)s days",
            rose.people,
        ) % {"n": rose.people, "days": rose.days}
        if rose.usual is not None:
            text += _(", usually %(usual)s") % {"usual": wording.number(rose.usual, 1)}
    else:
        text = _("is rising beyond its own usual")
    return f"{text}; {_points_did(rose.row.engagement_change)}"


def _points_did(change: int) -> str:
    """Say what points did in a week: they may fall while more people come."""
    size = rounding.whole(abs(change))
    if size == "0":
        return _("its points stayed")
    verb = _("its points rose by %(n)s") if change > 0 else _("its points fell by %(n)s")
    return verb % {"n": size}


def _change(change: Change) -> dict[str, str]:
    return {
        "name": change.name,
        "sentence": change.sentence,
        "link": reverse("account", args=[change.public_id]),
        "icon": _ICONS.get(change.kind, "arrow-right"),
    }


def _more(n: int) -> str:
    return ngettext("One smaller change", "%(n)s smaller changes", n) % {"n": n} if n > 0 else ""


def _play(row: dict[str, Any], program: Program | None, today: int) -> dict[str, str]:
    play = program.play(row["play"]) if program else None
    treated = ngettext("one account", "%(n)s accounts", row["treated"]) % {
        "n": f"{row['treated']:,}"
    }
    held = (
        _("%(n)s held out") % {"n": f"{row['held_out']:,}"}
        if row["held_out"]
        else _("nobody held out")
    )
    ends = (
        _("until %(day)s") % {"day": wording.day(row["ends_day"], today)}
        if row["ends_day"] is not None
        else ""
    )
    return {
        "title": play.title if play else wording.words(row["play"]),
        "detail": ", ".join(part for part in (treated, held, ends) if part),
    }
