"""Receipts: why a number is what it is, down to single facts."""

from dataclasses import dataclass
from datetime import date

from accord.content.brief import Brief
from accord.derive import derive
from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.program.model import Program
from accord.scoring import fit_receipts, intent_receipts
from accord.scoring import receipts as scored
from accord.server.records.queries import picture, programs, recent
from accord.values import time
from accord.values.errors import NotFoundError
from accord.values.receipt import Receipt

_found_by_question: recent.Recent[dict[str, Receipt]] = recent.Recent(64)


@dataclass(frozen=True, slots=True)
class Explained:
    """An account's name and the receipts of its numbers."""

    account: int
    name: str
    domain: str | None
    receipts: tuple[Receipt, ...]


def find_engagement(public_id: str) -> Receipt:
    """Find why an account is as warm as it is now."""
    return _find(public_id)["engagement"]


def find_fit(public_id: str) -> Receipt:
    """Find why an account fits as it does now."""
    return _find(public_id)["fit"]


def find_intent(public_id: str) -> Receipt:
    """Find what vendors' readings add up to now."""
    return _find(public_id)["intent"]


def find_brief(public_id: str) -> Brief:
    """Find the brief of an account, every claim with its facts."""
    from accord.server import one_account

    account, reader = _known(public_id)
    return one_account.brief_of(account, reader.generation)


def explain(words: str, as_of: date | None = None) -> Explained:
    """Explain an account by domain, name or id; on a past day by what was known then."""
    from accord.server import facts_now

    program = programs.current_program()
    moment = _moment(program, as_of)
    with Session() as session:
        logs.open_log(session, facts_now.log(), moment)
        derive.run(session, program, moment)
        account, name, domain = _named(session, words)
        found = _receipts(session, program, moment, account)
    return Explained(account, name, domain, found)


def _find(public_id: str) -> dict[str, Receipt]:
    from accord.server import one_account

    account, reader = _known(public_id)
    question = (reader.version, account)
    known = _found_by_question.get(question)
    if known is None:
        known = one_account.receipts_of(account, reader.generation)
        _found_by_question.put(question, known)
    return known


def _receipts(session: Session, program: Program, as_of: AsOf, account: int) -> tuple[Receipt, ...]:
    return (
        scored.engagement(session, program, as_of, account),
        fit_receipts.fit(session, program, as_of, account),
        intent_receipts.intent(session, program, as_of, account),
    )


def _known(public_id: str) -> tuple[int, picture.Reader]:
    account, reader = picture.account_of(public_id), picture.reader()
    if account is None or reader is None or reader.row_of_account(account) is None:
        message = f"there is no account {public_id}; look for it on the accounts page"
        raise NotFoundError(message)
    return account, reader


def _named(session: Session, words: str) -> tuple[int, str, str | None]:
    """Find the account that is meant among those known at the moment."""
    wanted = words.strip().lower()
    rows = session.rows(
        "SELECT account, name, domain FROM accounts WHERE lower(domain) = $wanted "
        "OR lower(name) = $wanted OR account = $account LIMIT 2",
        wanted=wanted,
        account=picture.account_of(wanted) or 0,
    )
    if len(rows) != 1:
        several = "several accounts are called" if rows else "no account was known as"
        message = f"{several} {words!r} then; give its domain"
        raise NotFoundError(message)
    account, name, domain = rows[0]
    return account, name or domain or words, domain


def _moment(program: Program, as_of: date | None) -> AsOf:
    from django.utils import timezone

    then = timezone.now() if as_of is None else time.end_of_day(as_of, program.zone)
    return derive.moment_of(program, then)
