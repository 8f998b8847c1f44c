"""Numbers as people and programs type them into addresses and forms."""

from typing import Final

_LARGEST: Final = 2**31 - 1


def whole(text: str, at_most: int = _LARGEST) -> int | None:
    """Read a whole number of plain digits; None when it is none, or too large to mean one."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(at_most)):
        return None
    return found if (found := int(text)) <= at_most else None
