"""One fact of an account, as it was received: what every receipt ends at."""

from typing import Any

from django.utils import timezone

from accord.derive import derive
from accord.engine import log as logs
from accord.engine.session import Session
from accord.facts import schemas
from accord.server import account_log
from accord.server.records.queries import picture, programs


def find_fact(account: int, fact_id: str) -> dict[str, Any] | None:
    """Find a fact by its id among those of one account; None when it has no such fact."""
    reader = picture.reader()
    if reader is None:
        return None
    moment = derive.moment_of(programs.current_program(), timezone.now())
    with Session(threads=1, memory_limit="400MB") as session:
        logs.open_log(session, account_log.of([account], reader.generation), moment)
        for kind in schemas.KINDS:
            rows = session.arrow(
                f"SELECT * FROM fact_{kind} WHERE fact_id = $fact_id LIMIT 1", fact_id=fact_id
            ).to_pylist()
            if rows:
                return {"kind_of_fact": kind, **rows[0]}
    return None
