"""What an account's page asks beside its queries: its headline, and single facts."""

from typing import Any, Final

from django.utils import timezone

from accord.content import brief
from accord.derive import derive
from accord.engine import log as logs
from accord.engine.session import Session
from accord.facts import schemas
from accord.program.model import Program
from accord.server import account_log, one_account
from accord.server.records.queries import picture, programs

_OF_HEADLINE: Final = (
    "account_rows",
    "seats_now",
    "people",
    "members",
    "person_roles",
    "stage_now",
)


def headline(account: int, program: Program) -> str:
    """Return the one sentence that says where an account stands and who is in."""
    reader = picture.reader()
    if reader is None:
        return ""
    tables = {name: reader.of_account(name, account) for name in _OF_HEADLINE}
    return brief.headline(brief.AccountPicture(account, tables), program)


def find_fact(account: int, fact_id: str) -> dict[str, Any] | None:
    """Find a fact by its id among those of one account; None when it has no such fact."""
    reader = picture.reader()
    if reader is None:
        return None
    moment = derive.moment_of(programs.current_program(), timezone.now())
    with Session(threads=1, memory_limit="400MB") as session:
        logs.open_log(
            session,
            account_log.of([account], one_account.workspace(reader.generation.name)),
            moment,
        )
        for kind in schemas.KINDS:
            rows = session.arrow(
                f"SELECT * FROM fact_{kind} WHERE fact_id = $fact_id LIMIT 1", fact_id=fact_id
            ).to_pylist()
            if rows:
                return {"kind_of_fact": kind, **rows[0]}
    return None
