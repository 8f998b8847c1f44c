"""Signing the target list: both sides under the same accounts, within the capacities."""

import json
import secrets
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from accord.server.actions import decisions, rights
from accord.server.actions.decisions import New
from accord.server.records.models import AppUser, Decision, ListSignature, SigningRound
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import accounts, lists, picture, programs, seeing
from accord.server.records.queries.lists import TargetList
from accord.values import ids, time
from accord.values.errors import AccordError, ConflictError, NotFoundError, RefusedError

_HELD: Final = ("tier_locked", "tier_overridden")
_TIER_KINDS: Final = (*_HELD, "tier_unlocked", "tier_override_ended")


def propose_list(user: AppUser, note: str = "") -> str:
    """Put the list as it is proposed now up for signature; return the round's id."""
    rights.need(user, rights.WRITERS, "propose the target list")
    seeing.need_all("the target list")
    proposed, pinned = lists.find_target_list(), picture.pin()
    if proposed is None or pinned is None:
        message = "there is no picture yet; import accounts first"
        raise AccordError(message)
    _check_room(proposed)
    members = [
        {"account": member.account, "tier": member.proposed_tier, "name": member.name}
        for member in proposed.members
    ]
    if not members:
        message = "nobody is proposed: no account meets a tier's needs"
        raise AccordError(message)
    with transaction.atomic():
        if lists.open_round() is not None:
            message = "a list waits for signatures already; sign or withdraw that one first"
            raise ConflictError(message)
        row = SigningRound.objects.create(
            public=secrets.token_hex(5),
            program_version=pinned.program_version,
            generation=pinned.generation,
            members=members,
            note=note.strip(),
        )
        decisions.write_down(user, "propose_list", row.public, {"accounts": len(members)})
    return row.public


def sign_list(user: AppUser, public_id: str, *, side: str = "", note: str = "") -> bool:
    """Sign for a side; True when that was the second signature and the list is in force."""
    chosen = _side(user, side)
    seeing.need_all("the target list")
    row = _round(public_id)
    settled = lists.find_target_list()
    if settled is not None and settled.open_objections:
        message = (
            f"{settled.open_objections} objections are open; settle or withdraw them, then sign"
        )
        raise RefusedError(message)
    _follow_decisions(row)
    try:
        with transaction.atomic():
            ListSignature.objects.create(
                round=row, side=chosen, signed_by=user.email, note=note.strip()
            )
            decisions.write_down(user, "sign_list", row.public, {"side": chosen})
            is_in_force = not set(lists.SIDES) - set(row.signatures.values_list("side", flat=True))
            if is_in_force:  # with the signature or not at all: nobody could sign again
                _put_in_force(user, row)
    except IntegrityError:
        message = f"{chosen} has signed this list already"
        raise ConflictError(message) from None
    return is_in_force


def withdraw_list(user: AppUser, public_id: str) -> None:
    """Take a list that is not in force yet back, with the signatures under it."""
    rights.need(user, rights.WRITERS, "withdraw a list")
    seeing.need_all("the target list")
    row = _round(public_id)
    row.closed_at = timezone.now()
    row.save()
    decisions.write_down(user, "withdraw_list", row.public)


def object_to(user: AppUser, account: str, reason: str, wanted_tier: str = "") -> None:
    """Object to what is proposed for one account; the list can't be signed until it is settled."""
    rights.need(user, rights.WRITERS, "object")
    if not reason.strip():
        message = "say why: an objection without a reason can't be settled"
        raise AccordError(message)
    if wanted_tier and wanted_tier not in programs.current_program().tiers:
        message = f"{wanted_tier!r} is no tier of the program"
        raise AccordError(message)
    number = accounts.find_account_id(account)
    value = {"tier": wanted_tier or None}
    new = New("list_objection", account=number, value=value, reason=reason)
    decisions.record(user, "object_to", [new], account)


def settle_objection(user: AppUser, fact_id: str, reason: str = "") -> tuple[str, ...]:
    """Withdraw an objection, or say how it was settled; return who has to sign again.

    Whoever signed before knew neither the doubt nor the answer, so every signature that the
    waiting list carries is asked for anew.
    """
    rights.need(user, rights.WRITERS, "settle objections")
    found = [o for each in lists.list_objections().values() for o in each if o.fact_id == fact_id]
    found = [objection for objection in found if picture.sees(objection.account)]
    if not found:
        message = "this objection is settled already"
        raise NotFoundError(message)
    objection = found[0]
    if user.email != objection.raised_by and not reason.strip():
        message = f"say how the objection of {objection.raised_by} was settled"
        raise AccordError(message)
    new = New("objection_settled", account=objection.account, subject=fact_id, reason=reason)
    with transaction.atomic():
        asked_again = _ask_again(user)
        decisions.record(user, "settle_objection", [new], fact_id)
    return asked_again


def _ask_again(user: AppUser) -> tuple[str, ...]:
    """Take the signatures off the list that waits; return the mail addresses under them."""
    waiting = lists.open_round()
    if waiting is None:
        return ()
    signers = tuple(waiting.signatures.values_list("signed_by", flat=True))
    if signers:
        waiting.signatures.all().delete()
        decisions.write_down(user, "ask_signatures_again", waiting.public, {"of": list(signers)})
    return signers


def _follow_decisions(row: SigningRound) -> None:
    """Bring a waiting list up to the locks and overrides made since it was proposed.

    Whoever signed before such a change signed another list: their signature is asked for
    again, and so is that of whoever was about to sign.
    """
    since = time.to_us(row.opened_at)
    made = Decision.objects.filter(kind__in=_TIER_KINDS, occurred_us__gt=since)
    last = {each.account: each for each in made.order_by("occurred_us", "pk")}
    tier_by_account = {
        account: json.loads(each.value or "{}").get("tier")
        for account, each in last.items()
        if each.kind in _HELD  # what was let go again binds nobody
    }
    changed = [
        member["name"]
        for member in row.members
        if tier_by_account.get(member["account"], member["tier"]) != member["tier"]
    ]
    if not changed:
        return
    for member in row.members:
        member["tier"] = tier_by_account.get(member["account"], member["tier"])
    with transaction.atomic():
        row.save()
        row.signatures.all().delete()
    message = (
        f"the list changed since it was proposed: {', '.join(changed)} was locked or moved; "
        "earlier signatures no longer count, so look at it again and sign"
    )
    raise ConflictError(message)


def _put_in_force(user: AppUser, row: SigningRound) -> None:
    """Record the list as a fact: it is what hysteresis and plays read from now on."""
    tiers = {ids.public_id(member["account"]): member["tier"] for member in row.members}
    signers = {each.side: each.signed_by for each in row.signatures.all()}
    row.signed_at = timezone.now()
    row.save()
    value = {"tiers": tiers, "signed_by": signers}
    new = New("list_signed", subject=row.public, value=value, reason=row.note)
    decisions.record(user, "list_signed", [new], row.public)


def _check_room(proposed: TargetList) -> None:
    """Refuse a list that is over a capacity, naming by how many."""
    over = [f"{room.label}: {room.excess} too many" for room in proposed.rooms if room.excess]
    if over:
        message = (
            f"the list is larger than what was agreed ({'; '.join(over)}); "
            "unlock or override some accounts, or change the capacity in the program"
        )
        raise RefusedError(message)


def _side(user: AppUser, side: str) -> str:
    """Return the side that a user signs for; an admin names it."""
    chosen = side or user.access_role
    if chosen not in lists.SIDES:
        message = f"say for which side you sign: {' or '.join(lists.SIDES)}"
        raise AccordError(message)
    rights.need(user, (chosen, AccessRole.ADMIN), f"sign for {chosen}")
    return chosen


def _round(public_id: str) -> SigningRound:
    row = SigningRound.objects.filter(public=public_id, signed_at=None, closed_at=None).first()
    if row is None:
        message = "this list no longer waits for signatures; reload the page"
        raise NotFoundError(message)
    return row


def record_signed(
    members: list[dict[str, Any]], signers: dict[str, AppUser], signed_at: datetime, version: str
) -> None:
    """Record a list that was signed on an earlier day, as when a team brings its history."""
    row = SigningRound.objects.create(
        public=secrets.token_hex(5),
        program_version=version,
        generation="",
        members=members,
        signed_at=signed_at,
    )
    for side, user in signers.items():
        signature = ListSignature.objects.create(round=row, side=side, signed_by=user.email)
        ListSignature.objects.filter(pk=signature.pk).update(signed_at=signed_at)
    moment = time.to_us(signed_at)
    Decision.objects.create(
        fact_id=f"list-{row.public}",
        kind="list_signed",
        subject=row.public,
        value=json.dumps(
            {
                "tiers": {ids.public_id(each["account"]): each["tier"] for each in members},
                "signed_by": {side: user.email for side, user in signers.items()},
            },
            sort_keys=True,
        ),
        decided_by=", ".join(user.email for user in signers.values()),
        program_version=version,
        occurred_us=moment,
        known_us=moment,
        received_us=moment,
    )
