"""What became of one text: a value, and what there is to say about it."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

_MOST_KEPT: Final = 100_000


class Outcome(NamedTuple):
    """A value read from a text; a reason when it was read otherwise than written.

    An outcome `is_rejected` when its row can't do without the value; `is_kept` when the
    value tells less than the text did, so that the text is kept beside it.
    """

    value: Any
    reason: str | None = None
    is_rejected: bool = False
    is_kept: bool = False


def unread(reason: str, *, is_needed: bool = False) -> Outcome:
    """Return the outcome of a text that could not be read: unknown, and kept as it was."""
    return Outcome(None, reason, is_needed, is_kept=True)


EMPTY: Final = Outcome(None)
Read = Callable[[str], Outcome]


class Column:
    """Reads one column: each different text once, and the rest by looking it up."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._values: dict[str, Any] = {}
        self._notes: dict[str, Outcome] = {}

    def convert(self, texts: Sequence[str]) -> tuple[list[Any], list[tuple[int, Outcome]]]:
        """Return the value of each text, and the positions that there is something to say of."""
        if len(self._values) > _MOST_KEPT:
            self._values, self._notes = {}, {}
        different = set(texts)
        for text in different.difference(self._values):
            outcome = self._read(text)
            self._values[text] = outcome.value
            if outcome.reason:
                self._notes[text] = outcome
        values = list(map(self._values.__getitem__, texts))
        if not self._notes or different.isdisjoint(self._notes):
            return values, []
        notes = self._notes
        return values, [(i, notes[text]) for i, text in enumerate(texts) if text in notes]
