"""The launch gate: a play can't start half-thought."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from accord.program import steps
from accord.program.model import Program
from accord.program.playbook import Play


@dataclass(frozen=True, slots=True)
class Launch:
    """What is known of a launch that waits for its gate."""

    play: Play
    answers: dict[str, str]
    """The eight questions by name, each with what the team answered for this launch."""
    accounts: Collection[int]
    signed: Collection[int]
    """Accounts of the list that both sides signed and that has not expired."""
    goal: str = ""
    sellers: Collection[str] = ()
    """Sellers whose accounts these are."""
    acknowledged: Collection[str] = ()
    """Sellers who read the briefing."""
    texts: Collection[int] = ()
    """Places of the steps whose mail has words of the team's own."""
    is_basis_checked: bool = False
    is_budget_approved: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a launch needs: whether it is there, and what to do where it is not."""

    name: str
    is_met: bool
    words: str


QUESTIONS: Final = (
    "q1_accounts",
    "q2_roles",
    "q3_message",
    "q4_content",
    "q5_channels",
    "q6_signal",
    "q7_qualify",
    "q8_sales_next",
)
"""The eight questions, in order."""


def needs(launch: Launch, program: Program) -> list[Need]:
    """Return everything that the program asks of a launch, met or not; all there is by default."""
    asked = program.play_defaults.launch_needs
    found = [need(launch, program) for name, need in _NEEDS.items() if not asked or name in asked]
    return [_accounts(launch), *found, _mails(launch)]


def is_open(launch: Launch, program: Program) -> bool:
    """Tell whether nothing is missing any more."""
    return all(need.is_met for need in needs(launch, program))


def mail_places(play: Play) -> tuple[int, ...]:
    """Return the places of the steps that we mail ourselves: those that no seller does."""
    return tuple(place for place in range(len(play.steps)) if is_mail(play, place))


def is_mail(play: Play, place: int) -> bool:
    """Tell whether a step is a mail that leaves by itself."""
    step = play.steps[place]
    kind = steps.STEP_KINDS.get(step.do)
    return kind is not None and kind.channel == "email" and not step.by and bool(step.audience)


def _accounts(launch: Launch) -> Need:
    number = len(launch.accounts)
    words = f"{number:,} accounts chosen" if number else "choose at least one account"
    return Need("accounts", bool(number), words)


def _eight(launch: Launch, _program: Program) -> Need:
    open_ = [name for name in QUESTIONS if not launch.answers.get(name, "").strip()]
    words = f"answer {', '.join(open_)}" if open_ else "all eight are answered"
    return Need("eight_answers", not open_, words)


def _signed(launch: Launch, _program: Program) -> Need:
    stray = len(set(launch.accounts) - set(launch.signed))
    words = "every account stands on the signed list"
    if not launch.signed:
        words = "no list is signed and in force: have both sides sign one"
    elif stray:
        words = f"{stray:,} accounts are not on the signed list: take them out, or sign them in"
    return Need("signed_list", bool(launch.signed) and not stray, words)


def _follow_up(launch: Launch, _program: Program) -> Need:
    leads = [to for to in launch.play.exits.values() if to != "nurture"]
    is_met = bool(leads) and bool(launch.answers.get("q8_sales_next", "").strip())
    named = ", ".join(to.replace("_", " ") for to in dict.fromkeys(leads))
    words = f"accounts go on to {named}"
    return Need("follow_up_defined", is_met, words if is_met else "say what sales does next")


def _sellers(launch: Launch, _program: Program) -> Need:
    waiting = sorted(set(launch.sellers) - set(launch.acknowledged))
    words = "every seller has read the briefing"
    if waiting:
        more = f" and {len(waiting) - 3} more" if len(waiting) > 3 else ""  # noqa: PLR2004
        words = f"not read yet by {', '.join(waiting[:3])}{more}"
    return Need("sellers_acknowledged", not waiting, words)


def _claims(launch: Launch, program: Program) -> Need:
    named = [name for name in launch.play.eight.q3_message if " " not in name]
    bare = [
        name
        for name in named
        if name not in program.messages.claims or not program.messages.claims[name].proof
    ]
    words = f"without a proof: {', '.join(bare)}" if bare else f"{len(named)} claims with a proof"
    return Need("claims_named", not bare, words)


def _basis(launch: Launch, _program: Program) -> Need:
    words = "looked at" if launch.is_basis_checked else "look at who may be written to, and say so"
    return Need("legal_basis_checked", launch.is_basis_checked, words)


def _budget(launch: Launch, _program: Program) -> Need:
    costs = launch.play.budget_per_account * len(launch.accounts)
    is_met = launch.is_budget_approved or not costs
    words = f"{costs:,} by the play" + ("" if is_met else ": approve it")
    return Need("budget_approved", is_met, words)


def _goal(launch: Launch, program: Program) -> Need:
    is_met = launch.goal in program.play_defaults.success_goals
    return Need(
        "success_goal",
        is_met,
        launch.goal.replace("_", " ") if is_met else "choose what success is",
    )


def _mails(launch: Launch) -> Need:
    lacking = [str(place + 1) for place in mail_places(launch.play) if place not in launch.texts]
    words = (
        f"write the mail of step {', '.join(lacking)}" if lacking else "every mail has its words"
    )
    return Need("mails_written", not lacking, words)


_NEEDS: Final[dict[str, Callable[[Launch, Program], Need]]] = {
    "eight_answers": _eight,
    "signed_list": _signed,
    "follow_up_defined": _follow_up,
    "sellers_acknowledged": _sellers,
    "claims_named": _claims,
    "legal_basis_checked": _basis,
    "budget_approved": _budget,
    "success_goal": _goal,
}
