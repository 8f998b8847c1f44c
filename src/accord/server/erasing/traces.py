"""How a person shows in texts: addresses plain, coded and hashed, numbers, names at their account."""

import hashlib
import re
from base64 import b64encode
from functools import cached_property
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from accord.server.erasing.person import Person

ERASED: Final = "[erased]"
"""What stands where a trace stood."""
_LONG_ENOUGH: Final = 8
_BASE64_LONG_ENOUGH: Final = 11
_BREAK: Final = "\x00"


class Traces:
    """The traces of one person, as patterns that Python and the column engine both read."""

    def __init__(self, person: Person) -> None:
        self._person = person

    @cached_property
    def loose(self) -> str:
        """A pattern that matches wherever a trace may be; letters of any size."""
        return "|".join(_literal(text) for text in self._texts()) or _literal(_BREAK)

    @cached_property
    def loose_names(self) -> str:
        """The same for the person's names."""
        return "|".join(_literal(text) for text in self._person.names) or _literal(_BREAK)

    @cached_property
    def _strict(self) -> "re.Pattern[str]":
        words = [rf"(?<![\w.+-]){_literal(one)}(?![\w-]|\.\w)" for one in self._words()]
        runs = [_literal(one) for one in self._codes()]
        return re.compile("|".join([*words, *runs]) or _literal(_BREAK), re.IGNORECASE)

    @cached_property
    def _packed(self) -> "re.Pattern[str]":
        return re.compile(f"{self.loose}|{self.loose_names}", re.IGNORECASE)

    @cached_property
    def _names(self) -> "re.Pattern[str]":
        words = [rf"(?<!\w){_literal(one)}(?!\w)" for one in self._person.names]
        return re.compile("|".join(words) or _literal(_BREAK), re.IGNORECASE)

    def redact(self, text: str, *, names: bool = False) -> str:
        """Return a text without the person; `names` too where the text is about their account."""
        clean = self._strict.sub(ERASED, text)
        return self._names.sub(ERASED, clean) if names else clean

    def are_in(self, data: bytes) -> bool:
        """Tell whether bytes hold a trace, as UTF-8, Latin or UTF-16 text.

        In packed bytes texts stand side by side, so that nothing tells where a word begins.
        """
        is_packed = b"\x00" in data
        encodings = ("utf-8", "latin-1", *(("utf-16-le", "utf-16-be") if is_packed else ()))
        patterns = (self._packed,) if is_packed else (self._strict, self._names)
        texts = (data.decode(one, "ignore") for one in encodings)
        return any(pattern.search(text) for text in texts for pattern in patterns)

    def _texts(self) -> list[str]:
        return list(dict.fromkeys([*self._words(), *self._codes()]))

    def _words(self) -> list[str]:
        """Return what stands as a word of its own."""
        person = self._person
        found = [*person.emails, *(quote(one, safe="") for one in person.emails)]
        found += [one for one in person.anonymous_ids if len(one) >= _LONG_ENOUGH]
        for phone in person.phones:
            found += [phone, "".join(letter for letter in phone if letter.isdigit())]
        for number in sorted(person.numbers):
            found.append(str(number))
        found += person.public_ids
        return [one for one in dict.fromkeys(found) if len(one) >= _LONG_ENOUGH - 1]

    def _codes(self) -> list[str]:
        """Return hashes of the addresses, and what they look like inside coded text."""
        found = []
        for email in self._person.emails:
            data = email.encode()
            found += [make(data).hexdigest() for make in (_md5, _sha1, sha256)]
            for shift in range(3):
                code = b64encode(b"\x00" * shift + data).decode()
                middle = code[(0, 2, 3)[shift] :].rstrip("=")
                middle = middle if (len(data) + shift) % 3 == 0 else middle[:-1]
                if len(middle) >= _BASE64_LONG_ENOUGH:
                    found.append(middle)
        return found


def _md5(data: bytes) -> "hashlib._Hash":
    return hashlib.md5(data, usedforsecurity=False)


def _sha1(data: bytes) -> "hashlib._Hash":
    return hashlib.sha1(data, usedforsecurity=False)


def _literal(text: str) -> str:
    """Write a text as a pattern that means just that, in Python's and RE2's language alike."""
    return "".join(c if c.isalnum() or ord(c) > 127 else f"\\x{ord(c):02x}" for c in text)  # noqa: PLR2004
