"""Answering a proposed step: done becomes a touch, not now becomes a decision."""

from dataclasses import dataclass
from typing import Final

from accord.server import fresh, own_facts
from accord.server.actions import decisions, notes, play_tasks, rights
from accord.server.records.models import AppUser
from accord.server.records.queries import accounts
from accord.values.errors import AccordError

OUTCOMES: Final = ("done", "skipped")


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
    if play_tasks.finish_step(user, number, answer.play, answer.step, answer.note):
        return
    _touch(user, number, answer)
    decisions.write_down(user, "finish_step", account, {"play": answer.play, "step": answer.step})
    fresh.mark([number])
    fresh.refresh([number])


def _touch(user: AppUser, account: int, answer: Answer) -> None:
    """Put what was done into the inbox: it is a fact like any other."""
    done = own_facts.fact(
        account=account,
        person=0,
        play=answer.play,
        step=answer.step,
        channel_name="sales",
        done_by=user.email,
    )
    own_facts.tell("touches", [done])
