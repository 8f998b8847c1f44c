"""When sellers work, who stands in for them, and what happens when one leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone

from accord.identity import countries
from accord.plays import clock
from accord.server.actions import decide_accounts, decisions, rights
from accord.server.actions.decide_accounts import Change
from accord.server.handing import promises
from accord.server.handing.desks import Desks
from accord.server.records.models import Absence, AppUser, Departure, Desk, Handoff
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import handoffs, programs, seeing
from accord.values.errors import AccordError, ConflictError, RefusedError

_KEEPERS: Final = (AccessRole.ADMIN, AccessRole.MARKETING)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What moves when somebody leaves."""

    email: str
    to: str
    handoffs: tuple[Handoff, ...]
    accounts: tuple[int, ...]


def change_desk(user: AppUser, email: str, fields: Mapping[str, str]) -> None:
    """Say when somebody works, and who stands behind them: oneself, or a keeper of the rules."""
    _may_change(user, email)
    zone, country = (
        fields.get("time_zone", "").strip().replace(" ", "_"),
        _country(fields.get("country", "")),
    )
    if zone and zone not in available_timezones():
        message = f"there is no time zone {zone!r}; write one as Europe/Berlin"
        raise AccordError(message)
    known = {each.lower() for each in AppUser.objects.values_list("email", flat=True)}
    behind = {name: fields.get(name, "").strip().lower() for name in ("backup", "manager")}
    for name, other in behind.items():
        if other and (other not in known or other == email):
            message = f"{other} can't be the {name} of {email}; choose another user"
            raise AccordError(message)
    named = (_country(each) for each in fields.get("territories", "").split(","))
    Desk.objects.update_or_create(
        email=email,
        defaults={
            "time_zone": zone,
            "country": country,
            "territories": sorted({each for each in named if each}),
            **behind,
        },
    )
    decisions.write_down(user, "change_desk", email, {"zone": zone, "country": country} | behind)
    reckon()


def add_absence(user: AppUser, email: str, first: str, last: str) -> None:
    """Say that somebody is away; their hand-offs' clocks go on with whoever stands in."""
    _may_change(user, email)
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        message = "write both days as 2026-12-24"
        raise AccordError(message) from None
    if end < begin:
        message = "the last day is before the first"
        raise AccordError(message)
    Absence.objects.create(email=email, first_on=begin, last_on=end)
    decisions.write_down(user, "add_absence", email, {"first": first, "last": last})
    reckon()


def drop_absence(user: AppUser, email: str, number: int) -> None:
    """Take an absence back."""
    _may_change(user, email)
    Absence.objects.filter(email=email, pk=number).delete()
    decisions.write_down(user, "drop_absence", email)
    reckon()


def reckon() -> None:
    """Work out every running clock anew: who holds a promise may be another one now."""
    program, desks = programs.current_program(), Desks()
    rows = list(Handoff.objects.filter(state__in=promises.LIVE).exclude(promise_from=None))
    for row in rows:
        promises.reckon(row, program, desks)
    Handoff.objects.bulk_update(rows, ["due_at", "next_mark_at"], batch_size=200)


def preview_leaving(email: str, to: str = "") -> Leaving:
    """Return what would move if somebody left: to their backup, else their manager."""
    desks = Desks()
    heir = to.strip().lower() or desks.backup(email) or desks.manager(email)
    if heir not in desks.users or heir == email:
        message = f"nobody stands in for {email}: name a backup or a manager first"
        raise AccordError(message)
    rows = Handoff.objects.filter(owner=email, state__in=promises.LIVE).order_by("pk")
    return Leaving(email, heir, tuple(rows), handoffs.owned(email))


def leave(user: AppUser, email: str, to: str = "") -> str:
    """Move everything of somebody who leaves, and hold what would be sent in their name."""
    rights.need(user, _KEEPERS, "let sellers leave")
    seeing.need_all("somebody's leaving")
    found = preview_leaving(email, to)
    if Departure.objects.filter(email=email, undone_at=None).exists():
        message = f"{email} has left already"
        raise ConflictError(message)
    with transaction.atomic():
        _hand_on(dict.fromkeys(found.handoffs, found.to), f"{email} left")
        batch = ""
        if found.accounts:
            change = Change("owner_set", found.to, f"{email} left")
            batch = decide_accounts.apply(user, found.accounts, change)
        row = Departure.objects.create(
            email=email,
            to=found.to,
            moved=[[each.pk, found.to] for each in found.handoffs],
            batch=batch,
            n_accounts=len(found.accounts),
            done_by=user.email,
        )
        gone = decisions.New("user_left", subject=email, value={"to": found.to})
        decisions.record(user, "user_left", [gone], row.public)
    return row.public


def come_back(user: AppUser, public_id: str) -> None:
    """Undo a leaving: what moved and is still where it went comes back."""
    rights.need(user, _KEEPERS, "undo a leaving")
    seeing.need_all("somebody's leaving")
    row = handoffs.find_departure(public_id)
    with transaction.atomic():
        if not Departure.objects.filter(pk=row.pk, undone_at=None).update(undone_at=timezone.now()):
            message = "it was undone already; reload the page"
            raise ConflictError(message)
        whose = dict(row.moved)
        moved = Handoff.objects.filter(pk__in=whose, state__in=promises.LIVE)
        stayed = [each for each in moved if each.owner == whose[each.pk]]
        _hand_on(dict.fromkeys(stayed, row.email), f"{row.email} stays")
        if row.batch:
            decide_accounts.undo(user, row.batch)
        back = decisions.New("user_returned", subject=row.email)
        decisions.record(user, "user_returned", [back], row.public)


def _hand_on(owners: Mapping[Handoff, str], reason: str) -> None:
    program, desks = programs.current_program(), Desks()
    for row, to in owners.items():
        row.owner, row.route_reason = to, reason[:300]
        promises.reckon(row, program, desks)
    columns = ["owner", "route_reason", "due_at", "next_mark_at"]
    Handoff.objects.bulk_update(list(owners), columns, batch_size=200)


def _may_change(user: AppUser, email: str) -> None:
    rights.need(user, rights.WRITERS, "say when somebody works")
    allowed: set[Any] = {email, Desks().manager(email)}
    if user.access_role not in _KEEPERS and user.email.lower() not in allowed:
        message = f"{email} says that themselves, or their manager, marketing or an admin does"
        raise RefusedError(message)


def _country(text: str) -> str:
    """Return the two letters of a country whose holidays are known."""
    if not text.strip():
        return ""
    code = countries.code(text.strip())
    if code is None or not clock.is_known_country(code):
        message = f"no holidays are known of {text.strip()!r}; write a country as DE or Germany"
        raise AccordError(message)
    return str(code)
