"""Files come in through a dry run; the same file twice changes nothing; what is wrong is named."""

import csv
import json
import zipfile
from operator import itemgetter
from pathlib import Path
from uuid import uuid4

import pyarrow.parquet as pq
import pytest

from accord.connectors.files import samples
from accord.server import (
    commands,
    compactor,
    configuration,
    derivation,
    facts_now,
    importing,
    manifest,
    segments,
)
from accord.server.actions import import_files, users
from accord.server.records.models import ImportRun, Segment
from accord.server.records.queries import account_page, accounts, imports, picture
from accord.values import ids, time
from accord.values.errors import AccordError, BusyError, ConflictError, RefusedError

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DIRTY = Path(__file__).parents[1] / "data" / "dirty"
COMPANIES = (
    b"Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n2,Globex,globex.example\n"
)
DATES = b"Deal Name,Deal Stage,Close Date,Amount,Company name\nBig,Proposal,4/5/2017,100,Acme\n"


@pytest.fixture
def mia(home_folder):
    return users.add_user(None, "mia@tallyfold.example", "Mia", "marketing")


def bring(mia, *files, **options):
    public_id = import_files.receive(mia, [(name, [data]) for name, data in files], options)
    import_files.check(mia, public_id)
    import_files.run(ids.from_public_id(public_id))
    return imports.find_run(public_id)


def store(mia, run):
    import_files.commit(mia, run.public_id)
    import_files.run(ids.from_public_id(run.public_id))
    return imports.find_run(run.public_id)


def test_a_dry_run_stores_nothing_and_storing_keeps_every_row(mia):
    run = bring(mia, ("companies.csv", COMPANIES))
    assert (run.state, run.rows_read, run.rows_accepted) == ("checked", 2, 2)
    assert not Segment.objects.exists()
    done = store(mia, run)
    assert (done.state, done.rows_new) == ("done", 2)
    assert Segment.objects.get().kind == "companies"


def test_the_same_file_twice_changes_nothing(mia):
    store(mia, bring(mia, ("companies.csv", COMPANIES)))
    before = manifest.log().paths_by_kind
    again = store(mia, bring(mia, ("companies.csv", COMPANIES)))
    assert again.rows_new == 0
    assert manifest.log().paths_by_kind == before


def industry(mia, text):
    head = b"Record ID,Company name,Company Domain Name,Industry\n"
    data = head + b"1,Acme,acme.example," + text + b"\n2,Globex,globex.example,Banking\n"
    return store(mia, bring(mia, ("companies.csv", data))).rows_new


def test_a_value_that_returns_to_what_it_was_counts_as_said_again_and_only_once(mia):
    assert [industry(mia, text) for text in (b"Software", b"Retail")] == [2, 1]
    assert industry(mia, b"Software") == 1
    assert industry(mia, b"Software") == 0
    assert [industry(mia, text) for text in (b"Retail", b"Retail", b"Software")] == [1, 0, 1]
    found = facts_now.log().paths_by_kind["companies"]
    rows = [row for path in found for row in pq.read_table(path).to_pylist()]
    newest = max((row for row in rows if row["external_id"] == "1"), key=itemgetter("known_at"))
    assert newest["industry"] == "software"


def spent(mia, amount):
    head = "Campaign name,Amount spent (EUR),Impressions,Clicks (all),Link clicks"
    data = f"{head},Reporting starts,Reporting ends\nSpring,{amount},10,1,1,2026-09-14,2026-09-14\n"
    return store(mia, bring(mia, ("meta.csv", data.encode()))).rows_new


def test_a_cost_that_is_restated_back_counts_as_said_again(mia):
    assert [spent(mia, amount) for amount in (100, 120, 100, 100)] == [1, 1, 1, 0]


def test_two_rows_for_one_record_say_nothing_new_the_second_time(mia):
    head = b"Record ID,Company name,Company Domain Name,Industry\n"
    data = head + b"1,Acme,acme.example,Software\n1,Acme,acme.example,Retail\n"
    assert store(mia, bring(mia, ("companies.csv", data))).rows_new == 2
    assert store(mia, bring(mia, ("companies.csv", data))).rows_new == 0


def test_a_stored_import_is_not_stored_again(mia):
    run = store(mia, bring(mia, ("companies.csv", COMPANIES)))
    with pytest.raises(ConflictError, match="stored already"):
        import_files.commit(mia, run.public_id)
    with pytest.raises(ConflictError):
        import_files.check(mia, run.public_id)


def test_ambiguous_dates_are_asked_about_and_the_answer_is_taken(mia):
    run = bring(mia, ("deals.csv", DATES))
    assert [question["column"] for question in run.questions] == ["Close Date"]
    with pytest.raises(ConflictError, match="answer"):
        import_files.commit(mia, run.public_id)
    import_files.check(mia, run.public_id, {"date_order": "dmy"})
    import_files.run(ids.from_public_id(run.public_id))
    answered = imports.find_run(run.public_id)
    assert not answered.questions
    assert store(mia, answered).rows_new > 0


def test_every_planted_defect_is_named_and_nothing_else_is_rejected(mia):
    said = json.loads((DIRTY / "defects.json").read_text())
    files = [(file.name, file.read_bytes()) for file in sorted(DIRTY.glob("*.csv"))]
    run = bring(mia, *files, date_order="mdy")
    assert run.state == "checked", run.error
    issues = imports.list_issues(run.public_id, limit=10_000)
    assert len(issues) >= run.rows_rejected > 0
    rejected = {(issue.file, issue.row) for issue in issues if issue.severity == "rejected"}
    assert len(rejected) == run.rows_rejected
    assert imports.path_of_rejected(run.public_id).exists()
    assert said


def test_rejected_rows_come_back_as_a_file_that_names_the_reason(mia):
    bad = b"Email,First Name\nada@acme.example,Ada\nnot an address,\n"
    run = bring(mia, ("people.csv", bad))
    file = imports.path_of_rejected(run.public_id)
    if run.rows_rejected:
        with file.open(newline="", encoding="utf-8-sig") as stream:
            header, *rows = csv.reader(stream)
        assert header[-1] == "accord_reason"
        assert len(rows) == run.rows_rejected
        assert all(row[-1] for row in rows)
    assert run.rows_accepted + run.rows_rejected == run.rows_read == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.csv", b""),
        ("image.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("words.txt", b"lorem ipsum\ndolor sit amet\n"),
        ("fake.xlsx", b"PK\x03\x04 not really"),
    ],
)
def test_what_is_no_table_ends_in_words_and_changes_nothing(mia, name, data):
    run = bring(mia, (name, data))
    asked = " ".join(question["file"] for question in run.questions)
    assert name in run.error + asked
    with pytest.raises(ConflictError, match="not ready"):
        import_files.commit(mia, run.public_id)
    assert not Segment.objects.exists()


def test_a_file_above_the_limit_is_refused_before_it_fills_the_disk(mia, home_folder, monkeypatch):
    from accord.server import configuration

    small = configuration.load().model_copy(update={"upload_limit_bytes": 2_000_000})
    monkeypatch.setattr(configuration, "load", lambda: small)
    blocks = (b"x" * 1_000_000 for _ in range(10_000))
    with pytest.raises(AccordError, match="larger than 2 MB"):
        import_files.receive(mia, [("big.csv", blocks)], {})
    assert not list((home_folder / "uploads").iterdir())
    assert not ImportRun.objects.exists()


def test_names_of_uploads_never_leave_their_folder(mia, home_folder):
    public_id = import_files.receive(mia, [("../../evil.csv", [COMPANIES])], {})
    assert imports.find_run(public_id).files == ("evil.csv",)
    assert not (home_folder.parent / "evil.csv").exists()
    with pytest.raises(AccordError, match="two files are called"):
        import_files.receive(mia, [("a.csv", [b"x"]), ("b/a.csv", [b"y"])], {})


def test_a_reader_imports_nothing(home_folder):
    jo = users.add_user(None, "jo@tallyfold.example", "Jo", "reader")
    with pytest.raises(RefusedError):
        import_files.receive(jo, [("companies.csv", [COMPANIES])], {})


def test_rejected_rows_of_files_of_one_name_come_back_apart_in_an_archive(mia, client):
    bad = b"Email,First Name\nada@acme.example,Ada\nnot an address,\n"
    other = b"Title\tEmail\nCFO\tnot an address\nCFO\tivan@acme.example\n"
    run = bring(mia, ("people.csv", bad), ("people.tsv", other))
    with zipfile.ZipFile(imports.path_of_rejected(run.public_id)) as archive:
        lines = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert set(lines) == {"rejected-people.csv", "rejected-people.tsv"}
    assert lines["rejected-people.csv"].startswith("Email,First Name")
    assert lines["rejected-people.tsv"].startswith("Title\tEmail")
    client.force_login(mia)
    answer = client.get(f"/imports/{run.public_id}/rejected.csv")
    assert 'filename="rejected.zip"' in answer["Content-Disposition"]
    answer.close()


def many_companies(n):
    lines = [f"{i},Company {uuid4().hex},{uuid4().hex}.example" for i in range(n)]
    return "\n".join(["Record ID,Company name,Company Domain Name", *lines]).encode()


@pytest.fixture
def small_inbox(home_folder, monkeypatch):
    monkeypatch.setenv("ACCORD_INBOX_LIMIT_BYTES", "1000000")
    configuration.load.cache_clear()


def test_an_import_larger_than_the_inbox_is_stored_to_its_end(mia, small_inbox):
    run = bring(mia, ("companies.csv", many_companies(90_000)))
    done = store(mia, run)
    assert (done.state, done.rows_new, done.error) == ("done", 90_000, "")
    assert sum(row.row_count for row in Segment.objects.filter(removed_at=None)) == 90_000


def test_an_import_that_finds_the_inbox_full_waits_and_is_tried_again(mia, small_inbox):
    run = bring(mia, ("companies.csv", many_companies(90_000)))
    import_files.commit(mia, run.public_id)
    number = ids.from_public_id(run.public_id)
    with compactor.lease(), pytest.raises(BusyError, match="full"):
        import_files.run(number)
    waiting = imports.find_run(run.public_id)
    assert waiting.state == "waiting"
    assert "try again" in waiting.error
    import_files.run(number)
    done = imports.find_run(run.public_id)
    assert (done.state, done.rows_new, done.error) == ("done", 90_000, "")


EURO = (
    "Deal Name;Deal Stage;Close Date;Amount;Currency;Company name\r\n"
    "Größe;Proposal;4/5/2017;1.250;EUR;Acme\r\n"
    "Übermut;Proposal;5/6/2017;viel;EUR;Acme\r\n"
).encode("cp1252")


def test_rejected_rows_keep_delimiter_letters_and_the_answers_that_were_given(mia):
    run = bring(mia, ("deals.csv", EURO), date_order="dmy", decimal=",")
    assert (run.questions, run.rows_rejected) == ((), 1)
    path = imports.path_of_rejected(run.public_id)
    text = path.read_bytes().decode("cp1252")
    head, row = text.splitlines()
    assert head.startswith("Deal Name;Deal Stage;")
    assert row.startswith("Übermut;Proposal;5/6/2017;viel;")
    mended = text.replace("viel", "2.500").encode("cp1252")
    again = bring(mia, ("rejected.csv", mended))
    assert (again.questions, again.rows_accepted, again.rows_rejected) == ((), 1, 0)
    store(mia, again)
    (path,) = facts_now.log().paths_by_kind["opportunities"]
    (deal,) = pq.read_table(path).to_pylist()
    assert deal["amount_minor"] == 250_000
    assert time.from_day(deal["closed_on"]).isoformat() == "2017-06-05"


def test_what_is_said_now_wins_over_what_a_rejected_row_carries(mia):
    run = bring(mia, ("deals.csv", EURO), date_order="dmy", decimal=",")
    text = imports.path_of_rejected(run.public_id).read_bytes().decode("cp1252")
    mended = text.replace("viel", "2.500").encode("cp1252")
    again = bring(mia, ("rejected.csv", mended), date_order="mdy")
    units = {column["column"]: column["unit"] for column in again.mapping}
    assert units["Close Date"] == "mdy"
    broken = mended.replace(b'{""', b"{")
    asked = bring(mia, ("rejected.csv", broken))
    assert {question["column"] for question in asked.questions} == {"Close Date", "Amount"}


def test_the_command_writes_rejected_rows_beside_the_file_and_says_where(
    home_folder, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(commands, "prepare", lambda: None)
    file = tmp_path / "deals.csv"
    file.write_bytes(EURO)
    options = {"date_order": "dmy", "decimal": ","}
    for name in ("rejected-deals.csv", "rejected-deals-2.csv"):
        assert importing.run([file], options, is_dry=True)
        assert (tmp_path / name).read_bytes().startswith(b"Deal Name;")
        assert str(tmp_path / name) in capsys.readouterr().out.replace("\n", "")


def test_readings_of_a_vendor_stand_on_the_account_page_and_a_second_time_add_nothing(mia):
    companies = ("companies.csv", samples.content("companies"))
    surge = ("surge.csv", samples.content("intent_bombora"))
    assert store(mia, bring(mia, companies, surge)).rows_new == 5
    derivation.run()
    read = account_page.find_account(ids.public_id(accounts.find_account_id("Acme Metals"))).intent
    assert {(row["vendor"], row["topic"], row["reading"]) for row in read} == {
        ("bombora", "Financial Close Software", 78.0),
        ("bombora", "Account Reconciliation", 54.0),
    }
    assert store(mia, bring(mia, surge)).rows_new == 0


def test_every_file_of_signals_and_customers_reaches_the_picture(mia):
    names = ("companies", "technologies", "trigger_events", "subscriptions", "account_team")
    files = [(f"{name}.csv", samples.content(name)) for name in names]
    said = {f"{name}.csv": {"source": "crm"} for name in names}
    run = bring(mia, *files, by_file=said)
    assert run.rows_rejected == 0, imports.list_issues(run.public_id)
    store(mia, run)
    derivation.run()
    page = account_page.find_account(ids.public_id(accounts.find_account_id("Acme Metals")))
    assert {row["kind"] for row in page.triggers} == {"funding", "new_executive"}
    assert {member["part"] for member in page.row.team} == {"account_executive", "marketer"}
    sql = (
        f"SELECT technologies FROM {picture.reader().source('accounts')} WHERE name = 'Acme Metals'"
    )
    assert picture.reader().tuples(sql) == [
        (["SAP", "SAP S/4HANA", "Salesforce", "Salesforce Sales Cloud"],)
    ]
    owned = picture.reader().tuples(
        f"SELECT health FROM {picture.reader().source('subscriptions')}"
    )
    assert sorted(owned) == [("fair",), ("good",)]
    assert store(mia, bring(mia, *files, by_file=said)).rows_new == 0


def test_results_of_ads_are_costs_once_and_restated_numbers_stand_beside_the_first(mia):
    data = samples.content("linkedin_companies")
    crm = b"Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n"
    found = store(mia, bring(mia, ("companies.csv", crm), ("companies_ads.csv", data)))
    assert found.rows_new == 1 + 2 + 4  # the company, two costs, what two companies did
    assert store(mia, bring(mia, ("companies_ads.csv", data))).rows_new == 0
    restated = data.replace(b"1,204", b"1,260")
    assert store(mia, bring(mia, ("companies_ads.csv", restated))).rows_new == 1
    rows = [
        row
        for one in Segment.objects.filter(kind="costs", removed_at=None)
        for row in segments.read("costs", one.name).to_pylist()
    ]
    known = sorted((row["known_at"], row["impressions"]) for row in rows if row["clicks"])
    assert [impressions for _, impressions in known] == [1_204, 1_260]
    assert known[0][0] < known[1][0]
    assert len({row["external_id"] for row in rows}) == 2
    derivation.run()
    (row,) = accounts.list_accounts(accounts.Filters()).rows
    page = account_page.find_account(row.public_id)
    assert {"ad_impression", "ad_click"} <= {entry.kind for entry in page.timeline}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b\u202e.csv", "ab.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Files\\people.xlsx", "people.xlsx"),
        ("...", "file"),
        ("\ud800.csv", "csv"),
        ("\U0001f600" * 300 + ".csv", "\U0001f600" * 49 + ".csv"),
    ],
)
def test_a_file_s_name_is_one_that_any_disk_takes(given, kept):
    assert import_files._plain(given) == kept
