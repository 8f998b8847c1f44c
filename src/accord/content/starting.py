"""The text that a step's mail starts from: good enough to keep, open where only a team can know."""

from functools import lru_cache
from importlib import resources
from typing import Final

from accord.content.mails import MailText
from accord.program.steps import STEP_KINDS

_FOLDER: Final = "starting_mails"
CHANNEL: Final = "email"


def text_of(kind: str) -> MailText:
    """Return the starting text of a step; an empty one for steps that send no mail."""
    if kind not in STEP_KINDS or STEP_KINDS[kind].channel != CHANNEL:
        return MailText("", "")
    return _read(kind)


@lru_cache(maxsize=64)
def _read(kind: str) -> MailText:
    file = resources.files("accord.content") / _FOLDER / f"{kind}.txt"
    subject, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    return MailText(subject.strip(), body.strip())
