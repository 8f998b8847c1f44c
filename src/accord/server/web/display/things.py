"""The small shapes that templates print: a line, a stat, an answer."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with an optional bold beginning and a link after it."""

    text: str
    lead: str = ""
    link: str = ""
    link_words: str = ""
    is_drawer: bool = False
    icon: str = "arrow-right"
    detail: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question that the top of an account's page answers."""

    question: str
    lines: tuple[Line, ...]
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure with its title, what stands under it and the receipt that it opens."""

    title: str
    value: str
    under: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The next step as its card shows it."""

    play: str
    step: str
    play_title: str
    verb: str
    reason: str
    owner: str
    when: str
    tone: str
    clock: SafeString | str = field(default="")
