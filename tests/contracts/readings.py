"""Reading a feed to the end, killed at random or not, and comparing what it came to."""

import random
from collections.abc import Callable
from typing import Any

from accord.connectors.crm.feed import Cursor, Feed, Reader

NOW_US = 1_790_000_000_000_000

Facts = dict[str, dict[str, dict[str, Any]]]
"""Kind to fact id to fact, as the store keeps them: the first of an id counts."""


class KilledError(Exception):
    """The process died here."""


class Store:
    """Keeps facts and cursors as the product does: facts first, their cursor after them."""

    def __init__(self) -> None:
        self.facts: Facts = {}
        self.cursors: dict[str, Cursor] = {}
        self.rejected: list[Any] = []
        self.issues: list[Any] = []
        self.asides: dict[str, Any] = {}
        self.batches = 0

    def run(
        self, feed: Feed, kill: Callable[[str], bool] = lambda _: False, size: int = 100
    ) -> None:
        """Read every stream to its end, unless killed."""
        reader = Reader(feed, NOW_US, size)
        for stream in feed.streams:
            for batch in reader.batches(stream, self.cursors.get(stream)):
                if kill("before facts"):
                    raise KilledError
                for kind, table in batch.facts().items():
                    held = self.facts.setdefault(kind, {})
                    for row in table.to_pylist():
                        held.setdefault(row["fact_id"], row)
                if kill("between facts and cursor"):
                    raise KilledError
                self.cursors[stream] = batch.cursor
                self.issues += batch.issues
                self.rejected += [issue for issue in batch.issues if issue.is_rejected]
                self.asides |= {stream: batch.aside} if batch.aside else {}
                self.batches += 1

    def rows(self, kind: str) -> list[dict[str, Any]]:
        return list(self.facts.get(kind, {}).values())

    def last(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the last word on each record."""
        found: dict[str, dict[str, Any]] = {}
        for row in sorted(self.rows(kind), key=lambda r: (r["known_at"], r["received_at"])):
            found[row["external_id"]] = row
        return found

    def said(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return every fact without the moment it reached us."""
        return {
            kind: {
                one: {name: value for name, value in row.items() if name != "received_at"}
                for one, row in rows.items()
            }
            for kind, rows in self.facts.items()
            if kind != "source_totals"
        }


def killed_at_random(make: Callable[[], Feed], seed: int, chance: float = 0.15) -> Store:
    """Run to the end through as many deaths as it takes; every run resumes from its cursors."""
    draw = random.Random(seed)
    store = Store()
    for _ in range(500):
        feed = make()
        try:
            store.run(feed, lambda _: draw.random() < chance, size=draw.choice([50, 100]))
        except KilledError:
            continue
        finally:
            feed.close()
        return store
    raise AssertionError("it never came to an end")
