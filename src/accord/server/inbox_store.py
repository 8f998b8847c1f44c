"""What an inbox is written to: entries in the order of their commits, in a file or in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec
import pyarrow as pa

from accord.facts import tables

Row = tuple[str, int, str, bytes]
"""Kind, number of facts, form and payload of an entry that is not written yet."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Some facts of one kind as they were acknowledged together."""

    seq: int
    kind: str
    facts: int
    form: str
    payload: bytes

    def table(self) -> pa.Table:
        """Read the facts."""
        if self.form == "arrow":
            return pa.ipc.open_stream(self.payload).read_all()
        return tables.table(self.kind, msgspec.json.decode(self.payload))


class Writer(Protocol):
    """An open connection of the one thread that writes."""

    def used_bytes(self) -> int:
        """Return how large the inbox is."""

    def write(self, batch: Sequence[Sequence[Row]]) -> list[int]:
        """Put requests on disk together; return the last sequence number of each."""

    def close(self) -> None:
        """Let go of the connection, whatever state it is in."""


class Store(Protocol):
    """Where an inbox stands."""

    errors: tuple[type[Exception], ...]
    """What is raised when it can't be written just now."""

    def open(self) -> Writer:
        """Open it for writing, making its tables when they are not there."""

    def trial(self) -> str:
        """Say why nothing could be written now; "" if something could. Nothing is written."""

    def scrub(self) -> None:
        """Leave no byte of a deleted entry."""

    def read_after(self, seq: int, facts_at_most: int, *, newest_first: bool) -> list[Entry]:
        """Return entries after a number in order, until they hold about so many facts."""

    def delete_through(self, seq: int) -> int:
        """Delete entries up to and with a number; return how many there were."""

    def used_bytes(self) -> int:
        """Return how large the inbox is, without the space that deleted entries left."""

    def identity(self) -> str:
        """Return the name of this inbox: another one counts from the beginning again."""

    def count_after(self, seq: int) -> int:
        """Count the facts after a number."""
