"""What every place gives: its name, what it finds, how it is rewritten, what it exports."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from accord.server.erasing.person import Person
from accord.server.erasing.traces import Traces


@dataclass(frozen=True)
class Asked:
    """Whom it is about, and the traces by which texts are searched."""

    person: Person
    traces: Traces = field(compare=False)


class Place(Protocol):
    """One place where a person may stand."""

    @property
    def name(self) -> str:
        """What receipts call the place."""
        ...

    def rewrite(self, asked: Asked) -> int:
        """Take the person out; return how many rows or files changed. Again changes nothing."""
        ...

    def export(self, asked: Asked) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what the place holds of the person: of which kind, and the row."""
        ...
