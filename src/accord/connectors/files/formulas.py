"""Text that a spreadsheet would run is written with a leading ', and read back without it."""

import re
from typing import Final

# Full-width signs count too: some spreadsheets fold them. The apostrophes let text that
# already looks escaped come back as it was.
_DANGEROUS: Final = re.compile(r"'*[\s\x00\u200b\ufeff]*[=+\-@\t\r\x00\uff1d\uff0b\uff0d\uff20]")
_NUMBER: Final = re.compile(r"-\d+(?:[.,]\d+)?\Z")


def _is_dangerous(text: str) -> bool:
    return _DANGEROUS.match(text) is not None and _NUMBER.match(text) is None


def escape(text: str) -> str:
    """Return text that no spreadsheet runs; plain negative numbers stay numbers."""
    return "'" + text if _is_dangerous(text) else text


def unescape(text: str) -> str:
    """Return what `escape` was given."""
    return text[1:] if text[:1] == "'" and _is_dangerous(text[1:]) else text
