"""The list of accounts says why it is empty, how it was narrowed, and whom it names."""

import html
import re

import pytest

from accord.server import derivation
from accord.server.actions import import_files
from accord.server.records.models import AppUser
from accord.server.records.queries import accounts
from accord.server.web import people
from accord.values import ids

pytestmark = pytest.mark.slow
COMPANIES = (
    b"Record ID,Company name,Company Domain Name,Industry,Number of Employees,Country/Region\n"
    b"1,Acme,acme.example,Software,1240,Brazil\n"
    b"2,Globex,globex.example,Software,500,India\n"
    b"3,Initech,initech.example,Software,800,Japan\n"
    b"4,Hooli,hooli.example,Software,12,Germany\n"
)


def words_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def after_first_import(home_folder, transactional_db, client):
    mia = AppUser.objects.create(email="mia@x.example", name="Mia", access_role="marketing")
    run = import_files.receive(mia, [("companies.csv", [COMPANIES])], {})
    number = ids.from_public_id(run)
    import_files.check(mia, run)
    import_files.run(number)
    import_files.commit(mia, run)
    import_files.run(number)
    derivation.run()
    client.force_login(mia)
    return client


def test_an_empty_list_names_who_is_kept_out_and_by_which_clause(after_first_import):
    page = after_first_import.get("/accounts/").content.decode()
    said = words_of(page)
    assert "4 accounts are known" in said
    assert "3 fail the must-have “we can serve” (we sell and support there, honestly)" in said
    assert "1 fail the must-have “large enough”" in said
    assert 'href="/program/#profile"' in page
    link = html.unescape(re.search(r'href="([^"]+)">Show all accounts', page).group(1))
    every = after_first_import.get(link).content.decode()
    assert accounts.count_accounts(accounts.Filters()) == 4
    assert all(name in every for name in ("Acme", "Globex", "Initech", "Hooli"))


def test_clearing_all_filters_shows_everybody(after_first_import):
    page = after_first_import.get("/accounts/?q=nobody").content.decode()
    link = html.unescape(re.search(r'href="([^"]+)">Clear all filters', page).group(1))
    assert "Globex" in after_first_import.get(link).content.decode()


def test_after_an_undo_the_owner_is_named_as_before(reads):
    every = accounts.iterate_accounts(accounts.Filters())
    users = set(AppUser.objects.values_list("email", flat=True))
    row = next(row for row in every if row.owner and row.owner not in users and not row.team)
    name = people.names()[row.owner]
    assert " " in name
    mia, address = reads("mia"), f"/accounts/?q={row.domain}"
    given = {"action": "owner_set", "account": row.public_id, "owner": "sam@tallyfold.example"}
    done = mia.post("/accounts/change/", given | {"reason": "x", "do": "apply"}, follow=True)
    token = re.search(r'name="token" value="([^"]+)"', done.content.decode()).group(1)
    assert people.owner(accounts.find_row(row.public_id)) == "Sam Ortiz"
    mia.post("/undo/", {"token": token})
    assert people.owner(accounts.find_row(row.public_id)) == name
    assert name.split()[0] in words_of(mia.get(address).content.decode())
    chosen = mia.get(f"/accounts/?owner={row.owner}").content.decode()
    assert f"Owner: {name}" in words_of(chosen)


def test_users_are_offered_by_name_and_every_count_agrees(reads):
    rows = list(accounts.iterate_accounts(accounts.Filters()))
    mine = next(row for row in rows if row.owner == "sam@tallyfold.example")
    others = [row for row in rows if row.owner not in {None, mine.owner}][:2]
    given = {"action": "owner_set", "account": [r.public_id for r in (mine, *others)]}
    mia = reads("mia")
    first = words_of(mia.post("/accounts/change/", given).content.decode())
    assert "3 accounts are selected" in first
    assert "Change 3 accounts" in first
    assert "Sam Ortiz" in first
    given |= {"owner": "sam@tallyfold.example", "reason": "x", "do": "preview"}
    then = words_of(mia.post("/accounts/change/", given).content.decode())
    assert "2 accounts change; 1 already stand so." in then
    assert "Change 2 of 3 accounts" in then
    refused = words_of(
        mia.post("/accounts/change/", given | {"owner": "x@y.example"}).content.decode()
    )
    assert "Change 3 accounts" in refused


def test_a_page_calls_a_tier_one_name_and_its_treatment_only_in_a_tooltip(reads):
    row = next(row for row in accounts.iterate_accounts(accounts.Filters()) if row.tier)
    addresses = ("/accounts/", "/targets/", "/targets/history/", "/", f"/accounts/{row.public_id}/")
    for address in addresses:
        page = reads("mia").get(address).content.decode()
        assert not re.search(r">[^<]*One-to-(one|few|many)", page), address
        assert "Tier " in page
    assert 'title="One-to-' in reads("mia").get("/accounts/").content.decode()
