"""What the world reads of a sending domain: SPF, DKIM and DMARC, looked up where names can be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from accord.server.mailing.how import How

_PATIENCE_S: Final = 4.0
Ask = Callable[[str], Sequence[str] | None]
"""Texts that stand under a name; none when there are none, None when it can't be asked."""


@dataclass(frozen=True, slots=True)
class Check:
    """One record: whether it is there, what was found, and what to do."""

    title: str
    name: str
    is_good: bool | None
    """None when it could not be looked up."""
    found: str
    advice: str


def check(how: How, ask: Ask | None = None) -> list[Check]:
    """Look up what receivers look up for the domain that mails come from."""
    asked = ask or _texts
    domain = how.from_address.rpartition("@")[2].lower()
    found = [_spf(domain, asked), _dmarc(domain, asked)]
    selector = f"{how.dkim_selector}._domainkey.{how.dkim_domain}"
    if how.dkim_selector and how.dkim_domain:
        found.insert(1, _dkim(selector, asked, how.dkim_domain == domain))
    return found


def _spf(domain: str, ask: Ask) -> Check:
    texts = ask(domain)
    found = [one for one in texts or () if one.lower().startswith("v=spf1")]
    advice = "a TXT record that begins with v=spf1 and names whoever sends for you"
    if len(found) > 1:
        advice = "only one of these records may stand there; join them"
    is_good = None if texts is None else len(found) == 1
    return Check("SPF", domain, is_good, " · ".join(found), "" if is_good else advice)


def _dkim(name: str, ask: Ask, is_aligned: bool) -> Check:
    texts = ask(name)
    found = [one for one in texts or () if "p=" in one]
    is_good = None if texts is None else bool(found) and is_aligned
    advice = "a TXT record with v=DKIM1; k=rsa; p= and the public key that belongs to yours"
    if found and not is_aligned:
        advice = "sign for the domain of the From address, or receivers count it as unsigned"
    return Check("DKIM", name, is_good, " · ".join(found)[:120], "" if is_good else advice)


def _dmarc(domain: str, ask: Ask) -> Check:
    name = f"_dmarc.{domain}"
    texts = ask(name)
    found = [one for one in texts or () if one.lower().startswith("v=dmarc1")]
    is_good = None if texts is None else len(found) == 1
    advice = "a TXT record such as v=DMARC1; p=none; rua=mailto: and a mailbox of yours"
    return Check("DMARC", name, is_good, " · ".join(found), "" if is_good else advice)


def _texts(name: str) -> Sequence[str] | None:
    """Ask for the TXT records of a name; None where nobody answers such questions."""
    try:
        import dns.exception
        import dns.resolver
    except ImportError:
        return None
    try:
        resolver = dns.resolver.Resolver()
        answer = resolver.resolve(name, "TXT", lifetime=_PATIENCE_S)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError):
        return None
    return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]
