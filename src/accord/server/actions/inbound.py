"""Inbound companies: onto the list proposal, or back until they do something new."""

from datetime import UTC, datetime, timedelta
from typing import Final

from accord.server.actions import decide_accounts, decisions, rights
from accord.server.actions.decide_accounts import Change
from accord.server.records.models import AppUser
from accord.server.records.queries import accounts, programs
from accord.values import time
from accord.values.errors import AccordError

_REST: Final = timedelta(days=90)


def accept(user: AppUser, public_id: str, tier: str, reason: str) -> str:
    """Put a company on the list proposal; both sides still sign. Return what undoes it."""
    rights.need(user, rights.WRITERS, "accept inbound companies")
    if tier not in programs.current_program().tiers:
        message = f"{tier!r} is no tier of the program; choose one of them"
        raise AccordError(message)
    account = accounts.find_account_id(public_id)
    change = Change("tier_locked", tier, reason.strip() or "came by itself", _until())
    return decide_accounts.apply(user, [account], change)


def send_back(user: AppUser, public_id: str, reason: str) -> None:
    """Send a company back untouched: nobody works it, and it waits for a quarter at least."""
    rights.need(user, rights.WRITERS, "send inbound companies back")
    account = accounts.find_account_id(public_id)
    new = decisions.New(
        "inbound_returned", account=account, reason=reason or "not now", until_on=_until()
    )
    decisions.record(user, "inbound_returned", [new], public_id)


def _until() -> int:
    return time.day_number((datetime.now(UTC) + _REST).date())
