"""Small files and what reading them gives, shared by the tests of this folder."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from accord.connectors import files

ZONE = ZoneInfo("America/New_York")
RECEIVED = 1_790_000_000_000_000  # September 2026


@dataclass
class Imported:
    plan: files.Plan
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    issues: list[files.RowIssue] = field(default_factory=list)
    rejected: list[files.RejectedRow] = field(default_factory=list)
    rows_read: int = 0
    rows_taken: int = 0

    def ids(self, kind: str) -> set[str]:
        return {fact["fact_id"] for fact in self.facts[kind]}

    def custom(self, kind: str, place: int = 0) -> dict[str, Any]:
        return json.loads(self.facts[kind][place]["custom"])

    def said(self, column: str) -> list[str]:
        return [issue.reason for issue in self.issues if issue.column == column]


def read(source, plan, chunk_rows=20_000, received=RECEIVED) -> Imported:
    result = Imported(plan)
    for chunk in files.read(source, plan, received, ZONE, chunk_rows):
        for kind, table in chunk.tables.items():
            result.facts.setdefault(kind, []).extend(table.to_pylist())
        result.issues += chunk.issues
        result.rejected += chunk.rejected
        result.rows_read += chunk.rows_read
        result.rows_taken += chunk.rows_taken
    return result


def load(source, name: str, chunk_rows: int = 20_000, **hints) -> Imported:
    plan = files.look(source, name, files.Hints(**hints))
    assert not plan.questions, plan.questions
    return read(source, plan, chunk_rows)


def csv_of(*rows: Sequence[str] | str, encoding: str = "utf-8") -> bytes:
    lines = [row if isinstance(row, str) else ",".join(row) for row in rows]
    return ("\n".join(lines) + "\n").encode(encoding)
