"""Lists show every account once, in any order, narrowed by anything; a page is one picture."""

import base64
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.server.actions import sign_list
from accord.server.records.mapping import decisions
from accord.server.records.models import Decision, Generation
from accord.server.records.queries import (
    account_page,
    accounts,
    lists,
    picture,
    programs,
    receipts,
    scorecard,
    today,
)
from accord.server.records.queries.account_order import SORTS
from accord.server.records.queries.accounts import FACETS, Filters
from accord.values import time
from accord.values.errors import AccordError, NotFoundError

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
def test_paging_shows_every_account_once_in_every_order(workspace, sort):
    seen, after = [], None
    while True:
        page = accounts.list_accounts(Filters(), sort, after, 7)
        seen += [row.account for row in page.rows]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == page.total > 40


def test_facets_count_what_choosing_them_would_show(workspace):
    chosen = {"country": ("US",)}
    facets = accounts.list_facets(Filters(chosen=chosen))
    for name in FACETS:
        for facet in facets[name]:
            narrowed = Filters(chosen=chosen | {name: (facet.value,)})
            assert accounts.count_accounts(narrowed) == facet.n
    assert len(facets["country"]) > 1  # a facet is counted without its own choice


def test_words_find_accounts_by_name_domain_and_people(workspace):
    acme = accounts.list_accounts(Filters(text="ACME"), "rank").rows[0]
    assert acme.domain == "acme.example"
    assert accounts.find_account_id("acme.example") == acme.account
    assert accounts.find_account_id(acme.public_id) == acme.account
    assert accounts.find_row(acme.public_id) == acme
    with pytest.raises(NotFoundError, match="nothing.example"):
        accounts.find_account_id("nothing.example")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(text=st.text(max_size=30), value=st.text(max_size=10), name=st.sampled_from(FACETS))
def test_whatever_is_typed_is_a_value_and_never_a_query(workspace, text, value, name):
    found = accounts.list_accounts(Filters(text=text, chosen={name: (value,)}), "name")
    assert found.total >= len(found.rows)


@pytest.mark.parametrize("bad", ["account; DROP TABLE account_rows", "fit desc", "", "-"])
def test_a_sort_or_facet_that_does_not_exist_is_refused(workspace, bad):
    with pytest.raises(AccordError, match="can't be sorted"):
        accounts.list_accounts(Filters(), bad)
    with pytest.raises(AccordError, match="can't be narrowed"):
        accounts.list_accounts(Filters(chosen={bad: ("x",)}))


@pytest.mark.parametrize("cursor", ["x", "", "ab==", "WzFd", "bnVsbA"])
def test_a_page_mark_that_was_not_written_here_is_refused(workspace, cursor):
    if cursor:
        with pytest.raises(AccordError, match="out of date"):
            accounts.list_accounts(Filters(), "rank", cursor)


def test_an_account_page_agrees_with_the_list_about_every_number(workspace):
    for row in accounts.list_accounts(Filters(), "rank", None, 60).rows:
        page = account_page.find_account(row.public_id)
        assert page.row == row
        assert page.engagement == row.engagement
        assert page.fit is None or page.fit.points == row.fit
        assert page.fit is None or page.fit.points == sum(r.points for r in page.fit.reasons)
        assert [entry.day for entry in page.timeline] == sorted(
            (entry.day for entry in page.timeline), reverse=True
        )
    assert account_page.find_account("0" * 13) is None
    assert account_page.find_account("not an id") is None


def test_today_and_scorecard_say_something_for_everybody(workspace, user):
    for name in ("mia", "sam", "robin", "jo"):
        found = today.find_today(user(name))
        assert len(found.accounts) <= 5
    assert any(item.kind == "sign" for item in today.find_today(user("sam")).waiting)
    assert not any(item.kind == "sign" for item in today.find_today(user("jo")).waiting)


def test_nothing_waits_for_whoever_has_signed_already(workspace, user):
    assert not any(item.kind == "sign" for item in today.find_today(user("mia")).waiting)
    robin = user("robin")
    assert any(item.kind == "sign" for item in today.find_today(robin).waiting)
    sign_list.withdraw_list(robin, lists.open_round().public)
    public_id = sign_list.propose_list(robin)
    sign_list.sign_list(robin, public_id, side="sales")
    assert not any(item.kind == "sign" for item in today.find_today(robin).waiting)
    assert any(item.kind == "sign" for item in today.find_today(user("mia")).waiting)


def test_today_puts_a_running_clock_before_who_rises_and_both_before_the_quiet(workspace, user):
    found = today.find_today(user("jo"), is_mine=False)
    reader = picture.reader()
    every = reader.rows("SELECT * FROM shown WHERE next_verb IS NOT NULL")
    assert found.everybody == len(every)
    clocked = [row for row in every if row["next_play"] in {"reply", "qualification"}]
    assert clocked
    first = found.accounts[: len(clocked)]
    assert {row.next_play for row in first} <= {"reply", "qualification"}
    assert [row.next_due_day for row in first] == sorted(row.next_due_day for row in first)
    quiet_since = reader.generation.as_of_day - 28
    is_quiet = [reader.row_of_account(r.account)["last_day"] <= quiet_since for r in found.accounts]
    assert is_quiet == sorted(is_quiet)


def test_my_accounts_are_mine_and_as_many_as_are_counted(workspace, user):
    for name in ("sam", "mia", "robin"):
        email = f"{name}@tallyfold.example"
        found = today.find_today(user(name), is_mine=True)
        every = accounts.iterate_accounts(Filters(has_next_step=True))
        mine = {
            row.account
            for row in every
            if email in {row.owner, row.next_owner, *(m.get("user_email") for m in row.team)}
        }
        assert found.mine == len(mine)
        assert {row.account for row in found.accounts} <= mine
        assert len(found.accounts) == min(5, len(mine))
    card = scorecard.find_scorecard()
    assert card.measures
    assert card.funnel


def test_a_request_reads_one_generation_whatever_is_published_meanwhile(workspace):
    first = picture.pin().generation
    old = Generation.objects.get(name=first)
    with picture.pinning():
        assert picture.pin().generation == first
        old.pk, old.name = None, "20990101T000000-later"
        old.save()
        assert picture.pin().generation == first
    Generation.objects.filter(name="20990101T000000-later").delete()
    assert picture.pin().generation == first


def test_before_the_first_picture_every_list_is_empty(home_folder, db):
    assert accounts.list_accounts(Filters()).total == 0
    assert accounts.list_facets(Filters())["tier"] == ()
    assert account_page.find_account("0" * 13) is None
    assert picture.pin() is None
    assert scorecard.find_scorecard().measures == ()


def test_receipts_sum_to_what_pages_show_however_old_the_picture_is(workspace, monkeypatch):
    later = timezone.now() + timedelta(days=10)
    monkeypatch.setattr(timezone, "now", lambda: later)
    rows = accounts.list_accounts(Filters(), "-engagement", None, 3).rows
    for row in rows:
        assert row.engagement > 0
        assert receipts.find_engagement(row.public_id).total == row.engagement
        assert receipts.find_fit(row.public_id).total == row.fit


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_an_owner_who_was_replaced_is_out_the_same_day_in_every_zone(zone):
    late = datetime(2026, 3, 10, 23, 30, tzinfo=ZoneInfo(zone))
    said = json.dumps({"owner": "zoe@us.example", "before": "ann@us.example"})
    us = time.to_us(late)
    row = Decision(kind="owner_set", account=7, value=said, occurred_us=us, known_us=us)
    row.fact_id, row.received_us = "d", us
    team = decisions.to_account_team([row], ZoneInfo(zone)).to_pylist()
    until = {fact["user_email"]: fact["until_on"] for fact in team}
    assert until == {
        "ann@us.example": time.day_number(late.date()) - 1,
        "zoe@us.example": None,
    }


def mark(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("sort", "value", "account"),
    [
        ("rank", "x", 1),
        ("name", 5, 1),
        ("rank", True, 1),
        ("fit", 2**70, 1),
        ("rank", 1, 2**70),
        ("rank", 1, True),
        ("rank", float("nan"), 1),
    ],
)
def test_a_page_mark_of_the_wrong_type_is_refused_in_words(workspace, sort, value, account):
    with pytest.raises(AccordError, match="out of date"):
        accounts.list_accounts(Filters(), sort, mark(sort, value, account))


def test_a_page_mark_that_is_deep_beyond_reading_is_refused_in_words(workspace):
    deep = base64.urlsafe_b64encode(b"[" * 200_000).decode()
    with pytest.raises(AccordError, match="out of date"):
        accounts.list_accounts(Filters(), "rank", deep)


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_accounts_without_a_name_stand_on_later_pages_too(workspace, sort):
    generation = Generation.objects.order_by("-id").first()
    file = picture.folder_of(generation) / "account_rows.parquet"
    rows = pq.read_table(file)
    names = [None if at % 2 else name for at, name in enumerate(rows["name"].to_pylist())]
    place = rows.schema.get_field_index("name")
    pq.write_table(rows.set_column(place, rows.schema.field(place), pa.array(names)), file)
    picture.forget()
    seen, after = [], None
    while True:
        page = accounts.list_accounts(Filters(), sort, after, 7)
        seen += [row.account for row in page.rows]
        if (after := page.next) is None:
            break
    assert len(seen) == len(set(seen)) == page.total == rows.num_rows


@pytest.mark.parametrize("limit", ["\u00b2", "\u0663", "9" * 5_000, "-1", "0", "501", ""])
def test_a_limit_that_is_no_number_is_answered_in_words(workspace, user, client, limit):
    client.force_login(user("mia"))
    answer = client.get("/api/v1/accounts", {"limit": limit})
    assert answer.status_code == 422
    assert "limit" in answer.json()["message"]


@pytest.mark.parametrize("revision", ["x", "\u00b2", "9" * 5_000, "-1"])
def test_a_revision_that_is_no_number_is_answered_in_words(workspace, user, client, revision):
    client.force_login(user("mia"))
    version = programs.list_drafts()[0].version
    text = programs.find_version(version).text + "\n# changed\n"
    form = {"draft": version, "text": text, "do": "save", "revision": revision}
    answer = client.post("/program/text/", form)
    assert answer.status_code == 422
    assert "which revision" in answer.content.decode()
    assert programs.find_version(version).text + "\n# changed\n" == text
