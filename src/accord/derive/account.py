"""A few accounts derived anew, in a request: their own facts and the workspace's tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import pyarrow as pa

from accord.accounts import select
from accord.content import brief, citing
from accord.derive import account_rows, cut, derive, publishing
from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.groups import assemble, complete
from accord.identity import resolve
from accord.plays import propose
from accord.program.model import Program
from accord.scoring import fit_receipts, intent_receipts, receipts, score
from accord.stages import place
from accord.values.receipt import Receipt

Workspace = Mapping[str, pa.Table]
"""Published tables by name: `cut.NEEDED` at least; rows of other accounts are ignored."""

_NOT_LOCAL: Final = frozenset(
    {
        "first_look",
        "funnel",
        "kinds",
        "measure_accounts",
        "measures",
        "tier_room",
        "unmatched",
        "usual_days",
    }
)
"""Tables that say nothing of one account."""


def derive_accounts(
    log: Log, program: Program, as_of: datetime, accounts: Sequence[int], workspace: Workspace
) -> dict[str, pa.Table]:
    """Return the published tables with the rows of these accounts only.

    The same steps as for all, over these accounts' facts; what looks across accounts (who is
    rising, who is proposed and ranked, which play may start, how long deals take) is taken
    from the workspace.
    """
    moment = derive.moment_of(program, as_of)
    with Session() as session:
        _run(session, log, program, moment, (accounts, workspace))
        chosen = pa.array(list(accounts), pa.int64())
        return {
            name: _only(table, chosen)
            for name, table in publishing.tables(session, without=_NOT_LOCAL).items()
        }


def brief_of(
    log: Log, program: Program, as_of: datetime, account: int, workspace: Workspace
) -> brief.Brief:
    """Return the brief of one account, every claim with what it rests on."""
    moment = derive.moment_of(program, as_of)
    with Session() as session:
        _run(session, log, program, moment, ([account], workspace))
        picture = citing.read(session, program, moment, account)
        return brief.render(picture, program, moment.day)


def receipt_of(
    log: Log, program: Program, as_of: datetime, account: int, workspace: Workspace
) -> dict[str, Receipt]:
    """Return the receipts of one account by measure: engagement, intent, fit."""
    moment = derive.moment_of(program, as_of)
    with Session() as session:
        _open(session, log, program, moment, ([account], workspace))
        return {
            "engagement": receipts.engagement(session, program, moment, account),
            "intent": intent_receipts.intent(session, program, moment, account),
            "fit": fit_receipts.fit(session, program, moment, account),
        }


def _open(
    session: Session,
    log: Log,
    program: Program,
    as_of: AsOf,
    given: tuple[Sequence[int], Workspace],
) -> None:
    """Resolve and score the facts of these accounts."""
    accounts, workspace = given
    logs.open_log(session, log, as_of)
    cut.cut(session, accounts, workspace)
    resolve.resolve(session, program, as_of)
    score.score(session, program, as_of)
    session.register("rising", workspace["rising"])


def _run(
    session: Session,
    log: Log,
    program: Program,
    as_of: AsOf,
    given: tuple[Sequence[int], Workspace],
) -> None:
    _, workspace = given
    _open(session, log, program, as_of, given)
    session.register("first_look", workspace["first_look"])
    session.register("usual_days", workspace["usual_days"])
    session.register("given_play_starts", workspace["play_starts"])
    assemble.assemble(session, program, as_of)
    place.place(session, program, as_of)
    select.select(session, program, as_of, ranked=workspace["targets"])
    complete.complete(session, program, as_of)
    propose.propose(session, program, as_of)
    account_rows.make(session, program, as_of)


def _only(table: pa.Table, accounts: pa.Array) -> pa.Table:
    import pyarrow.compute as pc

    if "account" not in table.column_names:
        return table
    return table.filter(pc.is_in(table["account"], value_set=accounts))
