"""Which letters the bytes stand for: marks first, then UTF-8, then what Windows writes."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from accord.values.errors import AccordError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_IN_CP1252: Final = frozenset(b"\x81\x8d\x8f\x90\x9d")
_BROKEN: Final = "\ufffd"
_BROKEN_SHARE: Final = 0.1
"""Below this share of the letters beyond ASCII, UTF-8 was damaged rather than never meant."""

_TEXT_TO_CONTROLS: Final = 20
_MOSTLY: Final = 0.6


@dataclass(frozen=True, slots=True)
class Letters:
    """How to decode a file, and how many lines it has."""

    encoding: str
    lines: int


class Census:
    """Counts, over all blocks of a file, what tells encodings apart."""

    def __init__(self) -> None:
        self.lines = 0
        self.odd: set[int] = set()
        self.broken = 0
        self.beyond_ascii = 0
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")

    def add(self, block: bytes) -> None:
        """Count one block."""
        self.lines += block.count(b"\n") or block.count(b"\r")
        if block.isascii() and not self._utf8.getstate()[0]:
            return
        if len(self.odd) < len(_NOT_IN_CP1252):
            self.odd |= _NOT_IN_CP1252.intersection(block)
        text = self._utf8.decode(block)
        self.broken += text.count(_BROKEN)
        self.beyond_ascii += len(text.encode("utf-8", "replace")) - len(text)

    def finish(self) -> None:
        """Count a letter that the end cut in two."""
        self.broken += len(self._utf8.decode(b"", final=True))


def detect(blocks: Iterable[bytes], name: str, said: str | None = None) -> Letters:
    """Read all blocks once and return how to decode them; refuse binary files."""
    census, mark, head = Census(), None, b""
    for block in blocks:
        if not head:
            head = block[:4096]
            mark = next((word for start, word in _MARKS if block.startswith(start)), None)
        census.add(block)
    census.finish()
    encoding = said or mark or _without_mark(census, head, name)
    return Letters(encoding, max(census.lines, 1))


def _without_mark(census: Census, head: bytes, name: str) -> str:
    if wide := _wide(head):
        return wide
    control = sum(head.count(code) for code in (*range(9), *range(14, 32)))
    if control * _TEXT_TO_CONTROLS > len(head):
        raise AccordError(f"{name} is a binary file, not a table; give CSV, TSV or XLSX.")
    if census.broken <= census.beyond_ascii * _BROKEN_SHARE:
        return "utf-8"
    return "latin-1" if census.odd else "cp1252"


def _wide(head: bytes) -> str | None:
    """Tell UTF-16 without a mark by where its zero bytes stand."""
    half = len(head) / 2
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if odd > _MOSTLY and even < 1 - _MOSTLY:
        return "utf-16-le"
    return "utf-16-be" if even > _MOSTLY and odd < 1 - _MOSTLY else None
