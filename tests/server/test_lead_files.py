"""A vendor's lead file is reviewed row by row; what is taken warms its account, once."""

import csv
from datetime import timedelta

import pytest
from django.utils import timezone

from accord.connectors.files import sheet
from accord.plays.lead_review import Lead
from accord.server import derivation, lead_context
from accord.server.actions import import_files
from accord.server.records.queries import accounts, imports
from accord.server.web.display import imports_page
from accord.values import ids
from accord.values.errors import AccordError

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HEADER = (
    "Lead ID,First Name,Last Name,Email,Job Title,Company,Country,Asset Title,Download Date,Opt-In"
)


@pytest.fixture
def mia(workspace, user):
    return user("mia")


def bring(mia, rows, name="netline.csv", **said):
    data = "\n".join([HEADER, *rows]).encode()
    options = {"by_file": {name: said}} if said else {}
    public_id = import_files.receive(mia, [(name, [data])], options)
    import_files.check(mia, public_id)
    import_files.run(ids.from_public_id(public_id))
    return imports.find_run(public_id)


def bring_both(mia, by_name, said):
    files = [(name, [data.encode()]) for name, data in by_name.items()]
    public_id = import_files.receive(mia, files, {"by_file": dict.fromkeys(by_name, said)})
    import_files.check(mia, public_id)
    import_files.run(ids.from_public_id(public_id))
    return imports.find_run(public_id)


def store(mia, run):
    import_files.commit(mia, run.public_id)
    import_files.run(ids.from_public_id(run.public_id))
    return imports.find_run(run.public_id)


def row(number, account, title="Chief Financial Officer", email="", consent="double opt-in"):
    day = (timezone.now() - timedelta(days=2)).date().isoformat()
    address = email or f"new{number}@{account.domain}"
    cells = (f"N-{number},New,Person{number}", address, title, f'"{account.name}"', account.country)
    return ",".join([*map(str, cells), "The five-day close", day, consent])


def chosen():
    """Return a target account of good fit that the profile serves, and one off the list."""
    every = list(accounts.iterate_accounts(accounts.Filters()))
    on = next(a for a in every if a.tier and a.domain and (a.fit or 0) >= 60_000_000)
    off = next(a for a in every if not a.tier and a.domain and a.name != on.name)
    return on, off


def report(run):
    path = imports.path_of_acceptance(run.public_id, "csv")
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def test_every_row_is_accepted_or_rejected_with_a_reason_and_the_totals_add_up(mia):
    on, off = chosen()
    rows = [
        row(1, on),
        row(2, off),
        row(3, on, title="Gardener"),
        row(4, on, email="nobody at all"),
        row(5, on, email=f"new1@{on.domain}"),
        row(6, on, consent="no"),
        row(7, on) + ",one cell too many",
        row(8, on, email="=cmd@evil.example"),
    ]
    terms = {"cost": "45.50", "currency": "EUR", "vendor": "NetLine", "countries": ""}
    run = bring(mia, rows, terms=terms, source="netline")
    told = {line["Row"]: (line["Verdict"], line["Reason"]) for line in report(run)}
    assert told == {
        "2": ("accepted", ""),
        "3": ("rejected", "off_list"),
        "4": ("rejected", "title_outside_roles"),
        "5": ("rejected", "invalid_email"),
        "6": ("rejected", "duplicate_within_days"),
        "7": ("rejected", "no_legal_basis"),
        "8": ("rejected", "unreadable"),
        "9": ("accepted", ""),
    }
    (review,) = run.reviews
    assert review["rows"] == run.rows_read == len(rows)
    assert review["accepted"] + sum(review["reasons"].values()) == len(rows)
    assert (review["accepted"], run.rows_accepted) == (run.rows_accepted, review["accepted"])
    assert review["cost"] == str(45.5 * review["accepted"]) + "0"
    assert all(line["What to do"] for line in report(run) if line["Verdict"] == "rejected")
    assert report(run)[-1]["Email"].startswith("'=")
    book = imports.path_of_acceptance(run.public_id, "xlsx")
    counts = dict(line.cells for line in sheet.rows(book, book.name, "Counts"))
    assert (counts["vendor"], counts["rows"]) == ("NetLine", str(len(rows)))
    assert len(list(sheet.rows(book, book.name, "Rows"))) == len(rows) + 1
    issues = imports.list_issues(run.public_id, severity="rejected")
    assert {issue.column for issue in issues if issue.row == 4} == {"Job Title"}


def test_a_lead_that_is_taken_warms_its_account_and_the_same_file_adds_nothing(mia):
    on, _ = chosen()
    before = accounts.find_row(on.public_id).engagement
    rows = [row(1, on), row(2, on, title="Gardener")]
    first = store(mia, bring(mia, rows, source="netline"))
    assert first.rows_new == 3
    derivation.run()
    assert accounts.find_row(on.public_id).engagement > before
    again = bring(mia, rows, source="netline")
    assert again.reviews[0]["accepted"] == 1
    assert store(mia, again).rows_new == 0
    other = bring(mia, [row(1, on).replace("five-day", "ten-day")], source="techtarget")
    assert other.reviews[0]["reasons"] == {"duplicate_within_days": 1}
    assert "(netline)" in report(other)[0]["What to do"]


def test_terms_that_cant_be_read_end_in_words(mia):
    on, _ = chosen()
    run = bring(mia, [row(1, on)], terms={"cost": "plenty"})
    assert "write it as 45.50" in run.error
    with pytest.raises(AccordError, match="not ready"):
        import_files.commit(mia, run.public_id)


def test_two_lead_files_of_one_import_know_of_each_other(mia):
    on, _ = chosen()
    four = "\n".join([HEADER, *(row(n, on) for n in range(1, 5))])
    more = "\n".join([HEADER, row(1, on).replace("five-day", "ten-day"), row(8, on), row(9, on)])
    run = bring_both(mia, {"a.csv": four, "b.csv": more}, {"source": "netline"})
    told = {review["file"]: (review["accepted"], review["reasons"]) for review in run.reviews}
    assert told == {
        "a.csv": (4, {}),
        "b.csv": (1, {"duplicate_within_days": 1, "over_per_account_cap": 1}),
    }
    store(mia, run)
    again = bring_both(mia, {"a.csv": four, "b.csv": more}, {"source": "netline"})
    assert again.reviews == run.reviews


def test_of_two_imports_reviewed_before_either_is_stored_the_second_is_reviewed_again(mia):
    on, _ = chosen()
    first = bring(mia, [row(n, on) for n in (51, 52)])
    second = bring(mia, [row(51, on).replace("five-day", "ten-day"), row(53, on)])
    assert (first.rows_accepted, second.rows_accepted) == (2, 2)
    store(mia, first)
    done = store(mia, second)
    assert (done.state, done.rows_accepted, done.taken_before) == ("done", 1, 2)
    assert done.reviews[0]["reasons"] == {"duplicate_within_days": 1}
    words = imports_page.reviewed_again(done)
    assert words.endswith("1 row that the dry run took was rejected.")
    assert imports_page.reviewed_again(first) == ""


def test_the_cap_holds_for_events_too_and_a_person_may_come_to_two(mia):
    on, _ = chosen()
    day = (timezone.now() - timedelta(days=2)).date().isoformat()
    head = "Email,Job Title,Company,Country,Event Name,Date,Attended,Opt-In"

    def event(numbers, name):
        lines = [
            f'new{n}@{on.domain},Chief Financial Officer,"{on.name}",{on.country},{name},{day},'
            "yes,double opt-in"
            for n in numbers
        ]
        return "\n".join([head, *lines])

    said = {"source": "forum", "kind": "event_leads"}
    store(mia, bring_both(mia, {"one.csv": event(range(1, 4), "Spring")}, said))
    derivation.run()
    run = bring_both(mia, {"two.csv": event([1, 7, 8], "Autumn")}, said)
    (review,) = run.reviews
    assert (review["accepted"], review["reasons"]) == (2, {"over_per_account_cap": 1})


def test_accounts_are_found_by_names_with_accents_and_apostrophes(mia):
    lines = ["Account ID,Account Name,Billing Country"]
    given = {"Société Générale": "France", "Müller Maschinen GmbH": "Germany", "L'Oréal": "France"}
    lines += [f"X-{n},{name},{place}" for n, (name, place) in enumerate(given.items())]
    files = [("accounts.csv", ["\n".join(lines).encode()])]
    public_id = import_files.receive(
        mia, files, {"by_file": {"accounts.csv": {"kind": "companies"}}}
    )
    import_files.check(mia, public_id)
    import_files.run(ids.from_public_id(public_id))
    store(mia, imports.find_run(public_id))
    derivation.run()
    written = ("Societe Generale SA", "Société Générale", "MÜLLER MASCHINEN", "L’Oreal", "L'Oréal")
    leads = [Lead(n, str(n), company_name=name) for n, name in enumerate(written)]
    found = lead_context.look_up(leads, lead_context.Asked("netline", timezone.now(), 0))
    named = ["Société Générale"] * 2 + ["Müller Maschinen GmbH"] + ["L'Oréal"] * 2
    assert [known.account_name for known in found] == named
