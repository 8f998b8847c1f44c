"""Taking a hand-off or giving it back: each reason leads somewhere."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from accord.plays import clock
from accord.server.actions import decisions, rights
from accord.server.handing import following, promises
from accord.server.handing.desks import Desks
from accord.server.records.models import AppUser, Handoff
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import handoffs, programs
from accord.values import time
from accord.values.errors import AccordError, ConflictError, RefusedError

State = Handoff.State
_FOLLOWERS: Final = (AccessRole.ADMIN, AccessRole.MARKETING)
_TO_BACKUP: Final = "reassign_to_backup"


def accept(user: AppUser, public_id: str, now: datetime | None = None) -> None:
    """Take a hand-off: the clock of the follow-up starts."""
    row, desks, moment = _mine(user, public_id, now)
    program = programs.current_program()
    _move(row, State.OPEN, State.ACCEPTED)
    row.decided_at, row.decided_by = moment, user.email.lower()
    if row.cause == Handoff.Cause.QUALIFIED:
        promises.begin(row, "first_touch_after_accept", moment, program, desks)
    following.settle(row, moment, program, desks)
    row.save()
    _tell(user, row, "handoff_accepted")


def reject(
    user: AppUser, public_id: str, reason: str, note: str = "", now: datetime | None = None
) -> str:
    """Give a hand-off back with one of the program's reasons; return what follows."""
    row, desks, moment = _mine(user, public_id, now)
    program = programs.current_program()
    rule = program.handoff.reject_reasons.get(reason)
    if rule is None:
        named = ", ".join(program.handoff.reject_reasons)
        message = f"{reason!r} is no reason of the rules; choose one of {named}"
        raise AccordError(message)
    if rule.then == _TO_BACKUP:
        _pass_on(user, row, desks, reason, note)
        return rule.then
    _move(row, State.OPEN, State.REJECTED)
    row.decided_at, row.decided_by = moment, user.email.lower()
    row.reason, row.note = reason, note.strip()
    promises.end(row)
    row.save()
    until = moment + timedelta(days=rule.cooldown_days)
    _tell(
        user,
        row,
        "handoff_rejected",
        {"then": rule.then, "note": row.note},
        until_on=time.day_of(time.to_us(until), program.zone) if rule.cooldown_days else None,
    )
    return rule.then


def give(user: AppUser, public_id: str, email: str) -> None:
    """Give a hand-off to somebody else; its clock goes on."""
    row, desks, _ = _mine(user, public_id, None)
    wanted = email.strip().lower()
    if wanted not in desks.users:
        message = f"{wanted or 'nobody'} can't sign in here, so it would lie there; choose a user"
        raise AccordError(message)
    _to(user, row, wanted, f"given by {user.name or user.email}")


def read(user: AppUser, public_id: str) -> None:
    """Say that whoever follows up has read what is known."""
    row, _, moment = _mine(user, public_id, None)
    if row.read_at is None:
        row.read_at, row.read_by = moment, user.email.lower()
        row.save(update_fields=["read_at", "read_by"])
        decisions.write_down(user, "read_handoff", row.public)


def note_outcome(user: AppUser, public_id: str, outcome: str) -> bool:
    """Note what came of a follow-up; tell whether that completes it."""
    row, desks, moment = _mine(user, public_id, None)
    if outcome not in following.OUTCOMES:
        message = f"{outcome!r} is no outcome; choose one of {', '.join(following.OUTCOMES)}"
        raise AccordError(message)
    _move(row, State.ACCEPTED, State.ACCEPTED)
    row.outcome = outcome
    row.save()
    following.settle(row, moment, programs.current_program(), desks)
    _tell(user, row, "handoff_outcome", {"outcome": outcome})
    return row.state == State.DONE


def follow(user: AppUser, public_id: str) -> None:
    """Say that what a rejection asked for is done."""
    rights.need(user, _FOLLOWERS, "settle rejected hand-offs")
    row = handoffs.find(public_id)
    _move(row, State.REJECTED, State.REJECTED)
    row.followed_at, row.followed_by = timezone.now(), user.email.lower()
    row.save(update_fields=["followed_at", "followed_by"])
    decisions.write_down(user, "follow_handoff", row.public, {"reason": row.reason})


def may_decide(user: AppUser, row: Handoff, desks: Desks, now: datetime) -> bool:
    """Tell whether somebody may take or give back a hand-off.

    Its owner may, whoever stands in while the owner is away, their manager, and an admin.
    """
    email = user.email.lower()
    if user.access_role == AccessRole.ADMIN or not row.owner:
        return user.can_write
    mine = {row.owner, desks.manager(row.owner), clock.holder(desks.chain(row.owner), now).name}
    return user.can_write and email in mine


def _mine(user: AppUser, public_id: str, now: datetime | None) -> tuple[Handoff, Desks, datetime]:
    rights.need(user, rights.WRITERS, "decide about hand-offs")
    row, desks, moment = handoffs.find(public_id), Desks(), now or timezone.now()
    if not may_decide(user, row, desks, moment):
        message = (
            f"this hand-off is {row.owner}'s; ask them, whoever stands in for them, "
            "or their manager to give it to you"
        )
        raise RefusedError(message)
    return row, desks, moment


def _move(row: Handoff, before: str, after: str) -> None:
    """Go on only from a state; of two who decide at once the second is told."""
    if not Handoff.objects.filter(pk=row.pk, state=before).update(state=after):
        row.refresh_from_db()
        message = f"it is {row.state} already; reload the page"
        raise ConflictError(message)
    row.state = after


def _pass_on(user: AppUser, row: Handoff, desks: Desks, reason: str, note: str) -> None:
    """Hand a hand-off to the backup, or to the manager where no backup is named."""
    _move(row, State.OPEN, State.OPEN)
    to = desks.backup(row.owner) or desks.manager(row.owner)
    if not to:
        message = (
            f"nobody stands in for {row.owner or 'its owner'}: name a backup under "
            "Hand-offs, People; then give it to them"
        )
        raise AccordError(message)
    words = f"{row.owner} had no room" + (f": {note.strip()}" if note.strip() else "")
    _to(user, row, to, words, reason)


def _to(user: AppUser, row: Handoff, email: str, words: str, reason: str = "given") -> None:
    before, desks = row.owner, Desks()
    row.owner, row.way, row.route_reason = email, "given", words[:300]
    row.read_at, row.read_by = None, ""
    promises.reckon(row, programs.current_program(), desks)
    row.save()
    _tell(user, row, "handoff_given", {"owner": email, "before": before, "reason": reason})


def _tell(
    user: AppUser,
    row: Handoff,
    kind: str,
    value: dict[str, str] | None = None,
    until_on: int | None = None,
) -> None:
    """Write the decision as a fact of the account."""
    new = decisions.New(
        kind,
        account=row.account,
        person=row.person,
        subject=row.public,
        value=value or {},
        reason=row.reason,
        until_on=until_on,
    )
    decisions.record(user, kind, [new], row.public)
