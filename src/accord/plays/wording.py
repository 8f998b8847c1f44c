"""How a proposal reads: an imperative verb for the button, and the reason behind it."""

from dataclasses import dataclass
from typing import Final

from accord.content import words as said
from accord.program import steps
from accord.program.playbook import Play

FIELDS: Final = (
    "play",
    "step",
    "detail",
    "since_day",
    "person_name",
    "person_title",
    "account_name",
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed at one account, before it is put in words."""

    play: str
    step: str
    detail: str | None
    since_day: int
    person_name: str | None
    person_title: str | None
    account_name: str

    @property
    def first_name(self) -> str:
        """The person's first name, or who they are otherwise."""
        return (self.person_name or "").split(" ")[0]

    @property
    def who(self) -> str:
        """The person with their title; "somebody" when nobody is named."""
        if not self.person_name:
            return "somebody who is not named yet"
        return f"{self.person_name}, {self.person_title}" if self.person_title else self.person_name


def of(one: Proposal, play: Play | None, as_of_day: int) -> tuple[str, str]:
    """Return the verb and the reason of a proposal."""
    maker = _MAKERS.get(one.play)
    if maker is not None and (play is None or one.step in _OWN_STEPS):
        return maker(one, as_of_day)
    return _of_play(one, play)


def _of_play(one: Proposal, play: Play | None) -> tuple[str, str]:
    kind = steps.STEP_KINDS.get(one.step)
    verb = kind.verb if kind else said.spelled(one.step).capitalize()
    title = play.title if play else said.spelled(one.play)
    goal = f", for {said.goal(play.success_goal)}" if play else ""
    now = f"{one.detail}: " if one.detail else ""
    return verb, f"{now}{title}{goal}"


def _reply(one: Proposal, as_of_day: int) -> tuple[str, str]:
    verb = f"Reply to {one.first_name}" if one.first_name else "Find out who asked"
    act = "asked to talk" if one.step == "answer_request" else "replied"
    return verb, f"{one.who} {act} {said.ago(one.since_day, as_of_day)}"


def _qualified(one: Proposal, as_of_day: int) -> tuple[str, str]:
    who = f"; {one.who} acted most" if one.person_name else ""
    return "Decide: take it or hand it back", (
        f"{one.account_name} became qualified {said.ago(one.since_day, as_of_day)}{who}"
    )


def _rising(one: Proposal, _as_of_day: int) -> tuple[str, str]:
    verb = f"Call {one.first_name}" if one.first_name else "Call the visitors' team"
    people = said.actors(int(one.detail or 0))
    return verb, f"{people} active in 28 days, above what is usual for {one.account_name}"


def _champion(one: Proposal, _as_of_day: int) -> tuple[str, str]:
    return "Find a second voice", f"The champion at {one.account_name} is lost or silent"


def _stalled(one: Proposal, as_of_day: int) -> tuple[str, str]:
    verb = (
        "Name why it stands still" if one.detail == "opportunity" else "Decide: nurture or review"
    )
    days = as_of_day - one.since_day
    return verb, f"{said.spelled(one.detail or 'this stage')} for {days} days: it has stalled"


def _renewal(one: Proposal, _as_of_day: int) -> tuple[str, str]:
    risk = "is at risk" if one.detail == "at_risk" else "is due within the renewal window"
    return "Hold the value review", f"The renewal of {one.account_name} {risk}"


def _missing(one: Proposal, _as_of_day: int) -> tuple[str, str]:
    role = said.bare_role(one.detail or "missing role")
    article = "a" if role == "champion" else "the"
    return f"Find {article} {role}", f"Nobody at {one.account_name} is known as {role}"


_MAKERS: Final = {
    "reply": _reply,
    "qualification": _qualified,
    "rising_account_follow_up": _rising,
    "champion_lost": _champion,
    "stalled": _stalled,
    "renewal_defence": _renewal,
    "widen_the_group": _missing,
}
_OWN_STEPS: Final = frozenset({"call", "value_review", "find_people_task"})
