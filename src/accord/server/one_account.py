"""A few accounts as of this moment: their own facts on the last generation's workspace tables."""

from collections.abc import Sequence
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils import timezone

from accord.content.brief import Brief
from accord.derive import account as accounts_alone
from accord.derive import cut
from accord.derive.account import Workspace
from accord.server import account_log, home
from accord.server.records.models import Generation
from accord.server.records.queries import programs
from accord.values.receipt import Receipt


def derive_accounts(
    accounts: Sequence[int], generation: Generation
) -> dict[int, dict[str, pa.Table]]:
    """Return the published tables' rows of each account, derived on its facts of this moment."""
    known = workspace(generation.name)
    tables = accounts_alone.derive_accounts(
        account_log.of(accounts, known), programs.current_program(), timezone.now(), accounts, known
    )
    named = {name: table for name, table in tables.items() if "account" in table.column_names}
    return {
        account: {
            name: table.filter(pc.equal(table["account"], account)) for name, table in named.items()
        }
        for account in accounts
    }


def receipts_of(account: int, generation: Generation) -> dict[str, Receipt]:
    """Return an account's receipts by measure."""
    known = workspace(generation.name)
    return accounts_alone.receipt_of(
        account_log.of([account], known),
        programs.current_program(),
        timezone.now(),
        account,
        known,
    )


def brief_of(account: int, generation: Generation) -> Brief:
    """Return an account's brief."""
    known = workspace(generation.name)
    return accounts_alone.brief_of(
        account_log.of([account], known),
        programs.current_program(),
        timezone.now(),
        account,
        known,
    )


@lru_cache(maxsize=1)
def workspace(generation: str) -> Workspace:
    """Return the tables of a generation that deriving one account asks for."""
    folder = home.path("generations", generation)
    return {name: pq.read_table(folder / f"{name}.parquet") for name in cut.NEEDED}
