"""Scores every account: what counts, how warm, what vendors say, who rises, how well it fits."""

from accord.engine.session import AsOf, Session
from accord.program.model import Program
from accord.scoring import (
    counting,
    engagement,
    fit,
    increment,
    intent,
    ledger,
    people,
    rising,
    stitches,
    worth,
)
from accord.scoring.increment import Keeping


def score(session: Session, program: Program, as_of: AsOf, keeping: Keeping | None = None) -> None:
    """Make every table of scoring out of facts and of who they were.

    Given where ledgers are kept, it goes on from the last one and keeps what it made.
    """
    how_they_fit = session.aside(lambda aside: fit.make(aside, program, as_of))
    known = worth.register(session, program)
    stitches.make(session, as_of)
    if keeping is None:
        ledger.make(session, program)
        counting.make(session, program)
    else:
        increment.make(session, program, as_of, keeping)
    people.make(session, known)
    engagement.make(session, program, as_of)
    intent.make(session, program, as_of)
    rising.make(session, program, as_of)
    how_they_fit.join()
