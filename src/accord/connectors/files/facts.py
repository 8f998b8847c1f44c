"""Rows of a file to facts: pure, the same rows under the same plan give the same facts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from accord.connectors.files import (
    ads,
    deals,
    doings,
    frame,
    intent,
    lead_files,
    memory,
    naming,
    readings,
    records,
    sequences,
    technologies,
)
from accord.connectors.files.frame import Frame
from accord.connectors.files.plan import Chunk, Plan, RowIssue
from accord.connectors.files.rows import Row

Shape = Callable[[Frame, memory.Memory], dict[str, pa.Table]]

SHAPES: Final[Mapping[str, Shape]] = {
    "companies": records.companies,
    "people": records.people,
    "leads": records.leads,
    "opportunities": deals.opportunities,
    "opportunity_history": deals.history,
    "activities": doings.activities,
    "products": readings.products,
    "account_team": readings.account_team,
    "subscriptions": readings.subscriptions,
    "intent_bombora": intent.facts,
    "intent_g2": intent.facts,
    "intent_6sense": intent.facts,
    "intent_demandbase": intent.facts,
    "syndicated_leads": lead_files.facts,
    "event_leads": lead_files.facts,
    "trigger_events": readings.trigger_events,
    "rates": readings.rates,
    "technologies": technologies.facts,
    "target_list": readings.target_list,
    "ad_results": ads.facts,
    "sequence_steps": sequences.facts,
}


class Reading:
    """One file being read: what must be remembered from chunk to chunk, and nothing else."""

    def __init__(self, plan: Plan, received_at_us: int, zone: ZoneInfo) -> None:
        self.parents: dict[str, str] = {}
        self.judge: memory.Judge | None = None
        self.received_at_us = received_at_us
        self._plan = plan
        self._readers = frame.readers_of(plan, zone)
        self._memory = memory.Memory(plan, received_at_us, zone, naming.Digests(plan.columns))

    def chunk(self, rows: Sequence[Row]) -> Chunk:
        """Return the facts of some rows, and what there is to say about them."""
        again = [row for row in rows if self._is_header(row)]
        body = [row for row in rows if not self._is_header(row)] if again else rows
        self._memory.parents, self._memory.judge = self.parents, self.judge
        read = Frame(self._plan, body, self._readers)
        tables = SHAPES[self._plan.kind](read, self._memory) if len(read) else {}
        notes = [
            RowIssue(row.number, "", "", "the header again; skipped", is_rejected=False)
            for row in again
        ]
        return Chunk(
            tables=tables,
            issues=tuple(sorted([*read.issues, *notes], key=_place)),
            rejected=tuple(read.rejected_rows()),
            rows_read=len(body),
            rows_taken=len(read.taken()),
        )

    def _is_header(self, row: Row) -> bool:
        columns = self._plan.columns
        if not row.cells or row.cells[0].strip() != columns[0]:
            return False
        return tuple(cell.strip() for cell in row.cells) == columns


def _place(issue: RowIssue) -> tuple[int, str]:
    return issue.row, issue.column
