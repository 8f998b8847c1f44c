"""Deriving a few accounts on their own facts, with what looks across accounts left as it was."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from accord.accounts import tiering
from accord.derive import derive, publishing
from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.program.model import Program
from accord.server import account_log, home
from accord.server.records.models import Generation
from accord.server.records.queries import one_account, programs

_NOT_BY_ACCOUNT: Final = frozenset({"measure_accounts"})
"""Tables that have accounts, and are made by comparing all of them."""
_ACROSS: Final[dict[str, tuple[str, ...]]] = {
    "account_rows": ("rank", "proposed_tier", "is_rising"),
    "targets": ("rank", "proposed_tier", "why"),
    "rising": ("is_rising", "people", "detail"),
}
"""Columns that compare accounts: they stand as the last generation left them."""


@contextmanager
def session(
    accounts: Sequence[int], generation: Generation
) -> Iterator[tuple[Session, Program, AsOf]]:
    """Open an engine in which everything is derived of some accounts alone, as of now."""
    program = programs.current_program()
    moment = derive.moment_of(program, timezone.now())
    with Session(threads=1, memory_limit="600MB") as opened:
        logs.open_log(opened, account_log.of(accounts, generation), moment)
        derive.run(opened, program, moment)
        yield opened, program, moment


def derive_accounts(
    accounts: Sequence[int], generation: Generation
) -> dict[int, dict[str, pa.Table]]:
    """Return the published tables' rows of each account, derived on its facts of this moment."""
    with session(accounts, generation) as (opened, _, _):
        tables = publishing.tables(opened)
    at = one_account.opened(home.path("generations", generation.name))
    found = {}
    for account in accounts:
        rows = _rows_of(tables, account, at)
        _keep_history(rows, account, at)
        found[account] = rows
    return found


def _rows_of(
    tables: dict[str, pa.Table], account: int, at: one_account.AccountTables
) -> dict[str, pa.Table]:
    """Return one account's rows; an account that is not there (merged) keeps what it had."""
    found = {}
    for name, table in tables.items():
        if name in _NOT_BY_ACCOUNT or "account" not in table.column_names:
            continue
        rows = table.filter(pc.equal(table["account"], account))
        found[name] = _as_before(name, rows, at.rows(name, account))
    return found


def _keep_history(rows: dict[str, pa.Table], account: int, at: one_account.AccountTables) -> None:
    """Leave what was published of a stage as it was, as long as the account stands in it.

    When stays are too long is known of all deals together, and where paths begin of all facts.
    """
    now, before = rows["stage_now"].to_pylist(), at.rows("stage_now", account)
    if _stays(now) != _stays(before):
        return
    for name in ("stage_now", "journeys"):
        rows[name] = pa.Table.from_pylist(at.rows(name, account), schema=rows[name].schema)
    schema = rows["account_rows"].schema
    for row, was in zip(
        rows["account_rows"].to_pylist(), at.rows("account_rows", account), strict=False
    ):
        row["is_stalled"] = was["is_stalled"]
        rows["account_rows"] = pa.Table.from_pylist([row], schema=schema)


def _stays(rows: list[dict[str, Any]]) -> set[tuple[str, str, str, int]]:
    return {(r["solution"], r["motion"], r["stage"], r["since_day"]) for r in rows}


def _as_before(name: str, rows: pa.Table, before: list[dict[str, Any]]) -> pa.Table:
    """Put back what looks across accounts; the step between lists follows from it."""
    if name not in _ACROSS or not before or rows.num_rows != 1:
        return rows
    (row,) = rows.to_pylist()
    row |= {column: before[0][column] for column in _ACROSS[name] if column in before[0]}
    if "change" in row and row["change"] != "kept_out":
        row["change"] = tiering.change(row["proposed_tier"], row["signed_tier"])
    return pa.Table.from_pylist([row], schema=rows.schema)
