"""A few accounts alone: their own facts on the last generation's workspace tables."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from accord.content.brief import Brief
from accord.derive import account as accounts_alone
from accord.derive.account import Workspace
from accord.program.model import Program
from accord.server import account_log, newcomers, workspaces
from accord.server.records.models import AccountNow, Generation, ProgramVersion
from accord.server.records.queries import packing, programs
from accord.values import time
from accord.values.receipt import Receipt


def derive_accounts(
    accounts: Sequence[int], generation: Generation, as_of: datetime
) -> dict[int, dict[str, pa.Table]]:
    """Return the published tables' rows of each account, derived on its facts as of a moment."""
    known = newcomers.added(generation, workspaces.read(generation.name))
    tables = accounts_alone.derive_accounts(
        account_log.of(accounts, known), programs.current_program(), as_of, accounts, known
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
    known = workspace_of(account, generation)
    log = account_log.of([account], known)
    return accounts_alone.receipt_of(log, *_as_shown(account, generation), account, known)


def brief_of(account: int, generation: Generation) -> Brief:
    """Return an account's brief."""
    known = workspace_of(account, generation)
    log = account_log.of([account], known)
    return accounts_alone.brief_of(log, *_as_shown(account, generation), account, known)


def workspace_of(account: int, generation: Generation) -> Workspace:
    """Return a generation's tables with what was found of one account since then."""
    known = workspaces.read(generation.name)
    row = AccountNow.objects.filter(account=account, generation=generation).first()
    if row is None:
        return known
    since = packing.unpacked(bytes(row.tables))
    return {
        name: pa.concat_tables([table, since[name].cast(table.schema)]) if name in since else table
        for name, table in known.items()
    }


def _as_shown(account: int, generation: Generation) -> tuple[Program, datetime]:
    """Return the program and the moment of the numbers that pages show of an account.

    What explains a number has to be derived as the number was, whatever day it is by now.
    """
    fresh = AccountNow.objects.filter(account=account, generation=generation)
    begun_us = fresh.values_list("begun_us", flat=True).first()
    if begun_us is not None:
        return programs.current_program(), time.from_us(begun_us)
    version = ProgramVersion.objects.filter(version=generation.program_version).first()
    program = programs.program_of(version.text) if version else programs.current_program()
    return program, time.from_us(generation.as_of_us)
