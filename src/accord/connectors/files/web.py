"""Domains and mail addresses, out of what people put in those columns."""

import re
from functools import cache
from typing import Final

import tldextract

from accord.connectors.files.outcome import Outcome, unread

_HOST: Final = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_MAIL: Final = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@,;<>()\".]{2,}")
_NOT_A_SITE: Final = frozenset(
    "linkedin.com facebook.com twitter.com x.com instagram.com youtube.com xing.com tiktok.com "
    "google.com bit.ly crunchbase.com wikipedia.org".split()
)
_SECOND_LEVELS: Final = frozenset("co com net org gov ac edu or ne gob gov mil go nom".split())
_OWN_SITE: Final = frozenset({"google.com", "x.com", "linkedin.com"})


@cache
def _suffixes() -> tldextract.TLDExtract:
    """Open the suffix list that comes with the package; nothing is fetched."""
    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )


def host_of(text: str) -> str:
    """Return the host of an address, lower case, without www; "" if there is none."""
    bare = text.strip().lower().removeprefix("mailto:")
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://+", "", bare)
    bare = re.split(r"[/?#\\\s]", bare, maxsplit=1)[0].rpartition("@")[2]
    bare = re.sub(r":\d+$", "", bare).rstrip(".").removeprefix("www.")
    if not bare.isascii():
        try:
            bare = bare.encode("idna").decode()
        except UnicodeError:
            return ""
    return bare if _HOST.fullmatch(bare) else ""


def registered(host: str) -> str:
    """Return the registered domain of a host: acme.co.uk of emea.acme.co.uk; "" if none."""
    labels = host.split(".")
    if len(labels) == 2 and labels[0] not in _SECOND_LEVELS and len(labels[1]) == 3:
        return host
    return str(_suffixes()(host).top_domain_under_public_suffix)


def domain(text: str) -> Outcome:
    """Read a company's domain from a domain, an address of a site or a mail address."""
    found = registered(host_of(text))
    if not found:
        return unread(f"{text!r} is no domain; read as unknown")
    path = text.rstrip("/").rpartition(found)[2]
    if found in _NOT_A_SITE and ("/" in path or found not in _OWN_SITE):
        return unread(f"{text!r} is a page on {found}, not the company's own site")
    return Outcome(found)


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
