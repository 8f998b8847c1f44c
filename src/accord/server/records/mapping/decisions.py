"""Decisions as facts: rows of the database in the columns that the log has."""

import json
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import pyarrow as pa

from accord.facts import tables
from accord.server.records.models import Decision
from accord.values import time

SOURCE = "accord"
"""The source of what was decided here."""
_OWNER_PART = "account_executive"


def to_facts(rows: Iterable[Decision]) -> pa.Table:
    """Return decisions as a table of facts."""
    return tables.table(
        "decisions",
        [
            _head(row)
            | {
                "kind": row.kind,
                "account": row.account,
                "person": row.person,
                "subject": row.subject or None,
                "value": row.value,
                "reason": row.reason or None,
                "decided_by": row.decided_by,
                "until_on": row.until_on,
                "program_version": row.program_version or None,
            }
            for row in rows
        ],
    )


def to_account_team(rows: Iterable[Decision], zone: ZoneInfo) -> pa.Table:
    """Return the decisions about owners as facts about account teams.

    The owner before is out of the team from the day before on, as the workspace counts days;
    the new one is in it.
    """
    facts = []
    for row in rows:
        said = json.loads(row.value)
        day = time.day_of(row.occurred_us, zone)
        for word, email, until in (
            ("out", said.get("before"), day - 1),
            ("in", said.get("owner"), None),
        ):
            if email and "@" in email and (word == "in" or email != said.get("owner")):
                fact = _head(row)
                fact["fact_id"] = f"{row.fact_id}:{word}"
                facts.append(fact | _member(row.account, email, until))
    return tables.table("account_team", facts)


def _member(account: int, email: str, until_on: int | None) -> dict[str, object]:
    return {
        "company_key": account,
        "user_email": email,
        "user_name": email.partition("@")[0],
        "part": _OWNER_PART,
        "until_on": until_on,
    }


def _head(row: Decision) -> dict[str, object]:
    return {
        "fact_id": row.fact_id,
        "source": SOURCE,
        "occurred_at": row.occurred_us,
        "known_at": row.known_us,
        "received_at": row.received_us,
        "is_backfilled": False,
    }
