"""Networks in place of addresses: near enough to tell machines, too wide to tell a person."""

import ipaddress
import re
from functools import lru_cache
from typing import Final

from accord.connectors import addresses
from accord.connectors.addresses import Keeping

_BITS: Final = {4: 24, 6: 48}
_TOLD: Final = re.compile(
    rb'("(?:ip|IP|\$ip|ipAddress|ip_address|user_ipaddress)"\s*:\s*")([0-9A-Fa-f:.]{2,45})(")'
)


def kept(address: str, how: Keeping) -> str:
    """Return the network of an address; "" where nothing of addresses is kept."""
    return "" if how == "drop" else of(address)


@lru_cache(maxsize=16_384)
def of(address: str) -> str:
    """Return the network of an address, as 203.0.113.0/24; "" if it is no public address."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if not found.is_global:
        return ""
    return str(ipaddress.ip_network((found, _BITS[found.version]), strict=False))


def without_addresses(body: bytes, how: Keeping) -> bytes:
    """Return a body in which addresses of visitors stand as they may be kept: before any disk."""
    if how == "keep" or not (b"ip" in body or b"IP" in body):
        return body

    def kept(found: re.Match[bytes]) -> bytes:
        return found[1] + addresses.kept(found[2].decode("ascii"), how).encode() + found[3]

    return _TOLD.sub(kept, body)
