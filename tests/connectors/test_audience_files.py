"""Audience files are the platforms' own, byte for byte, and refused when they could not serve."""

import hashlib
import random
from pathlib import Path

import pytest

from accord.connectors.audiences import files, normal
from accord.connectors.audiences.members import Company, Person
from accord.connectors.audiences.platforms import PLATFORMS
from accord.values.errors import AccordError

DATA = Path(__file__).parents[1] / "data" / "audiences"
CAST = {
    "companies": [
        Company("Acme Corp.", "acme.example", "https://linkedin.example/company/acme", "Software", "Bonn", "", "DE"),
        Company('Globex, "Inc"', "globex.example", country="US", state="OH"),
        Company("=HYPERLINK(1)", "initech.example", country="GB"),
        Company("Zoë & Sons\nLtd", "", city="Reims"),
    ],
    "people": [
        Person(" Ada.Lovelace@Acme.example ", "Ada King Lovelace", "CFO", "Acme Corp.", "DE", "+49 228 1234567"),
        Person("ivan.petrov@gmail.com", "Ivan Petrov", "+Head of IT", "Acme Corp.", "DE", "0228 12"),
        Person("zoe@globex.example", "Zoë O'Neil", 'VP "Ops", EMEA', 'Globex, "Inc"', "US"),
    ],
}  # fmt: skip


def many(kind, cast, n):
    """Return n members, the cast first."""
    extra = n - len(cast)
    if kind.is_of_people:
        return [*cast, *(Person(f"p{i}@many.example") for i in range(extra))]
    return [*cast, *(Company(f"Many {i}") for i in range(extra))]


@pytest.mark.parametrize("name", PLATFORMS)
def test_the_fixed_cast_gives_the_bytes_of_the_golden_file(name):
    kind = PLATFORMS[name]
    cast = CAST[kind.holds]
    content = files.write(kind, "x", many(kind, cast, max(kind.at_least, len(cast)))).content
    lines = content.split(b"\r\n")[: len(cast) + 1]
    assert b"\r\n".join(lines) + b"\r\n" == (DATA / f"{name}.csv").read_bytes()


def naive(name, n, seed):
    """Write the same file by plain joins: another hand, no csv module, no shared code."""
    luck = random.Random(seed)
    members, lines = [], []

    def sha(text):
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def quoted(text):
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n\r') else text

    for i in range(n):
        word = luck.choice(["Böhm", "Ng, Inc", 'The "A" Co', "Plain"]) + f" {i}"
        country = luck.choice(["US", "DE", "FR"])
        phone = luck.choice(["", f"+1 (555) 01{i:05d}"])
        digits = "" if not phone else f"155501{i:05d}"
        address = f"Some.Body{i}@{luck.choice(['GMAIL.com', 'Firm.example'])}"
        small = address.lower()
        if PLATFORMS[name].is_of_people:
            members.append(Person(address, f"Zoë O'Neil-{i}", "CFO, EMEA", word, country, phone))
        else:
            members.append(
                Company(word, f"d{i}.example", "", "Retail", "Bonn", "NW", country, "53111")
            )
        dotless = small.replace("some.body", "somebody") if "gmail" in small else small
        row = {
            "linkedin_companies": [word, f"d{i}.example", f"d{i}.example", "", "", "Retail", "Bonn", "NW", country, "53111"],
            "linkedin_contacts": [sha(small), "Zoë", f"O'Neil-{i}", "CFO, EMEA", word, country, ""],
            "google_customer_match": [sha(dotless), sha("+" + digits) if digits else "", "", "", "", ""],
            "meta_custom_audience": [sha(small), sha(digits) if digits else "", "", sha("zoë"), sha("oneil"), "", "", "", sha(country.lower())],
            "6sense_accounts": [word, country, f"d{i}.example"],
            "demandbase_accounts": [word, f"d{i}.example"],
        }[name]  # fmt: skip
        lines.append(",".join(quoted(text) for text in row) + "\r\n")
    header = (DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
    return members, (header + "\r\n" + "".join(lines)).encode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", PLATFORMS)
def test_fifty_thousand_rows_are_the_bytes_that_another_hand_writes(name):
    rows = min(50_000, PLATFORMS[name].at_most)
    members, expected = naive(name, rows, seed=7)
    found = files.write(PLATFORMS[name], "x", members)
    assert found.rows == rows
    assert found.sha256 == hashlib.sha256(expected).hexdigest()


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_thousand_rows_are_the_bytes_that_another_hand_writes(name):
    members, expected = naive(name, 1_000, seed=3)
    assert files.write(PLATFORMS[name], "x", members).content == expected


def test_too_few_are_refused_with_the_number_and_the_way_out():
    kind = PLATFORMS["linkedin_contacts"]
    with pytest.raises(AccordError, match=r"takes 300 people or more, and 299 .* 1 too few; widen"):
        files.write(kind, "x", many(kind, [], 299))
    assert files.write(kind, "x", many(kind, [], 300)).rows == 300


def test_who_stands_twice_or_can_never_be_matched_does_not_count_towards_the_least():
    kind = PLATFORMS["linkedin_contacts"]
    members = [*many(kind, [], 299), Person("P0@many.example "), Person("no address")]
    with pytest.raises(AccordError, match="299 are left"):
        files.write(kind, "x", members)


def test_too_many_are_refused_with_the_number_and_the_way_out():
    kind = PLATFORMS["6sense_accounts"]
    with pytest.raises(AccordError, match=r"25,000 rows at most, and these are 25,001; make two"):
        files.write(kind, "x", many(kind, [], 25_001))


def test_no_plain_address_stands_in_a_file_of_people():
    for name, kind in PLATFORMS.items():
        if kind.is_of_people:
            content = files.write(kind, "x", many(kind, CAST["people"], 300)).content
            assert b"@" not in content, name


def test_no_cell_starts_what_a_spreadsheet_would_run():
    for start in ("=1+1", "+1", "-1", "@x", "\t=1", " =1", "'=1", "\u200b=1", "＝1"):
        assert normal.cell(f"{start} co")[:1] not in set("=+-@'\t\r＝"), start


def test_a_file_name_has_no_space():
    assert files.write(PLATFORMS["6sense_accounts"], "Tier 1 – EMEA!", [Company("A")]).name == (
        "tier_1_emea_6sense_accounts.csv"
    )


def test_companies_are_no_people():
    with pytest.raises(AccordError, match="people only"):
        files.write(PLATFORMS["linkedin_contacts"], "x", [Company("Acme")])


def test_a_word_that_is_no_platform_is_refused_with_those_there_are():
    with pytest.raises(AccordError, match="linkedin_companies"):
        files.platform("myspace")
