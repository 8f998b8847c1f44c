"""When an account leaves a play, and where it goes: never into nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from accord.program.playbook import Play


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an account while a play runs there."""

    is_listed: bool
    stages: frozenset[str] = frozenset()
    """Stages that it entered since the play began, in any journey."""
    acts: frozenset[str] = frozenset()
    """Kinds of what its people did since the play began."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Where an account goes, and why."""

    to: str
    sign: str
    words: str


LEFT_LIST: Final = Leave("account_review", "left_list", "left the signed list")
_STAGES: Final[Mapping[str, frozenset[str]]] = {
    "qualified": frozenset(
        {"qualified", "expansion_qualified", "active_sales_review", "expansion_review"}
    ),
    "engaged": frozenset({"engaged"}),
    "opportunity": frozenset({"opportunity"}),
}
"""Signs that a stage gives, by the name that a play's exits may use."""
_ACTS: Final[Mapping[str, frozenset[str]]] = {
    "meeting_held": frozenset({"meeting_held"}),
    "replied": frozenset({"email_reply", "hand_raise"}),
    "attended": frozenset({"event_attended", "webinar_attended", "roundtable_attended"}),
}
_WORDS: Final[Mapping[str, str]] = {
    "qualified": "qualified",
    "engaged": "became engaged",
    "opportunity": "has an opportunity",
    "meeting_held": "held a meeting",
    "replied": "answered",
    "attended": "came to the event",
    "ended": "the play came to its end",
}


def leave(play: Play, standing: Standing, *, is_over: bool = False) -> Leave | None:
    """Return where an account goes if it leaves a play now; None while it stays.

    Signs count in the order of the play's exits; an account that qualified leaves even where
    the play names no such exit.
    """
    if not standing.is_listed:
        return LEFT_LIST
    exits = {**play.exits}
    exits.setdefault("qualified", "qualification")
    for sign, to in exits.items():
        if _shows(sign, standing):
            return Leave(to, sign, _WORDS[sign])
    if is_over:
        return Leave(_last(play), "ended", _WORDS["ended"])
    return None


def by(play: Play, sign: str) -> Leave:
    """Return where an account goes by an exit that somebody named."""
    return Leave(play.exits[sign], sign, _WORDS.get(sign, sign.replace("_", " ")))


def _shows(sign: str, standing: Standing) -> bool:
    asked = _STAGES.get(sign)
    if asked is not None:
        return bool(asked & standing.stages)
    return bool(_ACTS.get(sign, frozenset()) & standing.acts)


def _last(play: Play) -> str:
    """Return where accounts go in which nothing happened."""
    quiet = [to for sign, to in play.exits.items() if sign not in (*_STAGES, *_ACTS)]
    preferred = play.exits.get("ended")
    return preferred or (quiet[-1] if quiet else "nurture")
