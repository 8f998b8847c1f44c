"""What became of one text: a value, and what there is to say about it."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple


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
