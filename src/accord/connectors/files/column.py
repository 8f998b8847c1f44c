"""One column: each different text is read once, and clean columns are hardly touched."""

from collections.abc import Sequence
from typing import Any, Final

from accord.connectors.files import words
from accord.connectors.files.outcome import Outcome, Read

_MOST_KEPT: Final = 100_000
Noted = list[tuple[int, Outcome]]


class Column:
    """Reads the cells of one column; without `read` they are text.

    A value is due where a word such as "null" can't be meant: in dates and ids, not in names.
    """

    def __init__(self, read: Read | None, *, is_due: bool = True) -> None:
        self._read = read
        self._is_due = is_due
        self._values: dict[str, Any] = {"": None}
        self._notes: dict[str, Outcome] = {}

    def convert(self, texts: Sequence[str]) -> tuple[list[Any], Noted]:
        """Return the value of each text, and the positions that there is something to say of."""
        different = set(texts)
        are_clean = words.are_clean(different)
        if self._read is None and are_clean and not self._says_nothing(different):
            return [text or None for text in texts], []
        if len(self._values) > _MOST_KEPT:
            self._values, self._notes = {"": None}, {}
        for text in different.difference(self._values):
            self._learn(text, are_clean)
        values = list(map(self._values.__getitem__, texts))
        if not self._notes or different.isdisjoint(self._notes):
            return values, []
        notes = self._notes
        return values, [(i, notes[text]) for i, text in enumerate(texts) if text in notes]

    def _says_nothing(self, texts: set[str]) -> bool:
        return self._is_due and words.some_say_nothing(texts)

    def _learn(self, text: str, is_clean: bool) -> None:
        outcome = self._outcome(Outcome(text) if is_clean else words.clean(text))
        self._values[text] = outcome.value
        if outcome.reason:
            self._notes[text] = outcome

    def _outcome(self, cleaned: Outcome) -> Outcome:
        text = cleaned.value
        if text is None:
            return cleaned
        if self._is_due and words.says_nothing(text):
            return Outcome(None, f"{text!r} says nothing; read as empty")
        if self._read is None:
            return cleaned
        outcome = self._read(text)
        if outcome.reason or not cleaned.reason:
            return outcome
        return outcome._replace(reason=cleaned.reason)
