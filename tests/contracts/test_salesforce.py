"""Salesforce through its API: queries, bulk jobs, roles, merges, limits, sessions."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from accord.connectors.crm.faults import AccessError, AwayError, LimitError
from accord.connectors.crm.pacing import Clock
from accord.connectors.crm.shape import Context
from accord.connectors.files import client as files
from accord.connectors.salesforce import client as salesforce_client
from accord.connectors.salesforce import feed as salesforce_feed
from accord.connectors.salesforce.client import Access, Client
from accord.connectors.salesforce.feed import Feed, Settings
from accord.facts import keys
from local_server import Answer, LocalServer
from readings import NOW_US, Store, killed_at_random
from salesforce_org import Org, stamp

ZONE = ZoneInfo("Europe/Berlin")
QUICK = Clock(sleep=lambda _: None)


def account(n: int) -> str:
    return f"001{n:012d}AAA"


def contact(n: int) -> str:
    return f"003{n:012d}AAA"


def small_org() -> Org:
    org = Org()
    org.put("User", "005000000000001AAA", {"Email": "sam@us.example", "Name": "Sam"}, stamp(0))
    org.put(
        "Campaign", "701000000000001AAA", {"Name": "Autumn webinar", "Type": "Webinar"}, stamp(0)
    )
    org.put("Organization", "00D000000000001AAA", {"DefaultCurrencyIsoCode": "EUR"}, stamp(0))
    for n, name in ((1, "Acme"), (2, "Globex"), (3, "Acme GmbH")):
        org.put("Account", account(n), {
            "Name": name, "Website": f"https://www.{name.split()[0].lower()}{n}.example/", "Type": "Prospect",
            "BillingCountry": "Germany", "NumberOfEmployees": 120, "OwnerId": "005000000000001AAA",
        }, stamp(0, n))  # fmt: skip
    for n in range(130):
        org.put("Contact", contact(n), {
            "Email": f"p{n}@acme1.example", "FirstName": "P", "LastName": str(n), "Title": "CFO",
            "AccountId": account(1), "HasOptedOutOfEmail": n == 1,
        }, stamp(0, n // 10))  # fmt: skip
    org.put("Lead", "00Q000000000001AAA", {
        "Email": "lead@globex2.example", "LastName": "Lead", "Company": "Globex", "Status": "Open",
        "ConvertedContactId": contact(5), "IsConverted": True,
    }, stamp(1))  # fmt: skip
    org.put("Opportunity", "006000000000001AAA", {
        "AccountId": account(1), "Name": "Big", "StageName": "Proposal", "Probability": 60,
        "Amount": 1200.5, "CloseDate": "2026-01-31", "IsClosed": False, "IsWon": False,
        "Type": "New Business",
    }, stamp(9))  # fmt: skip
    org.put("OpportunityContactRole", "00K000000000001AAA", {
        "OpportunityId": "006000000000001AAA", "ContactId": contact(2), "IsPrimary": False,
    }, stamp(2))  # fmt: skip
    org.put("OpportunityContactRole", "00K000000000002AAA", {
        "OpportunityId": "006000000000001AAA", "ContactId": contact(3), "IsPrimary": True,
    }, stamp(2))  # fmt: skip
    for n, (stage, chance, day) in enumerate((("Meeting", 20.0, 0), ("Proposal", 60.0, 9))):
        org.put("OpportunityHistory", f"008{n:012d}AAA", {
            "OpportunityId": "006000000000001AAA", "StageName": stage, "Probability": chance,
            "Amount": 1000, "CreatedDate": stamp(day),
        }, stamp(day))  # fmt: skip
    org.put("Task", "00T000000000001AAA", {
        "WhoId": contact(2), "AccountId": account(1), "Subject": "Call", "TaskSubtype": "Call",
        "Status": "Completed", "CallDisposition": "Left voicemail", "ActivityDate": "2025-07-01",
    }, stamp(3))  # fmt: skip
    org.put("Task", "00T000000000002AAA", {
        "WhoId": contact(2), "Subject": "To do", "TaskSubtype": "Call", "Status": "Not Started",
        "ActivityDate": "2025-07-02",
    }, stamp(3))  # fmt: skip
    org.put("Event", "00U000000000001AAA", {
        "WhoId": contact(3), "AccountId": account(1), "Subject": "Demo",
        "ActivityDateTime": "2025-07-03T09:00:00.000+0000",
    }, stamp(3))  # fmt: skip
    org.put("CampaignMember", "00v000000000001AAA", {
        "ContactId": contact(4), "CampaignId": "701000000000001AAA", "Status": "Attended",
        "HasResponded": True, "FirstRespondedDate": "2025-07-04",
    }, stamp(3))  # fmt: skip
    org.put("CampaignMember", "00v000000000002AAA", {
        "ContactId": contact(6), "CampaignId": "701000000000001AAA", "Status": "Sent",
        "HasResponded": False,
    }, stamp(3))  # fmt: skip
    return org


@pytest.fixture
def org() -> Org:
    return small_org()


@pytest.fixture
def server(org: Org) -> Iterator[LocalServer]:
    found = org.serve()
    yield found
    found.close()


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be small, so that there are many."""
    monkeypatch.setattr(salesforce_client, "PAGE", 25)
    monkeypatch.setattr(salesforce_feed, "PAGE", 25)


def feed_of(server: LocalServer, **settings: object) -> Feed:
    access = Access(server.address, "id", "secret")
    said = Settings(Context("salesforce", ZONE), **settings)  # type: ignore[arg-type]
    return Feed(Client(access, None, QUICK), said, lambda: NOW_US)


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
    acme = found.last("companies")[account(1)]
    assert (acme["name"], acme["domain"], acme["owner"], acme["employees"]) == (
        "Acme", "acme1.example", "sam@us.example", 120,
    )  # fmt: skip
    people = found.last("people")
    assert len(people) == 130
    assert people[contact(1)]["is_opted_out"] is True
    assert found.last("leads")["00Q000000000001AAA"]["converted_external_id"] == contact(5)
    deal = found.last("opportunities")["006000000000001AAA"]
    assert deal["contact_external_ids"] == [contact(3), contact(2)], (
        "the primary contact comes first"
    )
    assert (deal["stage"], deal["probability"], deal["amount_minor"], deal["currency"]) == (
        "Proposal", 60.0, 120_050, "EUR",
    )  # fmt: skip
    stages = sorted((s["occurred_at"], s["stage"]) for s in found.rows("opportunity_stages"))
    assert [stage for _, stage in stages] == ["Meeting", "Proposal"]


def test_tasks_events_and_responses_become_activities(server: LocalServer) -> None:
    told = sorted(
        (a["kind_name"], a["fact_id"].split(":")[2]) for a in run(server).rows("activities")
    )
    assert told == [
        ("call_unanswered", "00T000000000001AAA"),
        ("meeting_held", "00U000000000001AAA"),
        ("task", "00T000000000002AAA"),
        ("webinar_attended", "00v000000000001AAA"),
    ]


def test_a_record_by_api_says_what_its_export_file_says(server: LocalServer) -> None:
    found = run(server).last("companies")[account(1)]
    text = (
        "Id,Name,Website,Type,BillingCountry,NumberOfEmployees,Owner,CreatedDate,LastModifiedDate,IsDeleted\n"
        f"{account(1)},Acme,https://www.acme1.example/,Prospect,Germany,120,sam@us.example,"
        f"{stamp(0, 1)},{stamp(0, 1)},false\n"
    ).encode()
    plan = files.look(text, "salesforce-accounts.csv")
    exported = next(iter(files.read(text, plan, NOW_US, ZONE))).tables["companies"].to_pylist()[0]
    ignored = {"fact_id", "received_at"}
    assert plan.source == "salesforce"
    assert {k: v for k, v in found.items() if k not in ignored} == {
        k: v for k, v in exported.items() if k not in ignored
    }


def test_a_first_read_in_bulk_comes_to_the_same_facts(server: LocalServer) -> None:
    by_query = run(server)
    in_bulk = run(server, bulk_from=100)
    assert server.count("jobs/query") > 3
    assert in_bulk.said() == by_query.said()


def test_a_second_run_brings_only_what_changed(org: Org, server: LocalServer) -> None:
    store = run(server)
    before = {kind: len(rows) for kind, rows in store.facts.items()}
    org.put("Contact", contact(7), {"Title": "VP Sales"}, stamp(20))
    run(server, store)
    assert store.last("people")[contact(7)]["title"] == "VP Sales"
    grown = {kind: len(rows) - before[kind] for kind, rows in store.facts.items()}
    assert {kind: n for kind, n in grown.items() if n} == {"people": 1}


def test_a_role_that_is_given_or_taken_changes_the_opportunity(
    org: Org, server: LocalServer
) -> None:
    store = run(server)
    org.delete("OpportunityContactRole", "00K000000000001AAA", stamp(30))
    run(server, store)
    deal = store.last("opportunities")["006000000000001AAA"]
    assert deal["contact_external_ids"] == [contact(3)]
    assert deal["known_at"] == salesforce_feed.facts.us(stamp(30))


def test_deletes_and_merges_are_followed(org: Org, server: LocalServer) -> None:
    store = run(server)
    org.delete("Contact", contact(9), stamp(40))
    org.delete("Contact", contact(10), stamp(41), master=contact(11))
    org.delete("Account", account(3), stamp(42), master=account(1))
    org.delete("Opportunity", "006000000000001AAA", stamp(43))
    run(server, store)
    assert store.last("people")[contact(9)]["is_deleted"]
    assert store.last("opportunities")["006000000000001AAA"]["is_deleted"]
    link = store.rows("identity_links")[0]
    assert (link["from_key"], link["to_key"]) == (
        keys.record_key("salesforce", contact(10)), keys.record_key("salesforce", contact(11)),
    )  # fmt: skip
    merged = store.last("companies")[account(3)]
    assert (merged["name"], merged["domain"], merged["is_deleted"]) == (
        "Acme",
        "acme1.example",
        False,
    )


def test_killed_at_random_and_resumed_it_comes_to_the_same_facts(server: LocalServer) -> None:
    whole = run(server)
    for seed in range(2):
        assert killed_at_random(lambda: feed_of(server), seed).said() == whole.said()
        in_bulk = killed_at_random(lambda: feed_of(server, bulk_from=100), seed)
        assert in_bulk.said() == whole.said()


@pytest.mark.parametrize(
    "fault",
    [
        Answer([{"errorCode": "SERVER_UNAVAILABLE", "message": "later"}], 503),
        Answer({"totalSize": 9, "done": True, "records": [{"Id": "x"}]}, cut=40),
        Answer([{"errorCode": "UNABLE_TO_LOCK_ROW", "message": "locked"}], 400),
        Answer(drop=True),
    ],
    ids=["503", "half a page", "a locked row", "connection lost"],
)
def test_what_passes_is_tried_again_and_loses_nothing(server: LocalServer, fault: Answer) -> None:
    whole = run(server)
    for part in ("queryAll", "describe", "query/"):
        server.fail(part, fault, times=2)
    assert run(server).said() == whole.said()
    assert not server.faults


def test_half_a_page_of_a_bulk_result_is_asked_for_again(server: LocalServer) -> None:
    whole = run(server)
    server.fail(
        "/results", Answer(text="Id,Email\nx,y\n", headers={"Sforce-NumberOfRecords": "9"}), 2
    )
    assert run(server, bulk_from=100).said() == whole.said()


def test_a_session_that_expires_is_renewed(org: Org, server: LocalServer) -> None:
    whole = run(server)
    expired = Answer([{"errorCode": "INVALID_SESSION_ID", "message": "expired"}], 401)
    server.fail("queryAll", expired)
    before = org.logins
    assert run(server).said() == whole.said()
    assert org.logins == before + 2


def test_credentials_that_are_wrong_are_said_so(org: Org, server: LocalServer) -> None:
    org.secret = "another"
    with pytest.raises(AccessError, match="check the connected app's key and secret"):
        run(server)


def test_the_days_calls_are_left_to_others_at_the_end(org: Org, server: LocalServer) -> None:
    org.used, org.daily = 14_300, 15_000
    with pytest.raises(LimitError, match=r"14,301 of Salesforce's 15,000 calls|left to others"):
        run(server)
    org.used = 0
    server.fail(
        "queryAll", Answer([{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "all"}], 403)
    )
    with pytest.raises(LimitError, match="no more calls today: all"):
        run(server)


def test_fields_that_come_and_go_do_no_harm(org: Org, server: LocalServer) -> None:
    store = run(server)
    org.hidden["Contact"] = {"Department", "Title", "Phone"}
    org.put("Contact", contact(8), {"Shoe_Size__c": 44}, stamp(50))
    run(server, store, custom={"people": ["Shoe_Size__c"]})
    last = store.last("people")[contact(8)]
    assert (last["title"], last["custom"]) == (None, '{"Shoe_Size__c":"44"}')


def test_an_org_without_campaigns_and_leads_is_read_all_the_same(
    org: Org, server: LocalServer
) -> None:
    for name in ("Campaign", "CampaignMember", "Lead"):
        del org.objects[name]
    found = run(server)
    assert len(found.last("people")) == 130
    assert found.rows("leads") == []


def test_a_query_that_is_refused_is_said_in_its_words(server: LocalServer) -> None:
    server.fail("queryAll", Answer([{"errorCode": "MALFORMED_QUERY", "message": "no FROM"}], 400))
    with pytest.raises(AwayError, match="no FROM"):
        run(server)


def test_the_orgs_own_open_opportunities_are_kept_for_comparing(server: LocalServer) -> None:
    aside = run(server).asides["totals"]
    assert aside["open"] == {"006000000000001AAA": [1200.5, None, "Big"]}
    assert aside["currency"] == "EUR"
