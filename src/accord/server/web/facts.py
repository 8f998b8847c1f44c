"""What an account's page asks beside its queries: its headline, what to say, and single facts."""

from typing import Any, Final

from django.utils import timezone

from accord.content import brief
from accord.content.brief import Brief
from accord.derive import derive
from accord.engine import log as logs
from accord.engine.session import Session
from accord.facts import schemas
from accord.program.model import Program
from accord.server import account_log, one_account
from accord.server.records.queries import picture, programs

_READ: Final = (
    "account_rows",
    "seats_now",
    "people",
    "members",
    "person_roles",
    "stage_now",
)


def brief_now(account: int, program: Program, day: int) -> Brief:
    """Return the brief of an account without its sources: its headline and what to say."""
    reader = picture.reader()
    tables = {name: reader.of_account(name, account) for name in _READ} if reader else {}
    return brief.render(brief.AccountPicture(account, tables), program, day)


def what_to_say(found: Brief) -> tuple[str, ...]:
    """Return what the brief answers to the question what to say."""
    answers = (section for section in found.sections if section.key == "what_to_say")
    return tuple(claim.text for section in answers for claim in section.claims)


def find_fact(account: int, fact_id: str) -> dict[str, Any] | None:
    """Find a fact by its id among those of one account; None when it has no such fact."""
    reader = picture.reader()
    if reader is None:
        return None
    moment = derive.moment_of(programs.current_program(), timezone.now())
    with Session(threads=1, memory_limit="400MB") as session:
        logs.open_log(
            session,
            account_log.of([account], one_account.workspace_of(account, reader.generation)),
            moment,
        )
        for kind in schemas.KINDS:
            rows = session.arrow(
                f"SELECT * FROM fact_{kind} WHERE fact_id = $fact_id LIMIT 1", fact_id=fact_id
            ).to_pylist()
            if rows:
                return {"kind_of_fact": kind, **rows[0]}
    return None
