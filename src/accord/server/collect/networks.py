"""Networks in place of addresses: near enough to tell machines, too wide to tell a person."""

import ipaddress
from functools import lru_cache
from typing import Final

_BITS: Final = {4: 24, 6: 48}


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
