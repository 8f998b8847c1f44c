"""What goes out runs in no spreadsheet, and comes back as it went."""

import csv
import io
import shutil
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accord.connectors import files
from accord.connectors.files import formulas
from files_cast import load

HOSTILE = [
    "=1+1",
    "+1",
    "-SUM(A1)",
    "@x",
    "\t=1",
    "\r=1",
    "\x00=1",
    "\uff1d1",
    "  =1",
    "+44 20 7946",
    "'=1",
    "''=1",
    "=cmd|' /C calc'!A0",
    "-2+3",
    "\n=1",
]
HARMLESS = ["-5", "Acme", "it's", "a=b", "'tis", "-12.50", "0123", "\u00e9clair"]


def written(rows, columns, how="csv") -> bytes:
    target = io.BytesIO()
    (files.write_csv if how == "csv" else files.write_xlsx)(rows, columns, target)
    return target.getvalue()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_spreadsheet_would_run_is_escaped(text):
    assert formulas.escape(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_the_rest_stays_as_it_is(text):
    assert formulas.escape(text) == text


@given(st.one_of(st.text(), st.text(alphabet="'=+-@ \t\r\n\x00\uff1d1a")))
def test_escaped_text_comes_back(text):
    assert formulas.unescape(formulas.escape(text)) == text
    escaped = formulas.escape(text)
    assert not escaped.lstrip(" \u00a0\u3000\u200b\ufeff").startswith(
        ("=", "+", "@", "\t", "\r", "\x00")
    )


@pytest.mark.parametrize("how", ["csv", "xlsx"])
def test_export_and_import_give_the_same_values(how):
    rows = [
        {
            "name": f"Company {i}",
            "domain": f"c{i}.example",
            "city": text,
            "employees": 5 + i,
            "Margin": -5 - i,
        }
        for i, text in enumerate(HOSTILE + HARMLESS)
    ]
    data = written(rows, list(rows[0]), how)
    got = load(data, f"companies.{how}")
    assert [fact["city"] for fact in got.facts["companies"]] == HOSTILE + HARMLESS
    assert [fact["employees"] for fact in got.facts["companies"]] == [
        row["employees"] for row in rows
    ]
    assert [got.custom("companies", i)["Margin"] for i in range(len(rows))] == [
        row["Margin"] for row in rows
    ]
    assert got.issues == []


def test_numbers_are_numbers_and_flags_and_lists_read_back():
    rows = [
        {
            "Email": "a@b.example",
            "First Name": "Ada",
            "Last Name": "L",
            "Unsubscribed": True,
            "Score": 1.5,
            "Tags": ["a", "b"],
        }
    ]
    for how in ("csv", "xlsx"):
        got = load(written(rows, list(rows[0]), how), f"people.{how}")
        assert got.facts["people"][0]["is_opted_out"] is True
        assert got.custom("people") == {"Score": 1.5, "Tags": "a;b"}


@settings(max_examples=60, deadline=None)
@example([("", ";"), ("\x1e", ";")] * 2, ",", "utf-8")
@given(
    st.lists(
        st.tuples(st.text(max_size=30), st.text(alphabet="ab\"',;\t|\n =-+", max_size=12)),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
)
def test_any_text_survives_any_delimiter_and_encoding(pairs, delimiter, encoding):
    pairs = [
        tuple(text.encode("utf-8", "ignore").decode().replace("\r", "\n") for text in pair)
        for pair in pairs
    ]
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(["name", "domain", "Left", "Right"])
    for i, (left, right) in enumerate(pairs):
        writer.writerow(
            [f"Company {i}", f"c{i}.example", formulas.escape(left), formulas.escape(right)]
        )
    plan = files.look(
        target.getvalue().encode(encoding), "companies.csv", files.Hints(delimiter=delimiter)
    )
    assert plan.kind == "companies"
    got = load(target.getvalue().encode(encoding), "companies.csv")
    assert got.plan.dialect.delimiter == delimiter
    assert [fact["name"] for fact in got.facts["companies"]] == [
        f"Company {i}" for i in range(len(pairs))
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet="äöüßéèñçøåÆŒ€–’ab ", min_size=1, max_size=20).map(str.strip),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
)
def test_letters_of_western_europe_are_read_in_any_usual_encoding(cities, encoding):
    lines = [
        "name;domain;city",
        *(f"Company {i};c{i}.example;{city}" for i, city in enumerate(cities)),
    ]
    got = load("\n".join(lines).encode(encoding), "companies.csv")
    assert [fact["city"] for fact in got.facts["companies"]] == [city or None for city in cities]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.slow
def test_a_spreadsheet_finds_no_formula_in_what_we_write(tmp_path):
    source = tmp_path / "out.csv"
    files.write_csv([{"a": text} for text in HOSTILE], ["a"], source)
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "fods", "--outdir", tmp_path, source],
        check=True,
        timeout=120,
    )
    assert "table:formula" not in (tmp_path / "out.fods").read_text()
