"""The work of a campaign as its page shows it: what to approve, what to do, what to say."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.plays import gifts, waiting
from accord.plays.audience import Somebody
from accord.program import steps
from accord.program.playbook import Play
from accord.server.playing import parcels, tasks
from accord.server.records.models import AppUser, Campaign, PlayTask
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import accounts, campaigns, picture, programs
from accord.server.web import wording
from accord.values import ids

_SHOWN: Final = 50
_COMES: Final = timedelta(days=8)
"""Work that repeats is shown from its day on, a week before it is due."""
_STATES: Final = {
    PlayTask.State.TO_APPROVE: gettext_noop("to approve"),
    PlayTask.State.OPEN: gettext_noop("to do"),
    PlayTask.State.DONE: gettext_noop("done"),
    PlayTask.State.REFUSED: gettext_noop("not approved"),
    PlayTask.State.CANCELLED: gettext_noop("taken back"),
}
_SAID: Final = ("phone", "linkedin", "email", "social")
"""Channels by which somebody says something: their work shows what to say."""


def sheet(row: Campaign, user: AppUser) -> dict[str, Any]:
    """Return the work of a campaign, what has to be approved first, then what is due first."""
    play = campaigns.play_of(row)
    soon = timezone.now() + _COMES
    can_approve = user.access_role in (AccessRole.ADMIN, AccessRole.MARKETING)
    undone = row.tasks.filter(state__in=tasks.UNDONE, due_at__lte=soon)
    first = "-state" if can_approve else "state"  # what waits for others comes after one's own
    found = undone.order_by(first, "due_at", "pk").iterator()
    seen = list(islice((task for task in found if picture.sees(task.account)), _SHOWN))
    posted = row.tasks.filter(state=PlayTask.State.OPEN, place__in=waiting.posted_places(play))
    names = accounts.list_rows(sorted({task.account for task in seen}))
    counts = Counter(row.tasks.values_list("state", flat=True))
    spent = sum(row.tasks.values_list("cost", flat=True))
    points = talking_points(row, play)
    given = parcels.meant(_to_give(seen, play)) if can_approve else {}
    return {
        "tasks": [
            _task(task, play, names.get(task.account), points if _is_said(play, task) else [])
            | _asked(given.get(task.pk), play)
            for task in seen
        ],
        "more": max(0, sum(counts[state] for state in tasks.UNDONE) - len(seen)),
        "counts": [(_(_STATES[state]), counts[state]) for state in _STATES if counts[state]],
        "can_approve": can_approve,
        "can_do": user.can_write and row.state == Campaign.State.RUNNING,
        "has_parcels": can_approve and posted.exists(),
        "exits": [(sign, _leads(sign, to)) for sign, to in play.exits.items() if sign != "ended"],
        "budget": row.budget,
        "spent": spent,
    }


def by_place(row: Campaign) -> dict[int, list[tuple[str, int]]]:
    """Count the work of each step by how it stands."""
    found: dict[int, Counter[str]] = {}
    for place, state in row.tasks.values_list("place", "state"):
        found.setdefault(place, Counter())[state] += 1
    return {
        place: [(_(_STATES[state]), counts[state]) for state in _STATES if counts[state]]
        for place, counts in found.items()
    }


def undone_places(row: Campaign) -> set[int]:
    """Return the steps whose work is not done everywhere."""
    return set(row.tasks.filter(state__in=tasks.UNDONE).values_list("place", flat=True))


def talking_points(row: Campaign, play: Play) -> list[str]:
    """Return what to say: the claims of the play, and what sales was asked to do."""
    claims = programs.of_version(row.program_version).messages.claims
    said = [claims[name].claim if name in claims else name for name in play.eight.q3_message]
    return [*said, row.answers.get("q8_sales_next", "")]


def _task(
    task: PlayTask, play: Play, account: accounts.AccountRow | None, points: list[str]
) -> dict[str, Any]:
    step = play.steps[task.place]
    follows = step.follow_up is not None and task.round == tasks.FOLLOW_UP
    verb = steps.STEP_KINDS[step.do].verb
    return {
        "public": task.public,
        "account": ids.public_id(task.account),
        "name": account.name if account else "–",
        "verb": _("Follow up: %(what)s") % {"what": verb.lower()} if follows else verb,
        "by": wording.words(step.by) if step.by else "",
        "to": ", ".join(wording.small_words(name) for name in step.audience),
        "due_at": task.due_at,
        "is_late": task.due_at < timezone.now(),
        "is_to_approve": task.state == PlayTask.State.TO_APPROVE,
        "cost": task.cost,
        "approved_by": task.approved_by,
        "points": [point for point in points if point],
    }


def _to_give(seen: Sequence[PlayTask], play: Play) -> list[PlayTask]:
    """Return the gifts that wait for approval."""
    return [
        task
        for task in seen
        if task.state == PlayTask.State.TO_APPROVE and gifts.is_gift(play.steps[task.place])
    ]


def _asked(people: Sequence[Somebody] | None, play: Play) -> dict[str, Any]:
    """Return what whoever approves begins with, and sees of the rules of gifts, if it is one."""
    if people is None:
        return {"per_account": play.budget_per_account}
    rules = programs.current_program().reach.gifts
    return {
        "per_account": gifts.suggested(rules, len(people), play.budget_per_account),
        "recipients": ", ".join(who.name or who.email or "–" for who in people),
        "is_gift": True,
        "is_without": not people,
        "is_policy_asked": rules.is_asked_first,
    }


def _is_said(play: Play, task: PlayTask) -> bool:
    return steps.STEP_KINDS[play.steps[task.place].do].channel in _SAID


def _leads(sign: str, to: str) -> str:
    return _("%(what)s: on to %(where)s") % {
        "what": wording.words(sign),
        "where": wording.small_words(to),
    }
