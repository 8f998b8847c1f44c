"""Facts resolved: what every test of identity asks of a session."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

import builders
from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.identity import resolve
from accord.program import presets
from accord.values import time


@dataclass(frozen=True)
class Resolved:
    """A session in which everybody has an account."""

    session: Session

    def rows(self, sql: str, **params: Any) -> list[tuple[Any, ...]]:
        return self.session.rows(sql, **params)

    def one(self, sql: str, **params: Any) -> Any:
        ((value,),) = self.session.rows(sql, **params)
        return value

    def account_of(self, email: str) -> str | None:
        """Return the name of the account of a person."""
        return self.one(
            "SELECT (SELECT name FROM accounts AS a WHERE a.account = p.account) "
            "FROM people AS p WHERE email = $email",
            email=email,
        )

    def reason_of(self, email: str) -> str:
        return self.one("SELECT match_reason FROM people WHERE email = $email", email=email)

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every published table, its rows in order of their text."""
        names = (
            "accounts account_keys people person_keys person_roles unmatched opportunities "
            "opportunity_people opportunity_changes subscriptions triggers intent teams touches "
            "play_runs relations decisions"
        )
        return {
            name: sorted(self.rows(f"SELECT * FROM {name}"), key=repr) for name in names.split()
        }


@pytest.fixture
def resolved() -> Iterator[Callable[..., Resolved]]:
    """Resolve facts, or a log, by the default program as of a day."""
    opened: list[Session] = []

    def run(*facts: Any, day: date = builders.TODAY, **changes: Any) -> Resolved:
        log = facts[0] if facts and isinstance(facts[0], Log) else builders.log(*facts)
        dotted = {path.replace("__", "."): value for path, value in changes.items()}
        program = presets.program(changes=dotted)
        moment = AsOf(
            time.to_us(time.end_of_day(day, program.zone)), time.day_number(day), program.zone
        )
        session = Session()
        opened.append(session)
        logs.open_log(session, log, moment)
        resolve.resolve(session, program, moment)
        return Resolved(session)

    yield run
    for session in opened:
        session.close()
