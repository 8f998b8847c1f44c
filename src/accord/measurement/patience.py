"""Patience: before its earliest honest day a measure says "too early", never red or green."""

from datetime import timedelta
from typing import Final

from accord.engine.session import AsOf, Session
from accord.program.model import Program
from accord.values import time

_FIRST_SIGNED: Final = "SELECT min(day) FROM decisions WHERE kind = 'list_signed'"


def waits(session: Session, program: Program, as_of: AsOf) -> dict[str, str]:
    """Return what still waits, by clause of the program's patience, with the words to show.

    Patience is counted from the first signed list; where none was signed, nothing waits,
    because then nothing is judged.
    """
    ((signed,),) = session.rows(_FIRST_SIGNED)
    if signed is None:
        return {}
    words = {}
    for clause in program.patience:
        ready = time.from_day(signed) + timedelta(days=program.patience_days(clause))
        if time.day_number(ready) > as_of.day:
            words[clause] = f"Too early. Look again on {ready.day} {ready:%B %Y}."
    return words
