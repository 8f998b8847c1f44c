"""Which networks are servers' or mail scanners': truncated addresses and "AS" numbers.

The list that comes with Accord is made of the ranges that cloud providers publish (as gathered
by github.com/lord-alfred/ipranges, CC0), of hosting networks (github.com/brianhama/bad-asn-list,
MIT) and of the networks registered to makers of mail scanners. A program adds to it.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from importlib import resources
from ipaddress import ip_address
from typing import Final

import pyarrow as pa

from accord.engine.session import Session
from accord.program.verdicts import Networks

SCANNER, CLOUD, PEOPLE = 1, 2, 3
_KINDS: Final = {"scanner": SCANNER, "cloud": CLOUD, "people": PEOPLE}
_FILE: Final = "networks.csv"
_NUMBERED: Final = "AS"
_BITS_OF_VERSION_4: Final = 32
_SEEN: Final = """
SELECT network, min(network_name) AS network_name FROM fact_activities
WHERE network <> 0 AND network_name IS NOT NULL GROUP BY network
"""
Range = tuple[int, int, int]  # first address, last address, kind


class Listed:
    """Numbered networks and ranges of addresses that lie apart, each with what it is."""

    def __init__(self, networks: Iterable[tuple[str, int]]) -> None:
        self._kind_by_number: dict[str, int] = {}
        ranges: list[Range] = []
        for name, kind in networks:
            if name.startswith(_NUMBERED):
                self._kind_by_number[name] = kind
            else:
                ranges.append((*_span(name), kind))
        self._ranges = sorted(ranges)
        self._starts = [first for first, _, _ in self._ranges]

    def kind(self, name: str) -> int:
        """Return what a network is; 0 when nothing is known of it."""
        if name.startswith(_NUMBERED):
            return self._kind_by_number.get(name, 0)
        first = _first(name)
        _, last, kind = self._ranges[bisect_right(self._starts, first) - 1]
        return kind if first <= last and first >= self._starts[0] else 0


def _of_program(networks: Networks, name: str) -> int:
    """Return what a program says of a network: the narrowest of its ranges has the word."""
    first, found = _first(name), (1 << 129, 0)
    for kind, names in networks.model_dump().items():
        for said in names:
            if said.startswith(_NUMBERED):
                if said == name:
                    return _KINDS[kind]
            elif (span := _span(said))[0] <= first <= span[1]:
                found = min(found, (span[1] - span[0], _KINDS[kind]))
    return found[1]


def _first(name: str) -> int:
    """Return the first address of a network; those of version 4 come before all others."""
    address = name.partition("/")[0]
    parts = address.split(".")
    if len(parts) == 4 and all(part.isdigit() for part in parts):  # noqa: PLR2004
        a, b, c, d = map(int, parts)
        return (a << 24) + (b << 16) + (c << 8) + d
    try:
        return int(ip_address(address)) + (1 << _BITS_OF_VERSION_4)
    except ValueError:
        return -1


def _span(name: str) -> tuple[int, int]:
    bits = 128 if ":" in name else _BITS_OF_VERSION_4
    first = _first(name)
    size = 1 << (bits - int(name.partition("/")[2] or bits))
    return first, first + size - 1


@cache
def listed() -> tuple[tuple[str, int], ...]:
    """Return the list that comes with Accord."""
    text = resources.files("accord.identity").joinpath(_FILE).read_text(encoding="utf-8")
    return tuple((row["network"], _KINDS[row["kind"]]) for row in csv.DictReader(text.splitlines()))


@cache
def _shipped() -> Listed:
    return Listed(listed())


def kind_of(name: str, networks: Networks) -> int:
    """Return what a network is, by the program or else by the list; 0 when neither knows it."""
    is_told = networks.scanner or networks.cloud or networks.people
    return (_of_program(networks, name) if is_told else 0) or _shipped().kind(name)


def find(session: Session, networks: Networks) -> None:
    """Make `networks`: those of servers, of scanners and, told by the program, of people."""
    seen = session.arrow(_SEEN)
    names = (name.strip().upper() for name in seen["network_name"].to_pylist())
    kinds = pa.array([kind_of(name, networks) for name in names], pa.int8())
    table = pa.table({"network": seen["network"], "network_kind": kinds})
    session.register("found_networks", table)
    session.make(
        "networks", "SELECT network, network_kind FROM found_networks WHERE network_kind > 0"
    )
    session.drop("found_networks")
