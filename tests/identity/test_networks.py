import csv
from pathlib import Path

import pytest

from accord.identity import networks
from accord.program.verdicts import Networks

NOTHING = Networks()


def test_networks_of_servers_are_known_by_range_and_by_number() -> None:
    assert networks.kind_of("3.5.140.0/24", NOTHING) == networks.CLOUD
    assert networks.kind_of("AS14618", NOTHING) == networks.CLOUD
    assert networks.kind_of("AS30031", NOTHING) == networks.SCANNER


@pytest.mark.parametrize(
    "name", ["192.0.2.0/24", "203.0.113.0/24", "0.0.0.0/24", "255.255.255.0/24", "AS7922", "odd"]
)
def test_other_networks_are_not_known(name: str) -> None:
    assert networks.kind_of(name, NOTHING) == 0


def test_a_program_knows_better_and_its_narrowest_range_has_the_word() -> None:
    told = Networks(
        scanner=("AS64500", "2001:db8::/32"),
        cloud=("198.51.0.0/16",),
        people=("198.51.100.0/24", "3.5.140.0/24", "AS14618"),
    )
    assert networks.kind_of("AS64500", told) == networks.SCANNER
    assert networks.kind_of("2001:db8:7::/48", told) == networks.SCANNER
    assert networks.kind_of("2001:db9:7::/48", told) == 0
    assert networks.kind_of("198.51.7.0/24", told) == networks.CLOUD
    assert networks.kind_of("198.51.100.0/24", told) == networks.PEOPLE
    assert networks.kind_of("3.5.140.0/24", told) == networks.PEOPLE
    assert networks.kind_of("AS14618", told) == networks.PEOPLE


def test_ranges_of_version_6_have_edges_are_narrowed_and_meet_none_of_version_4() -> None:
    told = Networks(cloud=("2001:db8::/32", "::/96"), people=("2001:db8:aa::/48",))
    assert networks.kind_of("2001:DB8::/48", told) == networks.CLOUD  # as `find` writes them
    assert networks.kind_of("2001:DB8:FFFF::/48", told) == networks.CLOUD
    assert networks.kind_of("2001:DB8:AA::/48", told) == networks.PEOPLE
    assert networks.kind_of("2001:DB7:FFFF::/48", told) == 0
    assert networks.kind_of("2001:DB9::/48", told) == 0
    assert networks.kind_of("192.0.2.0/24", told) == 0  # ::/96 is numbered as version 4 is


def test_the_ranges_of_the_list_lie_apart() -> None:
    spans = sorted(networks._span(n) for n, _ in networks.listed() if not n.startswith("AS"))
    assert len(spans) > 2_000
    assert all(one[1] < other[0] for one, other in zip(spans, spans[1:], strict=False))


def test_published_ranges_and_numbers_are_on_the_list(real_data: Path) -> None:
    for provider in ("amazon", "microsoft", "google", "oracle"):
        for line in (real_data / "cloud_ranges" / f"{provider}.txt").read_text().split():
            assert networks.kind_of(line, NOTHING) == networks.CLOUD, line
    rows = list(csv.reader((real_data / "bad_asn_list.csv").read_text().splitlines()))[1:]
    numbers = [row[0].strip() for row in rows if row and row[0].strip().isdigit()]
    assert all(networks.kind_of(f"AS{number}", NOTHING) for number in numbers)
