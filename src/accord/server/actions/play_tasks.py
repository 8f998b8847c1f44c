"""Answering the work that a campaign asks for: approved, refused, done, or sent by post."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from accord.plays import gate, gifts, leaving, waiting
from accord.server import fresh, own_facts
from accord.server.actions import decisions, rights
from accord.server.playing import checking, parcels, steps, tasks
from accord.server.records.models import AppUser, Campaign, Enrolment, PlayGift, PlayTask
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import campaigns, picture, programs
from accord.values.errors import AccordError, AgainstRuleError, ConflictError, NotFoundError

_APPROVERS: Final = (AccessRole.ADMIN, AccessRole.MARKETING)
_WORDS_AT_MOST: Final = 300
_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a piece of work: a note, and the exit by which the account leaves, if any."""

    note: str = ""
    exit: str = ""


def approve(
    user: AppUser, public_id: str, task_id: str, cost: str, *, is_policy_asked: bool = False
) -> None:
    """Approve the work of a step at one account, within what the campaign may cost.

    Whoever approves a gift says that the recipient's own rules allow it, where the program asks.
    Errors: `AccordError` for a cost that is no whole amount, `AgainstRuleError` above the budget or
    against the rules of gifts.
    """
    row = _found(user, public_id, task_id, "approve what goes by post", _APPROVERS)
    amount = _amount(cost)
    with transaction.atomic():
        campaign = _held(row)
        spent = campaign.tasks.exclude(pk=row.pk).aggregate(n=Sum("cost"))["n"] or 0
        if spent + amount > campaign.budget:
            message = (
                f"{amount:,} is more than what is left of the campaign's budget "
                f"({max(campaign.budget - spent, 0):,} of {campaign.budget:,}): ask for less"
            )
            raise AgainstRuleError(message)
        now = timezone.now()
        given = _gifts(row, amount, now, is_policy_asked=is_policy_asked)
        _move(
            row,
            (PlayTask.State.TO_APPROVE,),
            state=PlayTask.State.OPEN,
            cost=amount,
            approved_by=user.email,
            approved_at=now,
        )
        PlayGift.objects.bulk_create(given)
        said = {"cost": amount, "people": len(given), "is_policy_asked": is_policy_asked}
        decisions.write_down(user, "approve_play_task", row.public, said)


def refuse(user: AppUser, public_id: str, task_id: str, why: str) -> None:
    """Say that the work of a step shall not be done at one account."""
    row = _found(user, public_id, task_id, "refuse what goes by post", _APPROVERS)
    if not why.strip():
        message = "say why it shall not be done: the review asks"
        raise AccordError(message)
    with transaction.atomic():
        ended = _ended(user, PlayTask.State.REFUSED, why)
        _move(row, (PlayTask.State.TO_APPROVE,), **ended)
        decisions.write_down(user, "refuse_play_task", row.public, {"reason": why.strip()})


def finish(user: AppUser, public_id: str, task_id: str, done: Done) -> None:
    """Say that work was done; it becomes a touch, and the account may leave by an exit.

    Errors: `AgainstRuleError` while the account is frozen, `AccordError` for an exit that the play
    does not have.
    """
    row = _found(user, public_id, task_id, "do the work of campaigns", rights.WRITERS)
    now = timezone.now()
    play = campaigns.play_of(row.campaign)
    if done.exit and done.exit not in play.exits:
        message = f"the play has no exit {done.exit!r}; it has {', '.join(play.exits)}"
        raise AccordError(message)
    if row.account in checking.held([row.account], now):
        message = "the account is frozen: nothing is done there until the freeze ends"
        raise AgainstRuleError(message)
    with transaction.atomic():
        _move(row, (PlayTask.State.OPEN,), **_ended(user, PlayTask.State.DONE, done.note))
        _follow(row, now)
        _tell(user, row)
        if done.exit:
            _leave(row, leaving.by(play, done.exit), now)
        decisions.write_down(user, "finish_play_task", row.public, {"exit": done.exit})
    fresh.mark([row.account])
    fresh.refresh([row.account])


def finish_step(user: AppUser, account: int, play: str, step: str, note: str) -> bool:
    """Say that a campaign's work was done, where a step was answered that asks for it.

    Returns whether it was a campaign's work. Of open tasks of the step at the account the one
    due first is done; where the step is yet to come due, its task stands done before its day,
    so that nobody is asked again.
    """
    standing = PlayTask.objects.filter(
        account=account,
        state=PlayTask.State.OPEN,
        campaign__play=play,
        campaign__state=Campaign.State.RUNNING,
    ).select_related("campaign")
    for row in standing.order_by("due_at", "pk"):
        if campaigns.play_of(row.campaign).steps[row.place].do == step:
            finish(user, row.campaign.public, row.public, Done(note))
            return True
    with transaction.atomic():
        early = _before_its_day(account, play, step)
        if early is not None:
            finish(user, early.campaign.public, early.public, Done(note))
    return early is not None


def _before_its_day(account: int, play: str, step: str) -> PlayTask | None:
    """Write down the first work of a step that has yet to come due at an account, if any.

    What somebody has to approve is asked for on its day: before, it may not be done.
    """
    live = Enrolment.objects.filter(
        account=account,
        state=Enrolment.State.LIVE,
        campaign__play=play,
        campaign__state=Campaign.State.RUNNING,
    ).select_related("campaign")
    for row in live.order_by("starts_at", "pk"):
        recipe = campaigns.play_of(row.campaign)
        for place in range(row.next_place, len(recipe.steps)):
            asked = recipe.steps[place]
            if asked.do != step or gate.is_mail(recipe, place) or waiting.needs_approval(asked):
                continue
            task, is_new = PlayTask.objects.get_or_create(
                campaign=row.campaign,
                account=account,
                place=place,
                round=0,
                defaults={"due_at": timezone.now()},
            )
            if is_new:
                return task
    return None


def addresses(user: AppUser, public_id: str) -> bytes:
    """Write the addresses of what was approved to go by post and has not gone yet, as CSV.

    Whoever must not be contacted is left out, and so are accounts that are frozen or held out.
    """
    rights.need(user, _APPROVERS, "take addresses")
    row = campaigns.find(public_id)
    with transaction.atomic():
        found = parcels.rows(row, timezone.now())
        parcels.note_addressed(found)
        decisions.write_down(user, "export_addresses", row.public, {"people": len(found)})
    return parcels.csv(found)


def _found(
    user: AppUser, public_id: str, task_id: str, deed: str, roles: tuple[str, ...]
) -> PlayTask:
    rights.need(user, roles, deed)
    row = (
        PlayTask.objects.filter(campaign__public=public_id, public=task_id)
        .select_related("campaign")
        .first()
    )
    if row is None or not picture.sees(row.account):
        message = f"there is no task {task_id!r} in this campaign; reload the page"
        raise NotFoundError(message)
    return row


def _held(row: PlayTask) -> Campaign:
    """Return a task's campaign; nothing is approved beside, as gifts count over all that run."""
    running = Campaign.objects.filter(Q(state=Campaign.State.RUNNING) | Q(pk=row.campaign_id))
    held = {each.pk: each for each in running.select_for_update().order_by("pk")}
    return held[row.campaign_id]


def _gifts(row: PlayTask, cost: int, now: datetime, *, is_policy_asked: bool) -> list[PlayGift]:
    """Return what each person is given, where a step falls under the rules of gifts."""
    if not gifts.is_gift(campaigns.play_of(row.campaign).steps[row.place]):
        return []
    people = parcels.recipients([row], now)[row.pk]
    asked = gifts.Asked(
        cost,
        people,
        parcels.industry_of(row.account),
        parcels.given_since([who.person for who in people], now - _YEAR),
        is_policy_asked,
    )
    message = gifts.refused(programs.current_program().reach.gifts, asked)
    if message:
        raise AgainstRuleError(message)
    each = gifts.of_each(asked)
    return [PlayGift(task=row, person=who.person, amount=each, given_at=now) for who in people]


def _ended(user: AppUser, state: str, words: str) -> dict[str, object]:
    return {
        "state": state,
        "ended_by": user.email,
        "ended_at": timezone.now(),
        "words": words.strip()[:_WORDS_AT_MOST],
    }


def _move(row: PlayTask, before: tuple[str, ...], **fields: object) -> None:
    """Change a task that still stands as it was shown; two people can't answer it."""
    running = Campaign.State.RUNNING
    taken = PlayTask.objects.filter(pk=row.pk, state__in=before, campaign__state=running)
    if not taken.update(**fields):
        message = "it was answered already, waits for approval, or the campaign does not run"
        raise ConflictError(message)


def _follow(row: PlayTask, now: datetime) -> None:
    """Ask for what follows an event: due by the promise of the service levels."""
    step = campaigns.play_of(row.campaign).steps[row.place]
    if step.follow_up is None or row.round == tasks.FOLLOW_UP:
        return
    PlayTask.objects.get_or_create(
        campaign=row.campaign,
        account=row.account,
        place=row.place,
        round=tasks.FOLLOW_UP,
        defaults={"due_at": tasks.promised(row.account, step.follow_up, now)},
    )


def _tell(user: AppUser, row: PlayTask) -> None:
    """Tell the log; by the task's own id, so that it counts once however often it is told."""
    step = campaigns.play_of(row.campaign).steps[row.place]
    done = own_facts.fact(
        account=row.account,
        person=0,
        play=row.campaign.play,
        step=step.do,
        channel_name="sales",
        done_by=user.email,
    )
    own_facts.tell("touches", [done | {"fact_id": f"play-task-{row.public}"}])


def _leave(row: PlayTask, found: leaving.Leave, now: datetime) -> None:
    live = Enrolment.objects.filter(
        campaign=row.campaign, account=row.account, state=Enrolment.State.LIVE
    )
    rows = list(live.select_related("campaign"))
    steps.leave(rows, {each.account: found for each in rows}, now)


def _amount(text: str) -> int:
    plain = text.strip().replace(",", "")
    if not plain.isascii() or not plain.isdigit() or len(plain) > 9:  # noqa: PLR2004
        message = f"{text!r} is no amount; write whole units, as 80"
        raise AccordError(message)
    return int(plain)
