"""Domains and mail addresses, out of what people put in those columns."""

import re
from typing import Final

from accord.connectors.files.outcome import Outcome, unread
from accord.identity import domains

_HOST: Final = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_BARE: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_ADDRESS: Final = re.compile(
    r"(?:mailto:|[a-z][a-z0-9+.-]*://+)?(?:[^/?#\\\s@]*@)?([^/?#\\\s@:]+)(?::\d+)?(?:[/?#\\\s].*)?$"
)
_MAIL: Final = re.compile(
    r"(?<![^\s@,;:<>()\"])[^\s@,;:<>()\"]+@[^\s@,;<>()\"]+\.[^\s@,;<>()\".]{2,}"
)


def host_of(text: str) -> str:
    """Return the host of an address, lower case, without www; "" if there is none."""
    if _BARE.fullmatch(text):
        return text.removeprefix("www.")
    found = _ADDRESS.match(text.strip().lower())
    bare = found[1].rstrip(".").removeprefix("www.") if found else ""
    if not bare.isascii():
        try:
            bare = bare.encode("idna").decode()
        except UnicodeError:
            return ""
    return bare if _HOST.fullmatch(bare) else ""


def host(text: str) -> Outcome:
    """Read a company's host from a domain, an address of a site or a mail address."""
    found = host_of(text)
    own = domains.registered(found)
    if not own:
        return unread(f"{text!r} is no domain; read as unknown")
    if text == found:
        return Outcome(found)
    path = text.lower().rstrip("/").rpartition(found)[2]
    if "/" in path and domains.kind(own) != domains.Kind.COMPANY:
        return unread(f"{text!r} is a page on {own}, not the company's own site")
    return Outcome(found)


def domain(text: str) -> Outcome:
    """Read a company's registered domain: acme.co.uk of https://emea.acme.co.uk/about."""
    found = host(text)
    return found._replace(value=domains.registered(found.value)) if found.value else found


def email(text: str) -> Outcome:
    """Read a mail address, out of `Ada <ada@acme.example>` too; the first if there are several."""
    if _MAIL.fullmatch(text):
        return Outcome(text.lower())
    found = _MAIL.findall(text.removeprefix("mailto:"))
    if not found:
        return unread(f"{text!r} is no mail address; read as unknown")
    first = found[0].lower()
    if len(found) > 1:
        return Outcome(first, f"names {len(found)} addresses; read as the first, {first}")
    return Outcome(first, None if text.startswith("mailto:") else f"read as {first}")
