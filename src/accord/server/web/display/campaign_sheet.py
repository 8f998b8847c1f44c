"""One campaign: as a draft what is still missing, as it runs how far it is."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.content import mails
from accord.plays import gate
from accord.program import steps
from accord.program.playbook import Play
from accord.program.problems import Problem
from accord.server.playing import drawing
from accord.server.playing.preview import Step
from accord.server.records.models import AppUser, Campaign, Enrolment, Sending
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import accounts, campaigns, programs
from accord.server.records.queries.campaigns import Progress, StepCount
from accord.server.web import wording
from accord.server.web.display import plays_sheet, task_sheet
from accord.values import ids

_QUESTIONS: Final = {
    "q1_accounts": gettext_noop("Which accounts?"),
    "q2_roles": gettext_noop("Which roles of the buying group?"),
    "q3_message": gettext_noop("Which message?"),
    "q4_content": gettext_noop("Which content supports it?"),
    "q5_channels": gettext_noop("Which channels?"),
    "q6_signal": gettext_noop("Which signal is it to bring about?"),
    "q7_qualify": gettext_noop("How is it qualified?"),
    "q8_sales_next": gettext_noop("What does sales do next?"),
}
_NEEDS: Final = {
    "accounts": gettext_noop("Accounts"),
    "eight_answers": gettext_noop("Eight questions"),
    "signed_list": gettext_noop("Signed list"),
    "follow_up_defined": gettext_noop("What comes after"),
    "sellers_acknowledged": gettext_noop("Sellers know"),
    "claims_named": gettext_noop("Claims with proof"),
    "legal_basis_checked": gettext_noop("Legal basis"),
    "budget_approved": gettext_noop("Budget"),
    "success_goal": gettext_noop("Goal"),
    "mails_written": gettext_noop("Mails"),
}
_STATES: Final = {
    Sending.State.WAITING: gettext_noop("wait"),
    Sending.State.CLAIMED: gettext_noop("wait"),
    Sending.State.HANDED: gettext_noop("leave now"),
    Sending.State.SENT: gettext_noop("sent"),
    Sending.State.REFUSED: gettext_noop("kept back by a rule"),
    Sending.State.FAILED: gettext_noop("refused by the mail server"),
    Sending.State.UNKNOWN: gettext_noop("unknown: the answer was lost"),
    Sending.State.CANCELLED: gettext_noop("taken back"),
}
_SHOWN: Final = 50
_ACCOUNTS_SHOWN: Final = 20


def draft(row: Campaign, user: AppUser) -> dict[str, Any]:
    """Return the page of a draft."""
    play = campaigns.play_of(row)
    program = programs.current_program()
    launch = campaigns.launch_of(row)
    needs = gate.needs(launch, program)
    missing = [need for need in needs if not need.is_met]
    return _common(row, play, user) | {
        "headline": _draft_headline(row, len(missing)),
        "needs": [
            {"title": _(_NEEDS[n.name]), "is_met": n.is_met, "words": n.words} for n in needs
        ],
        "is_open": not missing,
        "holdout": drawing.foresee(row, program),
        "questions": [
            (name, _(title), row.answers.get(name, "")) for name, title in _QUESTIONS.items()
        ],
        "goals": [(goal, wording.words(goal)) for goal in program.play_defaults.success_goals],
        "mails": [_mail(row, play, place) for place in gate.mail_places(play)],
        "accounts": _accounts(row.accounts[:_ACCOUNTS_SHOWN]),
        "more_accounts": max(0, len(row.accounts) - _ACCOUNTS_SHOWN),
        "number": len(row.accounts),
        "has_read": user.email.lower() in launch.acknowledged,
        "is_seller_here": user.email.lower() in launch.sellers,
        "can_edit": user.access_role in (AccessRole.ADMIN, AccessRole.MARKETING),
    }


def preview(found: Sequence[Step]) -> list[dict[str, Any]]:
    """Return what each step would do, as the page says it."""
    return [_would(step) for step in found]


def running(row: Campaign, progress: Progress, user: AppUser) -> dict[str, Any]:
    """Return the page of a campaign that was launched."""
    play = campaigns.play_of(row)
    sent = sum(step.by_state.get(Sending.State.SENT, 0) for step in progress.steps)
    work, undone = task_sheet.by_place(row), task_sheet.undone_places(row)
    return _common(row, play, user) | {
        "headline": _running_headline(row, progress, sent),
        "steps": [
            _step(row, play, step, work.get(step.place, [])) | _undone(step, undone)
            for step in progress.steps
        ],
        "work": task_sheet.sheet(row, user),
        "arms": [
            (_(title), progress.by_state.get(state, 0))
            for state, title in (
                (Enrolment.State.LIVE, gettext_noop("in the play")),
                (Enrolment.State.HELD_OUT, gettext_noop("held out, never touched")),
                (Enrolment.State.LEFT, gettext_noop("have gone on")),
            )
        ],
        "left_for": [(wording.words(to), n) for to, n in progress.left_for],
        "next_due": progress.next_due,
        "holdout": row.holdout.get("words", ""),
        "questions": [(_(title), row.answers.get(name, "")) for name, title in _QUESTIONS.items()],
        "sendings": [_sending(each) for each in campaigns.sendings(row, limit=_SHOWN)],
        "can_edit": user.access_role in (AccessRole.ADMIN, AccessRole.MARKETING),
    }


def _common(row: Campaign, play: Play, user: AppUser) -> dict[str, Any]:
    return plays_sheet.campaign_row(row) | {
        "row": row,
        "play_title": play.title,
        "goal": wording.words(row.goal),
        "is_running": row.state == Campaign.State.RUNNING,
        "is_paused": row.state == Campaign.State.PAUSED,
        "can_write": user.can_write,
    }


def _draft_headline(row: Campaign, missing: int) -> str:
    n = wording.number(len(row.accounts))
    if not missing:
        return _("Ready to launch to %(n)s accounts.") % {"n": n}
    return ngettext(
        "One thing is missing before %(accounts)s accounts hear of it.",
        "%(n)s things are missing before %(accounts)s accounts hear of it.",
        missing,
    ) % {"n": missing, "accounts": n}


def _running_headline(row: Campaign, progress: Progress, sent: int) -> str:
    live = progress.by_state.get(Enrolment.State.LIVE, 0)
    values = {"live": wording.number(live), "sent": wording.number(sent)}
    if row.state == Campaign.State.ENDED:
        return _("It has ended; %(sent)s mails were sent.") % values
    if row.state == Campaign.State.PAUSED:
        return _("It is paused: nothing leaves. %(live)s accounts wait.") % values
    return _("%(live)s accounts are in it; %(sent)s mails were sent.") % values


def _mail(row: Campaign, play: Play, place: int) -> dict[str, Any]:
    told = row.texts.get(str(place), {})
    step, text = play.steps[place], campaigns.text_of(row, place)
    return {
        "place": place,
        "day": step.day,
        "verb": steps.STEP_KINDS[step.do].verb,
        "to": ", ".join(wording.small_words(name) for name in step.audience),
        "subject": told.get("subject", ""),
        "body": told.get("body", ""),
        "is_written": mails.is_finished(text),
        "problems": [(_said(one), one.is_notice) for one in mails.check(text)],
    }


def _said(problem: Problem) -> str:
    """Say what is wrong with a mail, and where."""
    place = _("subject") if problem.where == "subject" else _("line %(n)s") % {"n": problem.line}
    said = problem.message + (f" ({problem.hint})" if problem.hint else "")
    return f"{place}: {said}" if problem.line or problem.where == "subject" else said


def _accounts(numbers: Sequence[int]) -> list[dict[str, Any]]:
    rows = accounts.list_rows(list(numbers))
    return [
        {"account": n, "public_id": ids.public_id(n), "name": row.name if row else "–"}
        for n in numbers
        for row in (rows.get(n),)
    ]


def _would(step: Step) -> dict[str, Any]:
    return {
        "day": step.day,
        "verb": step.verb,
        "by": wording.words(step.by) if step.by else "",
        "is_mail": step.is_mail,
        "people": step.people,
        "accounts": step.accounts,
        "allowed": step.allowed,
        "refused": [(words, n) for _rule, words, n in step.refused],
    }


def _step(
    row: Campaign, play: Play, step: StepCount, work: list[tuple[str, int]]
) -> dict[str, Any]:
    what = play.steps[step.place]
    counts: dict[str, int] = {}
    for state, n in step.by_state.items():
        title = _(_STATES[Sending.State(state)])
        counts[title] = counts.get(title, 0) + n
    return {
        "day": what.day,
        "verb": steps.STEP_KINDS[what.do].verb,
        "by": wording.words(what.by) if what.by else "",
        "is_mail": gate.is_mail(play, step.place),
        "is_done": row.launched_at is not None and step.place < _reached(row),
        "counts": [*counts.items(), *work],
        "refused": [(words or rule, n) for rule, words, n in step.refused_by],
    }


def _undone(step: StepCount, undone: set[int]) -> dict[str, Any]:
    """Say that a step is not done while work of it is to do."""
    return {"is_done": False} if step.place in undone else {}


def _reached(row: Campaign) -> int:
    """Return how many steps the account that is furthest has had."""
    found = row.enrolments.order_by("-next_place").values_list("next_place", flat=True).first()
    return int(found or 0)


def _sending(row: dict[str, Any]) -> dict[str, Any]:
    state = Sending.State(row["state"])
    bad = (Sending.State.REFUSED, Sending.State.FAILED, Sending.State.UNKNOWN)
    return row | {
        "public_id": ids.public_id(row["account"]),
        "state_words": _(_STATES[state]),
        "is_bad": state in bad,
        "is_waiting": state == Sending.State.WAITING,
        "step": row["place"] + 1,
    }
