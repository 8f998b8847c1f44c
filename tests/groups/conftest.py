"""Buying groups assembled from facts, and completed for tiers and stages that a test names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import builders
import scenes
from accord.engine.session import AsOf, Session
from accord.groups import assemble, complete
from accord.program import presets
from accord.program.model import Program


@dataclass(frozen=True)
class Assembled:
    """A session in which buying groups sit."""

    session: Session
    program: Program
    as_of: AsOf

    def rows(self, sql: str, **params: Any) -> list[tuple[Any, ...]]:
        return self.session.rows(sql, **params)

    def members(self, columns: str) -> dict[str, tuple[Any, ...]]:
        """Return columns of each member by mail address."""
        rows = self.rows(
            f"SELECT p.email, {columns} FROM members AS m JOIN people AS p ON p.person = m.person"
        )
        return {row[0]: row[1:] for row in rows}

    def completed(self, tier: str | None, stage: str, motion: str = "new") -> dict[str, Any]:
        """Complete the groups as if every account stood at a tier and stage; return Acme's."""
        told = "NULL" if tier is None else f"'{tier}'"
        self.session.make("targets", f"SELECT account, {told} AS tier FROM accounts")
        self.session.make(
            "stage_now",
            f"SELECT account, 'main' AS solution, '{motion}' AS motion, '{stage}' AS stage "
            "FROM accounts",
        )
        complete.complete(self.session, self.program, self.as_of)
        table = self.session.arrow(
            "SELECT g.* FROM group_now AS g JOIN accounts AS a ON a.account = g.account "
            "WHERE a.name = 'Acme'"
        )
        (row,) = table.to_pylist()
        return dict(row)


@pytest.fixture
def assembled() -> Iterator[Callable[..., Assembled]]:
    opened: list[Session] = []

    def run(*facts: Any, **changes: Any) -> Assembled:
        dotted = {path.replace("__", "."): value for path, value in changes.items()}
        found = scenes.scored(builders.log(*facts), presets.program(changes=dotted))
        opened.append(found.session)
        assemble.assemble(found.session, found.program, found.as_of)
        return Assembled(found.session, found.program, found.as_of)

    yield run
    for session in opened:
        session.close()
