"""Planning and launching a play, reading its briefing, pausing and ending it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from accord.plays import gate, leaving
from accord.program.playbook import Play
from accord.server import jobs
from accord.server.actions import decisions, rights
from accord.server.playing import drawing, enrolling, steps
from accord.server.records.models import AppUser, BriefingRead, Campaign, Enrolment
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import campaigns, programs, seeing
from accord.values.errors import AccordError, ConflictError, RefusedError

_PLANNERS: Final = (AccessRole.ADMIN, AccessRole.MARKETING)
_MOST: Final = 20_000
_TEXT_AT_MOST: Final = 100_000


def plan(user: AppUser, play_id: str, accounts: Sequence[int], title: str = "") -> str:
    """Begin a draft of a launch, prefilled from the program; return its id."""
    rights.need(user, _PLANNERS, "plan campaigns")
    seeing.need_all("a campaign")
    program = programs.current_program()
    play = program.play(play_id)
    if play is None:
        message = f"the program has no play {play_id!r}; the page of plays lists those it has"
        raise AccordError(message)
    _check_number(accounts)
    row = Campaign.objects.create(
        play=play.id,
        title=(title.strip() or play.title)[:200],
        program_version=program.version,
        owner=user.email,
        goal=play.success_goal,
        answers=_answers(play),
        texts=drawing.starting_texts(play),
        accounts=sorted(set(accounts)),
        sellers=campaigns.sellers(sorted(set(accounts))),
        budget=play.budget_per_account * len(set(accounts)),
    )
    decisions.write_down(user, "plan_campaign", row.public, {"play": play.id})
    return row.public


def change(user: AppUser, public_id: str, fields: Mapping[str, str]) -> None:
    """Change what a draft says: its title, goal, answers, CRM id and what was looked at."""
    row = _draft(user, public_id)
    row.title = (fields.get("title", "").strip() or row.title)[:200]
    row.goal = fields.get("goal", row.goal)
    row.crm_id = fields.get("crm_id", row.crm_id).strip()[:100]
    answers = {name: fields.get(name, row.answers.get(name, "")) for name in gate.QUESTIONS}
    row.answers = {name: text.strip()[:2000] for name, text in answers.items()}
    row.is_basis_checked = fields.get("is_basis_checked") == "yes"
    row.is_budget_approved = fields.get("is_budget_approved") == "yes"
    row.save()


def write_mail(user: AppUser, public_id: str, place: int, subject: str, body: str) -> None:
    """Write the mail of one step; what is wrong with it stands on the page and keeps the gate shut."""
    row = _draft(user, public_id)
    if place not in gate.mail_places(campaigns.play_of(row)):
        message = f"step {place + 1} is no mail that leaves by itself"
        raise AccordError(message)
    if not subject.strip() or not body.strip():
        message = "a mail needs a subject and a text"
        raise AccordError(message)
    if len(subject) + len(body) > _TEXT_AT_MOST:
        message = f"a mail has at most {_TEXT_AT_MOST:,} characters"
        raise AccordError(message)
    row.texts = {**row.texts, str(place): {"subject": subject.strip(), "body": body.strip()}}
    row.save()


def take_out(user: AppUser, public_id: str, accounts: Iterable[int]) -> None:
    """Take accounts out of a draft."""
    row = _draft(user, public_id)
    gone = set(accounts)
    row.accounts = [account for account in row.accounts if account not in gone]
    row.budget = campaigns.play_of(row).budget_per_account * len(row.accounts)
    row.sellers = campaigns.sellers(row.accounts)
    row.save()


def read_briefing(user: AppUser, public_id: str) -> None:
    """Say that a seller read what a campaign will say to their accounts."""
    rights.need(user, rights.WRITERS, "acknowledge a briefing")
    row = campaigns.find(public_id)
    try:
        with transaction.atomic():
            BriefingRead.objects.create(campaign=row, seller=user.email.lower())
    except IntegrityError:
        return  # read already
    decisions.write_down(user, "read_briefing", row.public)


def launch(user: AppUser, public_id: str, now: datetime | None = None) -> str:
    """Launch a draft whose gate is open: arms are drawn, stored and told to the log."""
    row = _draft(user, public_id)
    moment = now or timezone.now()
    program = programs.current_program()
    play = campaigns.play_of(row)
    lacking = [n for n in gate.needs(campaigns.launch_of(row), program) if not n.is_met]
    if lacking:
        words = "; ".join(need.words for need in lacking)
        message = f"it can't be launched yet: {words}"
        raise RefusedError(message)
    drawn = drawing.draw(row, program)
    with transaction.atomic():
        taken = Campaign.objects.filter(pk=row.pk, state=Campaign.State.DRAFT).update(
            state=Campaign.State.RUNNING,
            launched_at=moment,
            launched_by=user.email,
            ends_at=moment + timedelta(days=play.length_days),
            holdout=drawn.told(),
        )
        if not taken:
            message = "it was launched already; reload the page"
            raise ConflictError(message)
        row.refresh_from_db()
        enrolling.enrol(row, play, drawn.arms, moment)
        decisions.write_down(
            user,
            "launch_campaign",
            row.public,
            {"play": play.id, "accounts": len(drawn.arms), "held_out": drawn.held_out},
        )
    enrolling.tell(row, row.enrolments.all())
    jobs.enqueue("play")
    return row.public


def pause(user: AppUser, public_id: str) -> None:
    """Stop everything of a campaign at once; nothing is lost and nothing leaves."""
    _move(user, public_id, Campaign.State.RUNNING, Campaign.State.PAUSED, "pause_campaign")


def resume(user: AppUser, public_id: str) -> None:
    """Go on with a campaign that was paused."""
    _move(user, public_id, Campaign.State.PAUSED, Campaign.State.RUNNING, "resume_campaign")
    jobs.enqueue("play")


def end(user: AppUser, public_id: str, reason: str) -> None:
    """End a campaign before its time: what was not sent is cancelled, accounts go on."""
    rights.need(user, _PLANNERS, "end campaigns")
    if not reason.strip():
        message = "say why it ends: the review asks"
        raise AccordError(message)
    row = campaigns.find(public_id)
    now = timezone.now()
    with transaction.atomic():
        ended = Campaign.objects.filter(
            pk=row.pk, state__in=(Campaign.State.RUNNING, Campaign.State.PAUSED)
        ).update(state=Campaign.State.ENDED, ended_at=now, end_reason=reason.strip())
        if not ended:
            message = "it does not run; reload the page"
            raise ConflictError(message)
        live = list(row.enrolments.filter(state=Enrolment.State.LIVE).select_related("campaign"))
        gone = leaving.Leave("account_review", "ended", reason.strip()[:200])
        steps.leave(live, {each.account: gone for each in live}, now)
        decisions.write_down(user, "end_campaign", row.public, {"reason": reason.strip()})


def discard(user: AppUser, public_id: str) -> None:
    """Throw a draft away."""
    row = _draft(user, public_id)
    decisions.write_down(user, "discard_campaign", row.public)
    row.delete()


def _move(user: AppUser, public_id: str, before: str, after: str, action: str) -> None:
    rights.need(user, _PLANNERS, "pause campaigns")
    row = campaigns.find(public_id)
    if not Campaign.objects.filter(pk=row.pk, state=before).update(state=after):
        message = f"it is not {before}; reload the page"
        raise ConflictError(message)
    decisions.write_down(user, action, row.public)


def _draft(user: AppUser, public_id: str) -> Campaign:
    rights.need(user, _PLANNERS, "plan campaigns")
    row = campaigns.find(public_id)
    if row.state != Campaign.State.DRAFT:
        message = "it was launched; what it says can't be changed any more: end it and plan anew"
        raise ConflictError(message)
    return row


def _check_number(accounts: Sequence[int]) -> None:
    if not accounts:
        message = "no account fits: sign a list, or wait until the play may start somewhere"
        raise AccordError(message)
    if len(accounts) > _MOST:
        message = f"{len(accounts):,} accounts are more than one campaign takes ({_MOST:,})"
        raise AccordError(message)


def _answers(play: Play) -> dict[str, str]:
    told = play.eight.model_dump()
    return {
        name: value if isinstance(value, str) else ", ".join(value).replace("_", " ")
        for name in gate.QUESTIONS
        for value in (told[name],)
    }
