"""Every call to an address that somebody typed: resolved once, checked, and made to that very place.

A name is resolved here and the connection goes to the number that was checked, so that a name
that means something else a moment later changes nothing. A redirect is a new call, checked again.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import httpx

from accord.values.errors import AccordError, RefusedError, TooLargeError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]

_REDIRECTS_AT_MOST: Final = 5
_BODY_AT_MOST: Final = 5_000_000
_TIMEOUT: Final = httpx.Timeout(15.0, connect=5.0)
_PORTS: Final = frozenset({80, 443, 8080, 8443})
_PORT_BY_SCHEME: Final = {"http": 80, "https": 443}
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_SIX_TO_FOUR: Final = ipaddress.ip_network("2002::/16")
# What `is_global` of Python 3.11 takes for public, or what embeds an address we can't judge.
_NEVER: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
        "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Policy:
    """Where calls may go: the public network, and networks of one's own that an operator names."""

    allowed: tuple[Network, ...] = ()
    ports: frozenset[int] = _PORTS
    hosts: frozenset[str] = frozenset()
    """Names that an operator allows wherever they lead."""
    resolve: Resolve = field(default_factory=lambda: resolved)

    @classmethod
    def of(cls, networks: Iterable[str], hosts: Iterable[str] = ()) -> "Policy":
        """Return the policy that also allows some networks and names, on any port."""
        try:
            found = tuple(ipaddress.ip_network(one.strip()) for one in networks if one.strip())
        except ValueError as error:
            message = f"ACCORD_OUTGOING_ALLOWED: {error}; write networks as 10.1.0.0/16"
            raise AccordError(message) from None
        named = frozenset(one.strip().lower() for one in hosts if one.strip())
        return cls(found, hosts=named)


class Guarded(httpx.BaseTransport):
    """A transport that connects to nothing but what the policy allows."""

    def __init__(self, policy: Policy, inner: httpx.BaseTransport | None = None) -> None:
        self._policy = policy
        self._inner = inner or httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Check where a request goes, and send it to the number that was checked."""
        number = checked(request.url, self._policy)
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=number),
            headers=request.headers,  # with the Host of the name
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return self._inner.handle_request(pinned)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def client(policy: Policy) -> httpx.Client:
    """Return a client for addresses that people typed; redirects are followed, each one checked."""
    return httpx.Client(
        transport=Guarded(policy),
        timeout=_TIMEOUT,
        follow_redirects=True,
        max_redirects=_REDIRECTS_AT_MOST,
        trust_env=False,
    )


def fetch(url: str, policy: Policy, limit: int = _BODY_AT_MOST) -> bytes:
    """Return what stands at an address, up to so many bytes; refuse more."""
    with client(policy) as caller, caller.stream("GET", url) as response:
        response.raise_for_status()
        found = bytearray()
        for part in response.iter_bytes():
            found += part
            if len(found) > limit:
                message = (
                    f"{response.url.host} sends more than {limit // 1_000_000} MB; it was left"
                )
                raise TooLargeError(message)
        return bytes(found)


def checked(url: httpx.URL, policy: Policy) -> str:
    """Return the number that an address may be reached by; refuse what leads inside."""
    if url.scheme not in _PORT_BY_SCHEME:
        raise _refused(url, "only http and https addresses are called")
    if url.userinfo:
        raise _refused(url, "an address with a name before the @ is not called")
    port = url.port or _PORT_BY_SCHEME[url.scheme]
    numbers = [ipaddress.ip_address(one) for one in policy.resolve(url.host, port)]
    if not numbers:
        raise _refused(url, "nothing has this name")
    for number in numbers:
        is_own = url.host.lower() in policy.hosts or any(
            number in network for network in policy.allowed
        )
        if not is_own and not is_public(number):
            raise _refused(url, "it leads to this machine or into a private network")
        if not is_own and port not in policy.ports:
            raise _refused(url, f"port {port} is not called")
    return str(numbers[0])


def is_public(number: Address) -> bool:
    """Tell whether a number is one of the public network, whatever it is wrapped in."""
    if isinstance(number, ipaddress.IPv6Address):
        inside = _inside(number)
        if inside is not None:
            return is_public(inside)
    if any(number in network for network in _NEVER if network.version == number.version):
        return False
    return number.is_global and not number.is_multicast


def resolved(host: str, port: int) -> list[str]:
    """Return every number that a name has, as the system resolves it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


def _inside(number: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the old number that a new one carries."""
    if number.ipv4_mapped is not None:
        return number.ipv4_mapped
    if number in _NAT64:
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    if number in _SIX_TO_FOUR:
        return ipaddress.IPv4Address((int(number) >> 80) & 0xFFFFFFFF)
    return None


def _refused(url: httpx.URL, why: str) -> RefusedError:
    host = url.host[:80]
    return RefusedError(f"{host} is not called: {why}")
