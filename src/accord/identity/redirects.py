"""Where ids that people wrote down lead today: a merged account's id leads to the one kept."""

from collections.abc import Iterable, Mapping
from typing import Final

import pyarrow as pa

from accord.engine.session import Session
from accord.values import ids

_LED: Final = """
SELECT w.account, k.account AS led_to FROM written_accounts AS w
JOIN account_keys AS k ON k.key = w.account
"""


def of_lists(session: Session, lists: Iterable[Iterable[str]]) -> dict[int, int]:
    """Return, of accounts named by public id, those that now lead to another, with that one."""
    named = {ids.from_public_id(public) for public in {one for told in lists for one in told}}
    accounts = sorted(account for account in named if account is not None)
    written = pa.table({"account": pa.array(accounts, pa.int64())})
    session.register("written_accounts", written)
    led = {account: led_to for account, led_to in session.rows(_LED) if led_to != account}
    session.drop("written_accounts")
    return led


def tiers(told: Mapping[str, str], led: Mapping[int, int]) -> dict[int, str]:
    """Return the tier of each account on a signed list, whose accounts are public ids.

    Of accounts that were merged since, the one whose id was kept speaks first, then the
    one named first.
    """
    named = [(ids.from_public_id(key), tier) for key, tier in told.items()]
    own = {account: tier for account, tier in named if account is not None and account not in led}
    for account, tier in named:
        if account is not None and account in led:
            own.setdefault(led[account], tier)
    return own
