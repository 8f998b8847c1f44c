"""Marketo through its API: extracts, changes, activities, deletes, merges, errors in good answers."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from accord.connectors.crm.faults import AccessError, LimitError
from accord.connectors.crm.pacing import Clock
from accord.connectors.crm.shape import Context
from accord.connectors.files import client as files
from accord.connectors.files.plan import Hints
from accord.connectors.marketo.client import Access, Client
from accord.connectors.marketo.feed import Feed, Settings
from accord.facts import keys
from local_server import Answer, LocalServer
from marketo_instance import T0, Instance, failed, moment
from readings import NOW_US, Store, killed_at_random

ZONE = ZoneInfo("Europe/Berlin")
QUICK = Clock(sleep=lambda _: None)
FIRST_US = (T0 + 90 * 86_400) * 1_000_000


def small_instance() -> Instance:
    found = Instance()
    found.programs = [
        {"id": 1001, "name": "Spring webinar", "channel": "Webinar"},
        {"id": 1002, "name": "Partner reach", "channel": "Content Syndication"},
    ]
    for n in range(150):
        found.put(str(100 + n), {"email": f"p{n}@acme.example", "firstName": "P", "lastName": str(n),
                                 "company": "Acme", "unsubscribed": n == 1}, n / 2)  # fmt: skip
    found.happen("1", "100", 10, primaryAttributeValue="/pricing",
                 attributes=[{"name": "Webpage URL", "value": "https://us.example/pricing?x=1"},
                             {"name": "User Agent", "value": "Mozilla/5.0"}])  # fmt: skip
    found.happen("11", "101", 11, primaryAttributeValue="Invite",
                 attributes=[{"name": "Link", "value": "https://us.example/webinar"}])  # fmt: skip
    found.happen("9", "102", 12, primaryAttributeValue="Invite")
    for lead, program, status, success in (
        ("103", 1001, "Attended", True), ("104", 1001, "Registered", False),
        ("105", 1001, "No Show", False), ("106", 1002, "Engaged", True), ("107", 1002, "Member", False),
    ):  # fmt: skip
        found.happen("104", lead, 13, primaryAttributeValueId=program, attributes=[
            {"name": "New Status", "value": status}, {"name": "Success", "value": success},
        ])  # fmt: skip
    found.happen("24", "108", 14, primaryAttributeValue="Newsletter")
    return found


@pytest.fixture
def instance() -> Instance:
    return small_instance()


@pytest.fixture
def server(instance: Instance) -> Iterator[LocalServer]:
    found = instance.serve()
    yield found
    found.close()


def feed_of(server: LocalServer, **settings: object) -> Feed:
    access = Access(server.address, "id", "secret")
    said = Settings(Context("marketo", ZONE), leads_since="2025-05-01", **settings)  # type: ignore[arg-type]
    return Feed(Client(access, None, QUICK), said, lambda: FIRST_US)


def run(server: LocalServer, store: Store | None = None, **settings: object) -> Store:
    store = store or Store()
    feed = feed_of(server, **settings)
    try:
        store.run(feed)
    finally:
        feed.close()
    return store


def test_leads_and_what_they_did_become_facts(server: LocalServer) -> None:
    found = run(server)
    leads = found.last("leads")
    assert len(leads) == 150
    assert (leads["100"]["email"], leads["100"]["company_name"]) == ("p0@acme.example", "Acme")
    assert leads["101"]["is_opted_out"] is True
    assert sorted(a["kind_name"] for a in found.rows("activities")) == [
        "added_to_list", "email_click", "page_view", "syndicated_lead", "unsubscribe",
        "webinar_attended", "webinar_registered",
    ]  # fmt: skip
    visit = next(a for a in found.rows("activities") if a["kind_name"] == "page_view")
    assert (visit["asset_name"], visit["user_agent"]) == ("/pricing", "Mozilla/5.0")
    assert visit["person_key"] == keys.record_key("marketo", "100")


def test_a_record_by_api_says_what_its_export_file_says(server: LocalServer) -> None:
    found = run(server).last("leads")["100"]
    text = (
        "Id,Email Address,First Name,Last Name,Company Name,Unsubscribed,Created At,Updated At\n"
        f"100,p0@acme.example,P,0,Acme,false,{moment(0)},{moment(0)}\n"
    ).encode()
    plan = files.look(text, "marketo-leads.csv", Hints(kind="leads"))
    exported = next(iter(files.read(text, plan, NOW_US, ZONE))).tables["leads"].to_pylist()[0]
    ignored = {"fact_id", "received_at"}
    assert {k: v for k, v in found.items() if k not in ignored} == {
        k: v for k, v in exported.items() if k not in ignored
    }


def test_a_second_run_brings_only_what_changed(instance: Instance, server: LocalServer) -> None:
    store = run(server)
    before = {kind: len(rows) for kind, rows in store.facts.items()}
    instance.put("109", {"title": "CFO"}, 95)
    instance.happen("10", "109", 95, primaryAttributeValue="Invite")
    server.calls.clear()
    run(server, store)
    assert store.last("leads")["109"]["title"] == "CFO"
    grown = {kind: len(rows) - before[kind] for kind, rows in store.facts.items()}
    assert grown == {"leads": 1, "activities": 1}
    assert not server.count("/bulk/"), "what was extracted once is followed by its changes"


def test_deletes_and_merges_are_followed(instance: Instance, server: LocalServer) -> None:
    store = run(server)
    instance.delete("110", 96)
    instance.happen("32", "100", 97, attributes=[{"name": "Merge IDs", "value": "[111, 112]"}])
    run(server, store)
    assert store.last("leads")["110"]["is_deleted"]
    assert {row["from_key"] for row in store.rows("identity_links")} == {
        keys.record_key("marketo", "111"), keys.record_key("marketo", "112"),
    }  # fmt: skip
    assert {row["to_key"] for row in store.rows("identity_links")} == {
        keys.record_key("marketo", "100")
    }


def test_killed_at_random_and_resumed_it_comes_to_the_same_facts(
    instance: Instance, server: LocalServer
) -> None:
    instance.page = 3
    whole = run(server)
    for seed in range(4):
        assert killed_at_random(lambda: feed_of(server), seed).said() == whole.said()


@pytest.mark.parametrize(
    "fault",
    [
        failed("601", "Access token invalid"),
        failed("602", "Access token expired"),
        failed("606", "Max rate limit '100' exceeded with in '20' secs"),
        failed("615", "Concurrent access limit reached"),
        failed("611", "System error"),
        Answer({"success": True, "result": []}, cut=12),
        Answer({}, 502),
        Answer(drop=True),
    ],
    ids=["601", "602", "606", "615", "611", "half a page", "502", "connection lost"],
)
def test_what_passes_is_tried_again_and_loses_nothing(server: LocalServer, fault: Answer) -> None:
    whole = run(server)
    for part in ("describe", "activities.json", "create", "status"):
        server.fail(part, fault)
    assert run(server).said() == whole.said()
    assert not server.faults


def test_a_file_that_arrives_damaged_is_read_again(server: LocalServer) -> None:
    whole = run(server)
    server.fail("file.json", Answer(text="id,email\n1,half"))
    assert run(server).said() == whole.said()


def test_a_quota_that_is_used_up_ends_the_run_with_the_wait(server: LocalServer) -> None:
    server.fail("activities.json", failed("607", "Daily API Quota Reached"))
    with pytest.raises(LimitError, match="Daily API Quota Reached"):
        run(server)
    server.fail("create.json", failed("1029", "Export daily quota exceeded"))
    with pytest.raises(LimitError, match="Export daily quota"):
        run(server)


def test_a_right_that_is_missing_and_a_wrong_secret_are_said_so(
    instance: Instance, server: LocalServer
) -> None:
    server.fail("describe", failed("603", "Access denied"))
    with pytest.raises(AccessError, match="Access denied"):
        run(server)
    instance.secret = "another"
    with pytest.raises(AccessError, match="refuses the credentials"):
        run(server)


def test_fields_that_come_and_go_do_no_harm(instance: Instance, server: LocalServer) -> None:
    store = run(server)
    instance.hidden = {"company", "firstName"}
    instance.put("113", {"shoeSize": 44}, 98)
    run(server, store, custom={"leads": ["shoeSize"]})
    last = store.last("leads")["113"]
    assert (last["first_name"], last["custom"]) == (None, '{"shoeSize":"44"}')
