"""How each platform wants an address, a number or a name before it is hashed, and the hash."""

import re
from hashlib import sha256
from typing import Final

_DOTLESS: Final = frozenset({"gmail.com", "googlemail.com"})
"""Where dots before the @ mean nothing."""
_NOT_A_DIGIT: Final = re.compile(r"\D")
_NOT_A_LETTER: Final = re.compile(r"[\W\d_]+")
_SPACES: Final = re.compile(r"\s+")
_RUN: Final = "=+-@\uff1d\uff0b\uff0d\uff20'\u200b\ufeff"
"""What a spreadsheet runs when a cell begins with it, and what hides it."""
_PHONE: Final = range(8, 16)
"""Digits of a whole number with its country (E.164)."""


def hashed(text: str) -> str:
    """Return the SHA-256 of a text in small hexadecimal letters; nothing of nothing."""
    return sha256(text.encode()).hexdigest() if text else ""


def email(text: str) -> str:
    """Return an address without spaces, in small letters; nothing for what is no address."""
    found = _SPACES.sub("", text).lower()
    return found if found.count("@") == 1 and not found.startswith("@") else ""


def google_email(text: str) -> str:
    """Return an address as Google compares it: without dots at its own mailboxes."""
    name, _, domain = email(text).partition("@")
    return f"{name.replace('.', '')}@{domain}" if domain in _DOTLESS else email(text)


def e164(text: str) -> str:
    """Return +, country and number; nothing where the country is not said."""
    digits = _NOT_A_DIGIT.sub("", text)
    return f"+{digits}" if text.strip().startswith("+") and len(digits) in _PHONE else ""


def letters(text: str) -> str:
    """Return a name as Meta compares it: small letters of any script, nothing else."""
    return _NOT_A_LETTER.sub("", text.lower())


def first_and_last(name: str) -> tuple[str, str]:
    """Return the first word of a name and the others."""
    first, _, last = " ".join(name.split()).partition(" ")
    return first, last


def cell(text: str) -> str:
    """Return text on one line that no spreadsheet runs.

    Signs that would start a formula are left out rather than quoted: a platform would compare
    the quotation mark with its own names.
    """
    return " ".join(text.split()).lstrip(_RUN + " ")
