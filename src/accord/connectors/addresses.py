"""Network addresses before they reach a disk: whole, without their last part, or not at all."""

import ipaddress
from typing import Final, Literal

Keeping = Literal["keep", "truncate", "drop"]
_OLD_BITS: Final = 24
_NEW_BITS: Final = 48


def kept(address: str, how: Keeping) -> str:
    """Return what may be kept of a network address; what is none is kept by nobody.

    Without its last part it still tells a network (/24, of IPv6 /48), and no longer a household.
    """
    if how == "drop":
        return ""
    try:
        number = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(number, ipaddress.IPv6Address) and number.ipv4_mapped is not None:
        number = number.ipv4_mapped
    if how == "keep":
        return str(number)
    bits = _OLD_BITS if number.version == 4 else _NEW_BITS  # noqa: PLR2004 - the two versions
    return str(ipaddress.ip_network((number, bits), strict=False).network_address)
