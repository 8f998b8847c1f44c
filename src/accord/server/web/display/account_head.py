"""The top of an account's page: who they are, four figures, and seven answers in order."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.program.model import Program
from accord.server.records.queries.account_page import AccountPage, Group, PersonRow
from accord.server.web import drawing, people, rounding, wording
from accord.server.web.display.things import Answer, Line, Stat, Step
from accord.values import time

_RECENT_DAYS = 30
_PROMISE_DAYS = 7
_NEWS_DAYS = 90
_SOON_DAYS = 2
_SAID = 2


def firmographics(page: AccountPage) -> str:
    """Say who they are in a line: domain, industry, people, place."""
    row = page.row
    parts = [
        row.domain or "",
        wording.words(row.industry),
        wording.counted(row.employees, "1 person", "%(n)s people") if row.employees else "",
        row.country or "",
    ]
    return " · ".join(part for part in parts if part)


def line(page: AccountPage) -> list[str]:
    """Say why we are there and who works the account."""
    row = page.row
    parts = [wording.words(row.motion) if row.motion else ""]
    parts.append(
        _("Owner %(name)s") % {"name": people.owner(row)} if row.owner else _("Nobody owns it")
    )
    parts += [
        f"{wording.words(member.get('part'))} {member.get('user_name') or member.get('user_email')}"
        for member in row.team
        if member.get("part") != "account_executive"
    ][:2]
    return [part for part in parts if part]


def main_group(page: AccountPage) -> Group | None:
    """Return the group that the page speaks of first: the one with most people engaged."""
    return max(page.groups, key=lambda group: (group.engaged, group.known), default=None)


def _role(code: str) -> str:
    return wording.small_words(code)


def stats(page: AccountPage, today: int) -> list[Stat]:
    """Return the four figures that open."""
    row, group = page.row, main_group(page)
    change = page.engagement - page.engagement_7_days_ago
    fit = page.fit
    unknown = sum(not reason.is_known for reason in fit.reasons) if fit else 0
    return [
        Stat(
            _("Engagement"),
            rounding.whole(page.engagement),
            _("%(n)s points in 7 days") % {"n": wording.signed(change, 0)},
            _receipt(row.public_id, "engagement"),
        ),
        Stat(
            _("Fit"),
            rounding.whole(fit.points) if fit else _("unknown"),
            _("of 100; %(u)s of %(all)s unknown") % {"u": unknown, "all": len(fit.reasons)}
            if fit
            else _("no profile yet"),
            _receipt(row.public_id, "fit"),
        ),
        Stat(
            _("Buying group"),
            _percent(group.completeness) if group else "–",
            _("%(k)s of %(r)s known, %(e)s engaged")
            % {"k": row.seats_known, "r": row.seats_required, "e": row.seats_engaged},
            _receipt(row.public_id, "completeness"),
        ),
        Stat(
            _("Journey stage"),
            wording.words(row.stage or "unaware"),
            wording.days(today - row.since_day)
            if row.since_day is not None
            else _("from the start"),
            _receipt(row.public_id, "stage"),
        ),
    ]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}\N{NO-BREAK SPACE}%"


def _receipt(public_id: str, measure: str) -> str:
    return reverse("receipt", args=[public_id, measure])


def answers(
    page: AccountPage, today: int, said: Sequence[str], *, step: Step | None
) -> list[Answer]:
    """Answer, in this order, what a seller asks before a call."""
    return [
        Answer(_("Why this account"), _why_this(page)),
        Answer(_("Who decides, who is missing"), _who(page)),
        Answer(_("What they saw and did"), _did(page, today)),
        Answer(_("Why now"), _why_now(page, today)),
        Answer(_("Where it stands"), _where(page, today)),
        Answer(_("What to say"), _say(page, said)),
        Answer(_("What next, by whom"), (_next(step),), is_next=True),
    ]


def _why_this(page: AccountPage) -> tuple[Line, ...]:
    target, fit = page.target, page.fit
    text = (target.why if target else "") or _("Not proposed for the target account list.")
    best = sorted(fit.reasons, key=lambda reason: -reason.points)[:3] if fit else []
    named = wording.joined(
        [_criterion(reason.criterion, reason.value_text) for reason in best if reason.points]
    )
    if not named:
        return (Line(text),)
    return (Line(text), Line(_("Fits by %(what)s.") % {"what": named}))


def _criterion(criterion: str, value: str) -> str:
    return (
        f"{wording.small_words(criterion)} ({value})" if value else wording.small_words(criterion)
    )


def _who(page: AccountPage) -> tuple[Line, ...]:
    group = main_group(page)
    if group is None:
        return (Line(_("Nobody is known here yet.")),)
    ranked = sorted((m for m in group.members if m.role and m.is_known), key=lambda m: -m.points)
    people = [f"{m.name or _('somebody')} ({_role(m.role)})" for m in ranked[:3]]
    lines = [Line(wording.joined(people) + "." if people else _("No role is known for certain."))]
    if group.missing:
        missing = wording.joined([_role(role) for role in group.missing])
        lines.append(Line(missing + ".", _("Missing:"), "#group", _("find them")))
    return tuple(lines)


def _did(page: AccountPage, today: int) -> tuple[Line, ...]:
    people: dict[str, list[str]] = {}
    for entry in page.timeline:
        if entry.person_name and entry.day >= today - _RECENT_DAYS:
            said = _act(entry.kind, entry.n)
            acts = people.setdefault(entry.person_name, [])
            if said not in acts and len(acts) < _SAID:
                acts.append(said)
    lines = [Line(wording.joined(acts) + ".", name) for name, acts in list(people.items())[:2]]
    rest = len(people) - len(lines)
    if rest > 0:
        words = ngettext("and one more person", "and %(n)s more people", rest) % {"n": rest}
        lines.append(Line(words, link="#timeline", link_words=_("all of it")))
    return tuple(lines) or (Line(_("Nothing in the last 30 days.")),)


_ACTS = {
    "page_view": ("viewed a page", "viewed %(n)s pages"),
    "high_value_page_view": ("read a key page", "read %(n)s key pages"),
    "pricing_view": ("read pricing", "read pricing %(n)s times"),
    "documentation_view": ("read the documentation", "read documentation %(n)s times"),
    "content_download": ("downloaded content", "downloaded %(n)s pieces"),
    "form_submitted": ("sent a form", "sent %(n)s forms"),
    "hand_raise": ("asked to talk", "asked to talk %(n)s times"),
    "email_open": ("opened a mail", "opened %(n)s mails"),
    "email_click": ("clicked in a mail", "clicked in %(n)s mails"),
    "email_reply": ("replied", "replied %(n)s times"),
    "ad_click": ("clicked an ad", "clicked %(n)s ads"),
    "ad_impression": ("was shown an ad", "was shown %(n)s ads"),
    "webinar_registered": ("signed up for a webinar", "signed up for %(n)s webinars"),
    "webinar_attended": ("attended a webinar", "attended %(n)s webinars"),
    "event_attended": ("came to an event", "came to %(n)s events"),
    "roundtable_attended": ("sat at a roundtable", "sat at %(n)s roundtables"),
    "meeting_booked": ("booked a meeting", "booked %(n)s meetings"),
    "meeting_held": ("met us", "met us %(n)s times"),
    "call_connected": ("took a call", "took %(n)s calls"),
    "video_watched_half": ("watched a video", "watched %(n)s videos"),
    "tool_completed": ("finished a tool", "finished %(n)s tools"),
    "trial_started": ("started a trial", "started %(n)s trials"),
    "trial_active_day": ("used the trial", "used the trial %(n)s times"),
}


def _act(kind: str, n: int) -> str:
    """Say what somebody did, and how often."""
    one, many = _ACTS.get(kind, ("", ""))
    if not one:
        what = wording.small_words(kind)
        return what if n == 1 else f"{what} ({n})"
    return _(one) if n == 1 else _(many) % {"n": n}


def act(kind: str, n: int) -> str:
    """Say what somebody did, as the beginning of a line."""
    said = _act(kind, n)
    return said[:1].upper() + said[1:]


def _why_now(page: AccountPage, today: int) -> tuple[Line, ...]:
    lines = [Line(page.row.why_now or _("Nothing asks for action today."))]
    recent = sorted(page.triggers, key=lambda row: -(row.get("day") or 0))
    for row in recent[:1]:
        if (row.get("day") or 0) >= today - _NEWS_DAYS:
            title = row.get("title") or wording.words(row.get("kind"))
            lines += [Line(f"{title} ({wording.day(row['day'], today)}).")]
    return tuple(lines)


def _where(page: AccountPage, today: int) -> tuple[Line, ...]:
    row = page.row
    since = wording.days(today - row.since_day) if row.since_day is not None else ""
    stage = wording.words(row.stage or "unaware")
    text = _("%(stage)s for %(days)s.") % {"stage": stage, "days": since} if since else f"{stage}."
    if row.is_stalled:
        text += " " + _("That is longer than usual.")
    lines = [Line(text, link=_receipt(row.public_id, "stage"), link_words=_("why"), is_drawer=True)]
    named = [
        Line(_("%(stage)s, %(amount)s.") % deal_words(deal), deal.get("name") or _("Opportunity:"))
        for deal in open_deals(page)[:1]
    ]
    return (*lines, *named)


def open_deals(page: AccountPage) -> list[dict[str, Any]]:
    """Return the open opportunities, the largest first."""
    found = [deal for deal in page.opportunities if not deal.get("is_closed")]
    return sorted(found, key=lambda deal: -(deal.get("amount_minor") or 0))


def deal_words(deal: dict[str, Any]) -> dict[str, str]:
    """Return an opportunity's stage and amount in words."""
    amount = wording.amount(deal.get("amount_minor"), deal.get("currency"))
    return {"stage": deal.get("stage") or _("no stage"), "amount": amount}


def _say(page: AccountPage, said: Sequence[str]) -> tuple[Line, ...]:
    """Return what the brief says under the same question, its first lines in its own words."""
    if not said:
        link = reverse("program") + "#messages"
        none = _("The rules name no message for them yet.")
        return (Line(none, link=link, link_words=_("write one")),)
    first = [Line(text) for text in said[:_SAID]]
    brief = reverse("account_brief", args=[page.row.public_id]) + "#what_to_say"
    rest = len(said) - len(first)
    if rest:
        words = ngettext("and one more line", "and %(n)s more lines", rest) % {"n": rest}
        first.append(Line(words, link=brief, link_words=_("in the brief")))
    return tuple(first)


def _next(step: Step | None) -> Line:
    if step is None:
        return Line(_("No step is proposed today."))
    return Line(f"{step.owner} · {step.when}", step.verb + ".", "#next", _("answer it"))


def step_of(page: AccountPage, program: Program, today: int) -> Step | None:
    """Return the proposed next step as its card shows it."""
    if not page.next_steps:
        return None
    row = page.next_steps[0]
    left = (row.get("due_day") or today) - today
    play = program.play(row.get("play") or "")
    owner = people.step_owner(page.row) or _("nobody yet")
    return Step(
        play=row.get("play") or "",
        step=row.get("step") or "",
        play_title=play.title if play else wording.words(row.get("play")),
        verb=row.get("verb") or wording.words(row.get("step")),
        reason=row.get("reason") or "",
        owner=_("by %(name)s") % {"name": owner},
        when=due_words(left),
        tone="late" if left < 0 else "half" if left < _SOON_DAYS else "",
        clock=drawing.clock(left / _PROMISE_DAYS, is_late=left < 0),
    )


def due_words(left: int) -> str:
    """Say how long there is: "due today", "2 days left", "late by 1 day"."""
    if left < 0:
        return _("late by %(d)s") % {"d": wording.days(-left)}
    if left == 0:
        return _("due today")
    return _("%(d)s left") % {"d": wording.days(left)}


def person_state(person: PersonRow, group: Group | None) -> str:
    """Return how far a person is: engaged, reachable or known."""
    for member in group.members if group else ():
        if member.person == person.person:
            if member.is_engaged:
                return "engaged"
            return "reachable" if member.is_reachable else "known"
    return "engaged" if person.is_engaged else "known"


def as_of_words(day: int) -> str:
    """Say the day that figures are as of."""
    return wording.full_day(day) if day else time.EPOCH.isoformat()
