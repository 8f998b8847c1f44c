import csv
import gzip
from pathlib import Path

import pytest

from accord.identity import domains
from accord.identity.domains import Kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("www.acme.example", "acme.example"),
        ("ada@mail.acme.co.uk", "acme.co.uk"),
        ("https://user@shop.acme.com.au:8080/x?y=1", "acme.com.au"),
        ("HTTP://WWW.Acme.Com/", "acme.com"),
        ("acme.com.", "acme.com"),
        ("mailto:ada@acme.com", "acme.com"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("acme.myshopify.com", "acme.myshopify.com"),
        ("github.io", "github.io"),
        ("corporate.basic-fit.com", "basic-fit.com"),
        ("x.unknown-ending.acmecorp", "unknown-ending.acmecorp"),
    ],
)
def test_the_registered_domain_is_what_somebody_registered(text: str, expected: str) -> None:
    assert domains.registered(text) == expected


@pytest.mark.parametrize(
    "text", [None, "", "localhost", "co.uk", "10.0.0.1", "acme..com", "a b", "@"]
)
def test_what_names_no_domain_is_none(text: str | None) -> None:
    assert domains.registered(text) is None


def test_reading_twice_changes_nothing() -> None:
    for text in ("www.acme.co.uk", "a.b.c.example", "münchen.de", "foo.github.io"):
        found = domains.registered(text)
        assert domains.registered(found) == found


def test_kinds_of_domains() -> None:
    assert domains.kind("gmail.com") is Kind.FREE
    assert domains.kind("hinet.net") is Kind.FREE
    assert domains.kind("mailinator.com") is Kind.DISPOSABLE
    assert domains.kind("linkedin.com") is Kind.PROFILE
    assert domains.kind("acme.example") is Kind.COMPANY


def test_a_table_has_a_row_for_each_text() -> None:
    found = domains.table(["www.acme.example", "nonsense", "ada@gmail.com"]).to_pylist()
    assert [row["domain"] for row in found] == ["acme.example", None, "gmail.com"]
    assert [row["kind"] for row in found] == ["company", None, "free mail"]


def test_two_part_endings_of_real_companies_are_right(real_data: Path) -> None:
    with gzip.open(real_data / "financedatabase_companies.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = {row["domain"]: domains.registered(row["domain"]) for row in rows}
    endings = ("co.uk", "com.au", "co.jp", "com.br", "co.za", "com.cn", "co.in", "com.tw", "co.kr")
    two_part = [d for d in found if d.endswith(tuple(f".{ending}" for ending in endings))]
    assert len(two_part) > 1_000
    for domain in two_part:
        got = found[domain]
        assert got is not None
        assert got.count(".") == 2, (domain, got)
        assert domain == got or domain.endswith(f".{got}")
    assert sum(value is None for value in found.values()) <= 5
