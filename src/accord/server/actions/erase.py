"""Erasing a person, and handing out what is held of one."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from accord.server import erased_since, home, jobs, keeping_out, retention
from accord.server.actions import decisions, rights
from accord.server.erasing import aging, exporting, work
from accord.server.erasing import person as people
from accord.server.records.models import AppUser, Erasure
from accord.server.records.models.user import AccessRole
from accord.values import ids
from accord.values.errors import ConflictError

_BITS = 62
_MAY = (AccessRole.ADMIN,)


def ask(user: AppUser | None, asked: str, *, is_full: bool = False) -> str:
    """Ask for an erasure; from this moment nothing new of the person is stored.

    `user` is None on the command line. With `is_full` their counts go too.
    """
    if user is not None:
        rights.need(user, _MAY, "erase people")
    found = people.find(asked)
    _refuse_users(found)
    return ids.public_id(_begin(user, found, is_full=is_full))


def ask_again(told_in: Path) -> None:
    """Erase whoever was erased since the backup that was restored into this home.

    Nobody works in the home yet, and no page shows them before this returns.
    """
    jobs.take_back_all()
    numbers = []
    for told in erased_since.read(told_in):
        keeping_out.keep_out_digests(told.digests)
        gate = keeping_out.Gate(told.digests, home.keeping_out_key())
        found = people.find_known(gate.knows)
        numbers += [_begin(None, one, is_full=told.is_full) for one in found]
    for number in numbers:
        work.run(number)
    told_in.unlink()


def _begin(user: AppUser | None, found: people.Person, *, is_full: bool) -> int:
    """Write an erasure down, and keep the person out from now on."""
    fresh = 0 if is_full else secrets.randbits(_BITS) | 1
    whole = replace(found, fresh=fresh)
    with transaction.atomic():
        kept_out = keeping_out.keep_out(found.numbers)
        row = Erasure.objects.create(
            is_full=is_full,
            asked_by=user.email if user else "the command line",
            person=whole.written(),
            receipt={"names_kept_out": kept_out},
        )
        decisions.write_down(user, "erase_person", ids.public_id(row.pk), {"is_full": is_full})
        jobs.enqueue("erase", {"erasure": row.pk}, key=f"erase:{row.pk}")
        erased_since.tell(found.numbers, is_full=is_full)
    return row.pk


def export(user: AppUser | None, asked: str) -> str:
    """Return everything that is held of a person as JSON, and write down that it was handed out."""
    if user is not None:
        rights.need(user, _MAY, "export what is held of people")
    text = exporting.export(asked)
    decisions.write_down(user, "export_person", "")
    return text


def keep_for(user: AppUser, wanted: Mapping[str, int]) -> None:
    """Say how many days each class of what is kept is kept, from the next night on."""
    rights.need(user, _MAY, "say how long things are kept")
    with transaction.atomic():
        retention.put_in_force(wanted)
        decisions.write_down(user, "set_retention", "", dict(wanted))


def keep_facts_for(user: AppUser | None, wanted: Mapping[str, int], *, now: bool = False) -> None:
    """Say how many days facts are kept, 0 for ever; from the next night on, or from now.

    `user` is None on the command line.
    """
    if user is not None:
        rights.need(user, _MAY, "say how long facts are kept")
    with transaction.atomic():
        aging.put_in_force(wanted)
        decisions.write_down(user, "set_facts_kept", "", dict(wanted) | {"now": now})
        if now:
            aging.ask()


def _refuse_users(found: people.Person) -> None:
    """Refuse to erase somebody who signs in here: their deeds are the team's own record."""
    user = AppUser.objects.filter(email__in=found.emails).first()
    if user is not None:
        message = (
            f"{user.email} signs in here; give that user another address first, "
            "so that what the team decided keeps its author"
        )
        raise ConflictError(message)
