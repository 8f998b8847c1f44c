"""Every route that changes something is pressed, and what it refuses it refuses in words."""

import html
import re
from importlib.util import find_spec

import pytest

from accord.connectors.files import samples
from accord.server.actions import import_files
from accord.server.records.models import AppUser, Decision
from accord.server.records.queries import accounts, imports
from accord.server.records.queries import programs as asked
from accord.server.records.queries.accounts import Filters
from accord.values import ids

pytestmark = pytest.mark.slow
PEOPLE = b"Email,First Name,Odd\nada@acme.example,Ada,x\nnot an address,,y\n"


def words_of(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def listed():
    return next(row for row in accounts.iterate_accounts(Filters()) if row.tier)


def test_columns_are_chosen_and_kept(reads):
    mia = reads("mia")
    mia.post("/accounts/columns/", {"column": ["account", "country"]})
    head = re.search(r"<thead>.*?</thead>", mia.get("/accounts/").content.decode(), re.DOTALL)
    assert "Country" in head.group(0)
    assert "Journey stage" not in head.group(0)


def test_a_brief_comes_as_pdf_or_says_what_is_missing(reads):
    answer = reads("sam").get(f"/accounts/{listed().public_id}/brief.pdf")
    if find_spec("weasyprint") is not None:
        assert answer.content.startswith(b"%PDF")
    else:
        assert answer.status_code == 404
        assert "pip install 'accord-abm[pdf]'" in words_of(answer)


def test_an_account_is_locked_in_a_tier_and_let_go(reads):
    row, sam = listed(), reads("sam")
    given = {"tier": "one_to_many", "reason": "", "until": "2030-01-31"}
    refused = sam.post(f"/targets/{row.public_id}/override/", given, follow=True)
    assert "Why: This field is required." in words_of(refused)
    done = sam.post(f"/targets/{row.public_id}/override/", given | {"reason": "x"}, follow=True)
    assert "Locked. The list keeps it there." in words_of(done)
    assert Decision.objects.filter(account=row.account, kind="tier_locked").exists()
    done = sam.post(f"/targets/{row.public_id}/unlock/", follow=True)
    assert "Unlocked. The rules decide again." in words_of(done)
    assert Decision.objects.filter(account=row.account, kind="tier_unlocked").exists()


def test_a_draft_is_put_aside(reads):
    (draft,) = asked.list_drafts()
    done = reads("mia").post(f"/program/drafts/{draft.version}/discard/", follow=True)
    assert "The draft is put aside." in words_of(done)
    assert not asked.list_drafts()


def test_a_preset_is_tried_as_a_draft(reads):
    known = {draft.version for draft in asked.list_drafts()}
    reads("mia").post("/program/presets/demo/")
    (new,) = {draft.version for draft in asked.list_drafts()} - known
    assert asked.find_preview(new).state == "waiting"


def brought(user):
    public_id = import_files.receive(user, [("people.csv", [PEOPLE])], {})
    import_files.check(user, public_id)
    import_files.run(ids.from_public_id(public_id))
    return public_id


def test_a_column_is_given_another_meaning_and_rejected_rows_come_back(reads, user):
    mia, public_id = reads("mia"), brought(user("mia"))
    form = mia.get(f"/imports/{public_id}/columns/").content.decode()
    name = re.search(r"<b>Odd</b>.*?<select[^>]*name=\"([^\"]+)\"", form, re.DOTALL).group(1)
    mia.post(f"/imports/{public_id}/columns/", {name: "title"})
    import_files.run(ids.from_public_id(public_id))
    fields = {column["column"]: column["field"] for column in imports.find_run(public_id).mapping}
    assert fields["Odd"] == "title"
    answer = mia.get(f"/imports/{public_id}/rejected.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.startswith("Email,First Name,Odd")
    assert "not an address" in text


def test_rejected_rows_stand_apart_from_values_read_otherwise_each_counted(reads, user):
    public_id = brought(user("mia"))
    run = imports.find_run(public_id)
    page = reads("mia").get(f"/imports/{public_id}/").content.decode()
    found = dict(re.findall(r'<section class="ac-card" id="(rejected|coerced)">(.*?)</section>', page, re.DOTALL))  # fmt: skip
    for severity, said in found.items():
        issues = imports.list_issues(public_id, severity=severity)
        assert issues
        assert said.count('<tr><td class="r') == len(issues)
    assert set(found) == {issue.severity for issue in imports.list_issues(public_id)}
    assert ("rejected" in found) == bool(run.rows_rejected)
    assert f"{run.rows_accepted} rows ready, {run.rows_coerced} of them read otherwise" in page


def test_a_password_is_set_and_a_weak_one_is_refused(reads, user):
    sam = reads("sam")
    weak = sam.post("/settings/password/", {"password": "short", "again": "short"})
    assert "12 characters" in words_of(weak)
    assert not user("sam").check_password("short")
    long = "a sentence that nobody guesses"
    sam.post("/settings/password/", {"password": long, "again": long})
    assert user("sam").check_password(long)
    assert sam.get("/").status_code == 200  # still signed in


def test_only_an_admin_invites_and_changes_who_may_do_what(reads, user):
    given = {"name": "Nia", "email": "nia@tallyfold.example", "access_role": "reader"}
    assert reads("mia").post("/settings/users/", given).status_code == 403
    robin = reads("robin")
    assert "/sign-in/" in robin.post("/settings/users/", given, follow=True).content.decode()
    nia = user("nia")
    robin.post(f"/settings/users/{nia.public_id}/role/", {"access_role": "sales"})
    robin.post(f"/settings/users/{nia.public_id}/active/", {"is_active": "0"})
    nia = AppUser.objects.get(pk=nia.pk)
    assert (nia.access_role, nia.is_active) == ("sales", False)


def test_signing_out_ends_it(reads):
    sam = reads("sam")
    sam.post("/sign-out/")
    answer = sam.get("/accounts/")
    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]


def test_a_kind_that_counts_for_nothing_is_named_with_the_way_to_change_it(reads, user):
    acts = (
        b"Email,Activity type,Date\n"
        b"ada@acme.example,Email open,2026-06-01\n"
        b"ivan@acme.example,Email open,2026-06-02\n"
        b"ada@acme.example,Email reply,2026-06-03\n"
    )
    mia = user("mia")
    public_id = import_files.receive(mia, [("activities.csv", [acts])], {})
    import_files.check(mia, public_id)
    import_files.run(ids.from_public_id(public_id))
    answer = reads("mia").get(f"/imports/{public_id}/")
    said = words_of(answer)
    assert "2 activities of the kind “Email open” count for nothing" in said
    assert "the rules in force give it 0 points" in said
    assert "“Email reply”" not in said
    link = "/program/sections/engagement/#f-engagement.activities.email_open.points"
    assert link in answer.content.decode()
    form = reads("mia").get("/program/sections/engagement/").content.decode()
    assert 'id="f-engagement.activities.email_open.points"' in form


def test_every_sample_that_the_page_offers_comes_as_a_file(reads):
    mia = reads("mia")
    offered = re.findall(r'href="(/imports/samples/[^"]+)"', mia.get("/imports/").content.decode())
    assert len(offered) == len(samples.listed())
    answer = mia.get(offered[0])
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content == samples.content(offered[0].rpartition("/")[2].removesuffix(".csv"))
    assert mia.get("/imports/samples/tarot.csv").status_code == 404


def test_the_day_of_a_weeks_readings_is_asked_for_and_taken(reads, user):
    mia = reads("mia")
    weeks = b"Domain,Topic,Composite Score\nacme.com,ABM,72\n"
    public_id = import_files.receive(user("mia"), [("adat.csv", [weeks])], {})
    import_files.read(ids.from_public_id(public_id))
    form = mia.get(f"/imports/{public_id}/").content.decode()
    assert 'type="date"' in form
    mia.post(f"/imports/{public_id}/answers/", {"q0": "2026-06-28"})
    import_files.run(ids.from_public_id(public_id))
    found = imports.find_run(public_id)
    assert (found.questions, found.rows_accepted) == ((), 1)


def test_terms_with_a_vendor_are_taken_and_its_report_comes_as_a_file(reads, user):
    mia = reads("mia")
    data = samples.content("syndicated_leads")
    public_id = import_files.receive(user("mia"), [("leads.csv", [data])], {})
    import_files.read(ids.from_public_id(public_id))
    page = mia.get(f"/imports/{public_id}/").content.decode()
    assert "of 3 leads are taken" in page
    assert "these can" in words_of(
        mia.post(f"/imports/{public_id}/terms/0/", {"cost": "plenty"}, follow=True)
    )
    terms = {"vendor": "Net Line", "cost": "45.50", "currency": "eur", "employees_from": "100"}
    mia.post(f"/imports/{public_id}/terms/0/", terms)
    import_files.run(ids.from_public_id(public_id))
    (review,) = imports.find_run(public_id).reviews
    cost = f"{45.5 * review['accepted']:.2f}"
    assert (review["source"], review["cost"], review["currency"]) == ("net_line", cost, "EUR")
    report = mia.get(f"/imports/{public_id}/acceptance.csv")
    lines = b"".join(report.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Row,Lead ID,Email")
    assert len(lines) == 4
    book = mia.get(f"/imports/{public_id}/acceptance.xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert mia.get(f"/imports/{public_id}/acceptance.pdf").status_code == 404
