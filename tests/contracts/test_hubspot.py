"""HubSpot through its API: the facts of an export, whatever the network and the portal do."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from accord.connectors.crm.faults import AccessError, AwayError, LimitError
from accord.connectors.crm.pacing import Clock
from accord.connectors.crm.shape import Context
from accord.connectors.files import client as files
from accord.connectors.hubspot.client import Access, Client
from accord.connectors.hubspot.feed import Feed, Settings
from hubspot_portal import Portal
from local_server import Answer, LocalServer
from readings import NOW_US, Store, killed_at_random

DAY = 86_400_000
T0 = 1_750_000_000_000
FIRST_US = (T0 + 15 * DAY) * 1_000  # when the first run begins
ZONE = ZoneInfo("Europe/Berlin")
QUICK = Clock(sleep=lambda _: None)


def small_portal() -> Portal:
    portal = Portal()
    portal.owners = [
        {
            "id": "7",
            "email": "sam@us.example",
            "firstName": "Sam",
            "lastName": "S",
            "archived": False,
        },
        {
            "id": "8",
            "email": "gone@us.example",
            "firstName": "G",
            "lastName": "G",
            "archived": True,
        },
    ]
    portal.stages = [
        {"id": "appt", "label": "Meeting held", "metadata": {"probability": "0.2"}},
        {"id": "prop", "label": "Proposal", "metadata": {"probability": "0.6"}},
        {
            "id": "won",
            "label": "Closed won",
            "metadata": {"probability": "1.0", "isClosed": "true"},
        },
    ]
    portal.put(
        "companies", "100", {"name": "Acme", "domain": "acme.example", "hubspot_owner_id": "7"}, T0
    )
    portal.put(
        "companies",
        "101",
        {"name": "Globex", "domain": "globex.example", "hubspot_owner_id": "8"},
        T0,
    )
    for n in range(230):
        portal.put(
            "contacts",
            str(1000 + n),
            {"email": f"p{n}@acme.example", "firstname": "P", "lastname": str(n),
             "jobtitle": "CFO" if n == 0 else "Engineer", "associatedcompanyid": "100",
             "hs_email_optout": "true" if n == 1 else "false"},
            T0 + n,
        )  # fmt: skip
    portal.put("deals", "5", {"dealname": "Big", "dealstage": "appt", "amount": "1000",
                              "hs_is_closed": "false"}, T0)  # fmt: skip
    portal.put("deals", "5", {"dealstage": "prop", "amount": "1200.50"}, T0 + 10 * DAY)
    portal.link("deals", "5", "companies", "101", 341)
    portal.link("deals", "5", "companies", "100", 5)
    portal.link("deals", "5", "contacts", "1000", 3)
    portal.put("calls", "900", {"hs_timestamp": str(T0), "hs_call_title": "Intro",
                                "hs_call_disposition": "73a0d17f-1163-4015-bdd5-ec830791da20"}, T0)  # fmt: skip
    portal.link("calls", "900", "contacts", "1000")
    portal.link("calls", "900", "contacts", "1001")
    portal.link("calls", "900", "companies", "100")
    portal.put("meetings", "901", {"hs_timestamp": str(T0), "hs_meeting_title": "Demo",
                                   "hs_meeting_outcome": "COMPLETED",
                                   "hs_meeting_body": "<p>They want <b>SSO</b></p>"}, T0)  # fmt: skip
    portal.link("meetings", "901", "companies", "100")
    portal.put(
        "emails", "902", {"hs_timestamp": str(T0), "hs_email_direction": "INCOMING_EMAIL"}, T0
    )
    portal.link("emails", "902", "contacts", "1000")
    portal.put("notes", "903", {"hs_timestamp": str(T0), "hs_note_body": "of nobody"}, T0)
    return portal


@pytest.fixture
def portal() -> Portal:
    return small_portal()


@pytest.fixture
def server(portal: Portal) -> Iterator[LocalServer]:
    found = portal.serve()
    yield found
    found.close()


def feed_of(server: LocalServer, **settings: object) -> Feed:
    access = Access("secret-token", address=server.address)
    context = Context("hubspot", ZONE)
    return Feed(
        Client(access, None, QUICK),
        Settings(context, **settings),
        lambda: FIRST_US,  # type: ignore[arg-type]
    )


def run(server: LocalServer, store: Store | None = None, **settings: object) -> Store:
    store = store or Store()
    feed = feed_of(server, **settings)
    try:
        store.run(feed)
    finally:
        feed.close()
    return store


def test_every_object_becomes_its_facts(server: LocalServer) -> None:
    found = run(server)
    assert found.last("companies")["100"]["owner"] == "sam@us.example"
    assert found.last("companies")["101"]["owner"] == "gone@us.example"
    people = found.last("people")
    assert len(people) == 230
    assert people["1000"]["title"] == "CFO"
    assert people["1001"]["is_opted_out"] is True
    assert people["1000"]["known_at"] == T0 * 1000
    assert people["1000"]["is_backfilled"]
    deal = found.last("opportunities")["5"]
    assert deal["company_external_id"] == "100", "the primary company comes first"
    assert deal["contact_external_ids"] == ["1000"]
    assert (deal["stage"], deal["amount_minor"], deal["currency"]) == ("Proposal", 120_050, "USD")
    stages = sorted(
        (s["occurred_at"], s["stage"], s["probability"]) for s in found.rows("opportunity_stages")
    )
    assert stages == [(T0 * 1000, "Meeting held", 20.0), ((T0 + 10 * DAY) * 1000, "Proposal", 60.0)]


def test_engagements_become_one_activity_for_each_who_took_part(server: LocalServer) -> None:
    found = run(server)
    kinds = sorted((a["kind_name"], a["fact_id"]) for a in found.rows("activities"))
    assert kinds == [
        ("call_unanswered", "activities:calls:900:1000:call_unanswered"),
        ("call_unanswered", "activities:calls:900:1001:call_unanswered"),
        ("email_reply", "activities:emails:902:1000:email_reply"),
        ("meeting_held", "activities:meetings:901:meeting_held"),
    ]
    meeting = next(a for a in found.rows("activities") if a["kind_name"] == "meeting_held")
    assert meeting["text"] == "They want  SSO"
    assert meeting["company_key"] != 0 and meeting["person_key"] == 0
    assert [issue.record for issue in found.issues if "counts for nobody" in issue.reason] == [
        "notes:903"
    ]


def test_a_record_by_api_says_what_its_export_file_says(server: LocalServer) -> None:
    found = run(server).last("people")["1000"]
    text = (
        "Record ID,First Name,Last Name,Email,Job Title,Associated Company IDs,"
        "Unsubscribed from all email,Create Date,Last Modified Date\n"
        f"1000,P,0,p0@acme.example,CFO,100,false,{T0},{T0}\n"
    ).encode()
    plan = files.look(text, "hubspot-contacts.csv")
    chunk = next(iter(files.read(text, plan, NOW_US, ZONE)))
    exported = chunk.tables["people"].to_pylist()[0]
    ignored = {"fact_id", "received_at"}
    assert plan.source == "hubspot"
    assert {k: v for k, v in found.items() if k not in ignored} == {
        k: v for k, v in exported.items() if k not in ignored
    }


def test_a_second_run_brings_only_what_changed(portal: Portal, server: LocalServer) -> None:
    store = run(server)
    before = {kind: len(rows) for kind, rows in store.facts.items()}
    portal.put("contacts", "1003", {"jobtitle": "VP Sales"}, T0 + 20 * DAY)
    portal.put("deals", "5", {"dealstage": "won", "hs_is_closed": "true",
                              "hs_is_closed_won": "true"}, T0 + 21 * DAY)  # fmt: skip
    server.calls.clear()
    run(server, store)
    assert store.last("people")["1003"]["title"] == "VP Sales"
    assert store.last("opportunities")["5"]["is_won"] is True
    assert {kind: len(rows) - before[kind] for kind, rows in store.facts.items()} == {
        "companies": 0, "people": 1, "opportunities": 1, "opportunity_stages": 1, "activities": 0,
    }  # fmt: skip
    listed = [
        c
        for c in server.calls
        if c.path.endswith("/contacts") and c.query.get("archived") == "false"
    ]
    assert not listed, "what was listed once is searched for changes only"


def test_a_value_that_returns_to_what_it_was_is_a_new_fact(
    portal: Portal, server: LocalServer
) -> None:
    store = run(server)
    for day, title in ((30, "VP"), (40, "CFO")):
        portal.put("contacts", "1000", {"jobtitle": title}, T0 + day * DAY)
        run(server, store)
    told = [row["title"] for row in store.rows("people") if row["external_id"] == "1000"]
    assert told == ["CFO", "VP", "CFO"]


def test_deleted_records_are_told_as_deleted(portal: Portal, server: LocalServer) -> None:
    store = run(server)
    at = T0 + 25 * DAY
    portal.archive("contacts", "1005", at)
    portal.archive("deals", "5", at)
    portal.archive("companies", "101", at)
    run(server, store)
    assert store.last("people")["1005"]["is_deleted"]
    assert store.last("opportunities")["5"]["is_deleted"]
    assert store.last("companies")["101"]["is_deleted"]
    assert not store.last("people")["1004"]["is_deleted"]


def test_merges_are_followed(portal: Portal, server: LocalServer) -> None:
    from accord.facts import keys

    store = run(server)
    portal.put("companies", "102", {"name": "Acme Inc", "domain": "acme-inc.example"}, T0)
    run(server, store)
    portal.merge("contacts", "1000", "1009", T0 + 30 * DAY)
    portal.merge("companies", "100", "102", T0 + 30 * DAY)
    run(server, store)
    link = store.rows("identity_links")[0]
    assert (link["from_key"], link["to_key"]) == (
        keys.record_key("hubspot", "1009"), keys.record_key("hubspot", "1000"),
    )  # fmt: skip
    other = store.last("companies")["102"]
    assert (other["name"], other["domain"]) == ("Acme", "acme.example")


def test_killed_at_random_and_resumed_it_comes_to_the_same_facts(server: LocalServer) -> None:
    whole = run(server)
    server.keeps_calls = False
    for seed in range(4):
        resumed = killed_at_random(lambda: feed_of(server), seed)
        assert resumed.said() == whole.said()


@pytest.mark.parametrize(
    "fault",
    [
        Answer({"message": "wait"}, 429, {"Retry-After": "1"}),
        Answer({"message": "oops"}, 500),
        Answer({"message": "oops"}, 502),
        Answer({"results": [{"id": "1000", "properties": {}}]}, cut=30),
        Answer(drop=True),
    ],
    ids=["too many calls", "500", "502", "half a page", "connection lost"],
)
def test_what_passes_is_tried_again_and_loses_nothing(
    portal: Portal, server: LocalServer, fault: Answer
) -> None:
    whole = run(server)
    for part in ("/contacts", "/deals", "/calls", "batch/read", "/search", "/owners"):
        server.fail(part, fault, times=2)
    assert run(server).said() == whole.said()
    assert not server.faults


def test_it_waits_as_long_as_it_is_asked_to(server: LocalServer) -> None:
    slept: list[float] = []
    client = Client(
        Access("secret-token", address=server.address),
        None,
        Clock(now=lambda: 0.0, sleep=slept.append),
    )
    server.fail(
        "/details", Answer({"policyName": "TEN_SECONDLY_ROLLING"}, 429, {"Retry-After": "7"})
    )
    client.portal()
    client.close()
    assert slept[0] == 7.0


def test_a_day_that_is_used_up_ends_the_run_with_the_wait(server: LocalServer) -> None:
    server.fail("/contacts", Answer({"policyName": "DAILY", "message": "daily limit"}, 429))
    with pytest.raises(LimitError, match="goes on from where it is") as caught:
        run(server)
    assert caught.value.wait_s >= 600


def test_a_system_that_stays_away_is_said_so(server: LocalServer) -> None:
    server.fail("/contacts", Answer({}, 503), times=50)
    with pytest.raises(AwayError, match="HubSpot could not be read: it answered 503"):
        run(server)


def test_a_token_that_is_refused_is_said_so(portal: Portal, server: LocalServer) -> None:
    portal.tokens = {"another"}
    with pytest.raises(AccessError, match="make a new one in HubSpot's private app"):
        run(server)


def test_an_expired_token_is_renewed_in_the_middle(portal: Portal, server: LocalServer) -> None:
    whole = run(server)
    access = Access("", "id", "secret", "refresh", server.address)
    store, feed = (
        Store(),
        Feed(Client(access, None, QUICK), Settings(Context("hubspot", ZONE)), lambda: FIRST_US),
    )
    server.fail("/objects/2026-03/contacts", Answer({"category": "EXPIRED_AUTHENTICATION"}, 401))
    store.run(feed)
    feed.close()
    assert portal.renewed == 2
    assert store.said() == whole.said()


def test_a_right_that_is_missing_names_what_can_not_be_read(server: LocalServer) -> None:
    server.fail("/crm/objects/2026-03/deals", Answer({"category": "MISSING_SCOPES"}, 403), times=9)
    with pytest.raises(AccessError, match=r"forbids reading /crm/objects/2026-03/deals"):
        run(server)


def test_properties_that_come_and_go_do_no_harm(portal: Portal, server: LocalServer) -> None:
    store = run(server)
    portal.properties["contacts"] = {
        "email",
        "lastname",
        "hs_object_id",
        "lastmodifieddate",
        "shoe_size",
    }
    portal.put("contacts", "1000", {"shoe_size": "44", "jobtitle": None}, T0 + 50 * DAY)
    run(server, store, custom={"people": ["shoe_size"]})
    last = store.last("people")["1000"]
    assert (last["email"], last["title"], last["custom"]) == (
        "p0@acme.example",
        None,
        '{"shoe_size":"44"}',
    )


def test_a_team_says_which_property_is_which_field(portal: Portal, server: LocalServer) -> None:
    portal.put("contacts", "1000", {"seniority_title": "Chief of Money"}, T0)
    store = run(server, mapping={"people": {"seniority_title": "title"}})
    assert store.last("people")["1000"]["title"] == "Chief of Money"
    assert store.last("people")["1002"]["title"] is None, "the field is read from one property"


def test_more_changes_in_one_moment_than_a_search_gives_are_all_found(
    portal: Portal, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hubspot_portal
    from accord.connectors.hubspot import client, feed

    store = run(server)
    for module in (client, feed):
        monkeypatch.setattr(module, "MOST_FOUND", 400)
    monkeypatch.setattr(hubspot_portal, "MOST_FOUND", 400)
    for n in range(1_000):
        portal.put("contacts", str(5000 + n), {"email": f"q{n}@globex.example"}, T0 + 60 * DAY)
    for n in range(900):
        portal.put(
            "contacts", str(7000 + n), {"email": f"r{n}@globex.example"}, T0 + 60 * DAY + 1 + n
        )
    run(server, store)
    assert len(store.last("people")) == 230 + 1_900


def test_records_that_say_nothing_are_rejected_with_a_reason(
    portal: Portal, server: LocalServer
) -> None:
    portal.put("companies", "103", {"city": "Bonn"}, T0)
    found = run(server)
    assert [(i.record, i.reason) for i in found.rejected] == [
        ("103", "the company has neither name nor domain; add one")
    ]
    assert "103" not in found.last("companies")


def test_the_portals_own_count_of_open_deals_is_kept_for_comparing(
    portal: Portal, server: LocalServer
) -> None:
    for n in range(450):
        portal.put("deals", str(2000 + n), {"dealname": f"D{n}", "dealstage": "appt", "amount": "10",
                                            "hs_is_closed": "false"}, T0)  # fmt: skip
    opened = run(server).asides["totals"]["open"]
    assert len(opened) == 451
    assert opened["5"] == ["1200.50", None, "Big"]
