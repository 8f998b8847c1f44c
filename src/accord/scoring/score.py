"""Scores every account: what counts, how warm, what vendors say, who rises, how well it fits."""

from accord.engine.session import AsOf, Session
from accord.program.model import Program
from accord.scoring import counting, engagement, fit, intent, ledger, people, rising, worth


def score(session: Session, program: Program, as_of: AsOf) -> None:
    """Make every table of scoring out of facts and of who they were."""
    known = worth.register(session, program)
    people.make(session, known)
    ledger.make(session, program)
    counting.make(session, program)
    engagement.make(session, program, as_of)
    intent.make(session, program, as_of)
    rising.make(session, program, as_of)
    fit.make(session, program, as_of)
