"""Fresh accounts: after a decision or new facts, one account is derived anew at once."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accord.server import configuration, hints, jobs, manifest, workspaces
from accord.server.records.models import AccountNow, DirtyAccount
from accord.server.records.queries import packing
from accord.values import time

_log = logging.getLogger(__name__)
IN_A_REQUEST: Final = 5
"""How many accounts an action derives while its user waits; the worker does more."""
_PER_DELETE: Final = 500
_OF_SELLERS: Final = frozenset({"reply", "qualification"})
"""Next steps that open a hand-off."""


def mark(accounts: Iterable[int], *, is_widespread: bool = False) -> None:
    """Note that accounts are out of date; a widespread change asks for a whole generation."""
    now = time.to_us(timezone.now())
    rows = [DirtyAccount(account=account, since_us=now) for account in accounts]
    DirtyAccount.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["since_us"],
    )
    if is_widespread:
        jobs.enqueue("derive")
    elif rows:
        jobs.enqueue("tick")


def marks() -> dict[int, int]:
    """Return the accounts that are out of date, each with the moment of its mark.

    Read before the log: a decision that commits after that has a mark that is not among
    these, however early it was stamped.
    """
    return dict(DirtyAccount.objects.order_by("since_us").values_list("account", "since_us"))


def clear(known: Mapping[int, int]) -> None:
    """Take away marks as they were read; one that was set anew since stands."""
    accounts_by_mark: dict[int, list[int]] = {}
    for account, since_us in known.items():
        accounts_by_mark.setdefault(since_us, []).append(account)
    for since_us, accounts in accounts_by_mark.items():
        for start in range(0, len(accounts), _PER_DELETE):
            some = accounts[start : start + _PER_DELETE]
            DirtyAccount.objects.filter(since_us=since_us, account__in=some).delete()


def refresh(accounts: list[int]) -> None:
    """Derive a few accounts now, so that their user's next page shows what was decided."""
    if not 0 < len(accounts) <= IN_A_REQUEST:
        return
    try:
        derive_accounts(accounts)
    except Exception:  # noqa: BLE001 - the decision stands, and the worker tries again
        _log.exception("accounts could not be derived in the request; the worker will")


def tick() -> int:
    """Derive the accounts that are out of date; too many become the next generation."""
    dirty = list(marks())
    if len(dirty) > configuration.load().fresh_accounts_at_most:
        jobs.enqueue("derive")
        return 0
    return derive_accounts(dirty)


def warm() -> None:
    """Read what deriving one account asks for ahead of the first click after a new picture."""
    name = manifest.current_generation_name()
    if name is not None:
        workspaces.read(name)
        hints.load(name)


def derive_accounts(accounts: list[int]) -> int:
    """Derive accounts on the current generation's workspace tables and show them."""
    from accord.server import one_account

    generation = manifest.current_generation()
    if generation is None or not accounts:
        return 0
    asked = set(accounts)
    known = {account: mark for account, mark in marks().items() if account in asked}
    begun = timezone.now()
    found = one_account.derive_accounts(accounts, generation, begun)
    with transaction.atomic():
        current = manifest.hold_generation() or generation
        newer = _begun_since(time.to_us(begun), accounts)
        is_newest = current == generation or current.as_of_us <= time.to_us(begun)
        shown = {account: found[account] for account in found if is_newest and account not in newer}
        for account, tables in shown.items():
            AccountNow.objects.update_or_create(
                account=account,
                defaults={
                    "generation": current,
                    "tables": packing.packed(tables),
                    "begun_us": time.to_us(begun),
                    "derived_us": time.to_us(timezone.now()),
                },
            )
        clear({account: mark for account, mark in known.items() if account in shown})
    if (asked - shown.keys()) & marks().keys():
        jobs.enqueue("tick")
    if any(_asks_for_a_seller(tables) for tables in found.values()):
        jobs.enqueue("handoffs")
    return len(found)


def _begun_since(begun: int, accounts: Iterable[int]) -> set[int]:
    """Return the accounts that show what was read after a moment.

    Whoever began later knows all that was decided before they began, so what they made
    stands, whoever ends first; the marks that were read stand with it.
    """
    rows = AccountNow.objects.filter(account__in=list(accounts), begun_us__gt=begun)
    return set(rows.values_list("account", flat=True))


def _asks_for_a_seller(tables: Mapping[str, Any]) -> bool:
    """Tell whether an account's next step is one that somebody in sales has to take."""
    rows = tables.get("next_steps")
    found = rows.column("play").to_pylist() if rows is not None else []
    return not _OF_SELLERS.isdisjoint(found)
