"""What became of handing a mail over: sent, refused, to be tried later, or unknown."""

from dataclasses import dataclass
from typing import Final, Literal

State = Literal["sent", "refused", "later", "unknown"]
_ANSWER_AT_MOST: Final = 300
_TEMPORARY: Final = 400
_PERMANENT: Final = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail; one that is `unknown` may have arrived and is never sent by itself again."""

    state: State
    answer: str = ""
    """What the other side said, or why nothing was said."""
    provider_id: str = ""
    """How the provider names the mail in what it tells later, where it does."""
    is_way_closed: bool = False
    """Nothing can leave now: it says nothing of this mail, and counts as no try of it."""


def of_code(code: int, said: bytes | str) -> Outcome:
    """Return the outcome that an SMTP answer means, when it is no success."""
    state: State = "later" if _TEMPORARY <= code < _PERMANENT else "refused"
    return Outcome(state, _short(f"{code} {_words(said)}"))


def later(why: object) -> Outcome:
    """Return that nothing was handed over, and why."""
    return Outcome("later", _short(str(why)))


def closed(why: object) -> Outcome:
    """Return that nothing can leave now, whatever the mail, and why."""
    return Outcome("later", _short(str(why)), is_way_closed=True)


def unknown(why: object) -> Outcome:
    """Return that the mail was handed over and nothing came back."""
    return Outcome("unknown", _short(str(why)))


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _short(text: str) -> str:
    return " ".join(text.split())[:_ANSWER_AT_MOST]
