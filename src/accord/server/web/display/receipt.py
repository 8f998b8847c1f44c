"""A receipt as the drawer prints it: total, sentence, reasons by size, the sum, the program."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.server.records.queries.account_page import AccountPage, Fit, FitReason, Group, Week
from accord.server.records.queries.picture import Pinned
from accord.server.web import drawing, wording
from accord.server.web.display import account_story
from accord.values import points, receipt

_FACTS_AT_MOST = 40
_WEEKS_AT_LEAST = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """One addend inside a reason."""

    title: str
    detail: str
    points: str
    link: str = ""
    link_words: str = ""
    others: tuple[tuple[str, str], ...] = ()
    """Links to the facts after the first, with their words."""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its bar and what it rests on."""

    title: str
    detail: str
    points: str
    bar: SafeString
    facts: tuple[Fact, ...] = ()
    more: str = ""
    icon: str = "minus"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A receipt, ready to be printed."""

    title: str
    measure_title: str
    link: str
    total: str
    of_what: str
    sentence: str
    reasons: tuple[Reason, ...]
    sum_words: str
    sum: str
    is_exact: bool | None
    exact_words: str
    program: str
    section: str
    usual: SafeString | str = ""
    formula: str = ""
    moved: tuple[dict[str, Any], ...] = ()
    uncounted: tuple[Fact, ...] = ()


def of_engagement(page: AccountPage, found: receipt.Receipt, pinned: Pinned) -> Sheet:
    """Return the receipt of engagement, down to facts."""
    row = page.row
    most = max((abs(reason.points) for reason in found.reasons), default=1) or 1
    ranked = sorted(found.reasons, key=_by_size)
    return Sheet(
        title=_("Why %(points)s points of engagement at %(name)s")
        % {"points": points.in_words(found.total), "name": row.name},
        measure_title=_("Engagement"),
        link=reverse("receipt", args=[row.public_id, "engagement"]),
        total=points.in_words(found.total),
        of_what=_("engagement of %(name)s, %(day)s")
        % {"name": row.name, "day": wording.day(pinned.as_of_day)},
        sentence=found.sentence or _moved_words(page),
        reasons=tuple(_reason(page, reason, most) for reason in ranked),
        sum_words=ngettext("Sum of one reason", "Sum of %(n)s reasons", len(ranked))
        % {"n": len(ranked)},
        sum=points.in_words(sum(reason.points for reason in ranked), 2),
        is_exact=found.is_exact(),
        exact_words=_("Adds up exactly, to the millionth of a point"),
        program=_program(pinned),
        section="engagement",
        usual=_usual(page.weeks, found.total),
        formula=_("points × age × role: half of a point is gone after the half-life of its kind"),
        moved=_moved(page),
        uncounted=tuple(Fact(r.title, r.detail, "0.00") for r in found.uncounted),
    )


def _reason(page: AccountPage, reason: receipt.Reason, most: int) -> Reason:
    parts = sorted(reason.parts, key=_by_size)
    more = len(parts) - _FACTS_AT_MOST
    return Reason(
        title=reason.title,
        detail=reason.detail,
        points=points.in_words(reason.points, 2),
        bar=drawing.bar(abs(reason.points) / most, "minus" if reason.points < 0 else ""),
        facts=tuple(_fact(page, part) for part in parts[:_FACTS_AT_MOST])
        or _facts_of(page, reason),
        more=_("and %(n)s smaller ones") % {"n": more} if more > 0 else "",
    )


def _by_size(reason: receipt.Reason) -> tuple[bool, int]:
    """Sort by size; what a cap takes off comes last, after what it is taken off from."""
    return reason.points < 0, -abs(reason.points)


def _fact(page: AccountPage, part: receipt.Reason) -> Fact:
    ids = part.fact_ids
    links = tuple(
        (
            reverse("account_fact", args=[page.row.public_id, each]),
            _("the fact") if len(ids) == 1 else _("fact %(n)s") % {"n": n},
        )
        for n, each in enumerate(ids[:_FACTS_AT_MOST], 1)
    )
    rest = len(ids) - len(links)
    return Fact(
        part.title,
        part.detail,
        points.in_words(part.points, 2),
        *(links[0] if links else ("", "")),
        others=links[1:],
        more=_("and %(n)s more facts") % {"n": f"{rest:,}"} if rest > 0 else "",
    )


def _facts_of(page: AccountPage, reason: receipt.Reason) -> tuple[Fact, ...]:
    """Return a reason's own facts when it has no parts."""
    return tuple(
        Fact(
            _("Fact %(id)s") % {"id": each[:12]},
            "",
            "",
            reverse("account_fact", args=[page.row.public_id, each]),
            _("open"),
        )
        for each in reason.fact_ids[:_FACTS_AT_MOST]
    )


def _moved_words(page: AccountPage) -> str:
    change = page.engagement - page.engagement_7_days_ago
    return _("%(n)s points in 7 days.") % {"n": wording.signed(change)}


def _moved(page: AccountPage) -> tuple[dict[str, Any], ...]:
    """Return what moved engagement in 7 days: what was earned, and what ageing took."""
    change = page.engagement - page.engagement_7_days_ago
    earned = page.weeks[-1].earned_by_channel if page.weeks else {}
    lines = [
        {
            "title": _("Earned this week: %(channel)s") % {"channel": wording.small_words(name)},
            "points": wording.signed(value, 2),
        }
        for name, value in sorted(earned.items(), key=lambda pair: -pair[1])
        if value
    ]
    rest = change - sum(earned.values())
    lines.append({"title": _("Older facts, ageing"), "points": wording.signed(rest, 2)})
    total = _("From %(a)s to %(b)s") % {
        "a": points.in_words(page.engagement_7_days_ago, 2),
        "b": points.in_words(page.engagement, 2),
    }
    return (*lines, {"title": total, "points": wording.signed(change, 2), "is_sum": True})


def _usual(weeks: tuple[Week, ...], now: int) -> SafeString | str:
    """Draw where the account stands against its own last half year."""
    past = sorted(week.points for week in weeks[:-1])
    if len(past) < _WEEKS_AT_LEAST:
        return ""
    low, middle, high = (past[int(len(past) * share)] for share in (0.1, 0.5, 0.9))
    return drawing.usual(now, low, middle, high)


def _program(pinned: Pinned) -> str:
    return _("Rules %(version)s, facts up to %(day)s") % {
        "version": pinned.program_version[:8],
        "day": wording.day(pinned.as_of_day),
    }


def of_fit(page: AccountPage, fit: Fit, pinned: Pinned) -> Sheet:
    """Return the receipt of fit, criterion by criterion."""
    row = page.row
    ranked = sorted(fit.reasons, key=lambda reason: (-reason.points, -reason.max_points))
    total = sum(reason.points for reason in ranked)
    known = sum(reason.max_points for reason in ranked if reason.is_known)
    return Sheet(
        title=_("Why a fit of %(points)s of 100 at %(name)s")
        % {"points": points.in_words(fit.points), "name": row.name},
        measure_title=_("Fit"),
        link=reverse("receipt", args=[row.public_id, "fit"]),
        total=points.in_words(fit.points, 1),
        of_what=_("of 100, fit of %(name)s") % {"name": row.name},
        sentence=_fit_sentence(fit),
        reasons=tuple(_criterion(reason) for reason in ranked),
        sum_words=_("Known: %(a)s of %(b)s points")
        % {"a": points.in_words(total, 2), "b": points.in_words(known, 2)},
        sum=points.in_words(total, 2),
        is_exact=None,
        exact_words="",
        program=_program(pinned),
        section="profile",
    )


def _fit_sentence(fit: Fit) -> str:
    if fit.excluded:
        return _("Kept out: %(why)s.") % {"why": wording.small_words(fit.excluded)}
    if fit.must_have_failed:
        return _("One must-have fails: %(what)s. So it is not a target, whatever its fit.") % {
            "what": wording.small_words(fit.must_have_failed)
        }
    text = _(
        "%(band)s. What is unknown is counted as unknown: with it, fit lies between %(low)s and %(high)s."
    )
    return text % {
        "band": wording.words(fit.band),
        "low": points.in_words(fit.low),
        "high": points.in_words(fit.high),
    }


def _criterion(reason: FitReason) -> Reason:
    value = wording.words(reason.value_text) if reason.value_text else ""
    detail = value if reason.is_known else _("unknown: neither for nor against")
    return Reason(
        title=wording.words(reason.criterion),
        detail=_("%(value)s · at most %(max)s")
        % {"value": detail, "max": points.in_words(reason.max_points, 0)},
        points=points.in_words(reason.points, 2) if reason.is_known else "–",
        bar=drawing.bar(reason.points / reason.max_points if reason.max_points else 0),
        icon="check"
        if reason.is_known and reason.points
        else "minus"
        if reason.is_known
        else "help-circle",
    )


def of_completeness(page: AccountPage, group: Group, pinned: Pinned) -> Sheet:
    """Return the receipt of completeness, role by role."""
    row = page.row
    needed = [seat for seat in group.seats if seat.required]
    weight = sum(seat.weight for seat in needed) or 1
    percent = "–" if group.completeness is None else f"{group.completeness:.0f} %"
    return Sheet(
        title=_("Why the buying group of %(name)s is %(p)s complete")
        % {"name": row.name, "p": percent},
        measure_title=_("Completeness"),
        link=reverse("receipt", args=[row.public_id, "completeness"]),
        total=percent,
        of_what=_("of the buying group of %(name)s is known") % {"name": row.name},
        sentence=_(
            "Weight times the share of its seats that are known, role by role, over the weights of what is needed now."
        ),
        reasons=tuple(
            Reason(
                title=wording.words(seat.role),
                detail=_("%(k)s of %(r)s known, %(e)s engaged · weight %(w)s")
                % {"k": seat.known, "r": seat.required, "e": seat.engaged, "w": f"{seat.weight:g}"},
                points=f"{100 * seat.weight * min(seat.known / seat.required, 1) / weight:.1f} %",
                bar=drawing.bar(seat.known / seat.required),
                facts=_sitting(page, group, seat.role),
                icon="check" if seat.known >= seat.required else "armchair",
            )
            for seat in sorted(needed, key=lambda seat: -seat.weight)
        ),
        sum_words=_("Of %(n)s roles needed now") % {"n": len(needed)},
        sum=percent,
        is_exact=None,
        exact_words="",
        program=_program(pinned),
        section="buying_groups",
    )


def _sitting(page: AccountPage, group: Group, role: str) -> tuple[Fact, ...]:
    """Return who sits in a role and on what evidence."""
    found = []
    for person in page.people:
        part = next(
            (r for r in person.roles if (r.solution, r.role) == (group.solution, role)), None
        )
        if part is not None:
            sure = _("confirmed") if part.is_confirmed else f"{part.confidence:.0%}"
            link = reverse("account", args=[page.row.public_id]) + f"#p-{person.public_id}"
            found.append(
                Fact(
                    person.name or person.email or _("Somebody"),
                    f"{part.evidence} · {sure}",
                    "",
                    link,
                    _("see"),
                )
            )
    return tuple(found[:12])


def of_stage(page: AccountPage, pinned: Pinned) -> Sheet:
    """Return why the account stands at its journey stage, stay by stay."""
    row, today = page.row, pinned.as_of_day
    now = next((n for n in page.stages_now if n.motion == row.motion), None)
    stage = wording.words(row.stage or "unaware")
    since = (
        wording.days(today - row.since_day) if row.since_day is not None else _("from the start")
    )
    return Sheet(
        title=_("Why %(name)s is at %(stage)s") % {"name": row.name, "stage": stage},
        measure_title=_("Journey stage"),
        link=reverse("receipt", args=[row.public_id, "stage"]),
        total=stage,
        of_what=_("%(name)s, for %(days)s") % {"name": row.name, "days": since},
        sentence=account_story.sentence(now.why)
        if now
        else _("No rule of a journey stage is met yet."),
        reasons=tuple(
            Reason(
                wording.words(step.stage),
                account_story.sentence(step.why),
                wording.days(
                    (step.left_day if step.left_day is not None else today) - step.entered_day
                ),
                SafeString(""),
                icon="flag",
            )
            for step in reversed(page.journey)
        ),
        sum_words=_("Stays, the latest first"),
        sum=str(len(page.journey)),
        is_exact=None,
        exact_words="",
        program=_program(pinned),
        section="stages",
    )
