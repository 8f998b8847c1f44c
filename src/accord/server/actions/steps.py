"""Answering a proposed step: done becomes a touch, not now becomes a decision."""

from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from django.utils import timezone

from accord.facts import tables
from accord.server import configuration, fresh, home, inbox
from accord.server.actions import decisions, notes, rights
from accord.server.records.models import AppUser
from accord.server.records.queries import accounts
from accord.values import time
from accord.values.errors import AccordError

OUTCOMES: Final = ("done", "skipped")
_APPEND_TIMEOUT_S: Final = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """Which step of which play, what came of it (done or skipped), and a note."""

    play: str
    step: str
    outcome: str
    note: str = ""


def answer_step(user: AppUser, account: str, answer: Answer) -> None:
    """Say that a proposed step was done, or that it shall not be done now."""
    rights.need(user, rights.WRITERS, "answer next steps")
    if answer.outcome not in OUTCOMES or not answer.play or not answer.step:
        message = "say which step, and whether it is done or skipped; reload the account's page"
        raise AccordError(message)
    number = accounts.find_account_id(account)
    if answer.note.strip():
        notes.add_note(user, account, answer.note)
    if answer.outcome == "skipped":
        dismissed = decisions.New(
            "step_dismissed",
            account=number,
            subject=answer.play,
            value={"step": answer.step},
            reason=answer.note,
        )
        decisions.record(user, "dismiss_step", [dismissed], account)
        return
    _touch(user, number, answer)
    decisions.write_down(user, "finish_step", account, {"play": answer.play, "step": answer.step})
    fresh.mark([number])
    fresh.refresh([number])


def _touch(user: AppUser, account: int, answer: Answer) -> None:
    """Put what was done into the inbox: it is a fact like any other."""
    now = time.to_us(timezone.now())
    row = {
        "fact_id": uuid4().hex,
        "source": "accord",
        "occurred_at": now,
        "known_at": now,
        "received_at": now,
        "is_backfilled": False,
        "account": account,
        "person": 0,
        "play": answer.play,
        "step": answer.step,
        "channel_name": "sales",
        "done_by": user.email,
    }
    box = inbox.Inbox(home.path("inbox.db"), configuration.load().inbox_limit_bytes)
    try:
        box.append_table("touches", tables.table("touches", [row])).result(_APPEND_TIMEOUT_S)
    finally:
        box.close()
