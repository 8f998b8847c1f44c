"""Writing into HubSpot and Salesforce: one call for many, one refused alone, nothing made twice."""

from collections.abc import Iterator

import pytest

from accord.connectors.crm.faults import AccessError, AwayError, LimitError
from accord.connectors.crm.pacing import Clock
from accord.connectors.crm.writing import Task
from accord.connectors.hubspot import client as hubspot
from accord.connectors.hubspot import writing as hubspot_writing
from accord.connectors.salesforce import client as salesforce
from accord.connectors.salesforce import writing as salesforce_writing
from hubspot_written import WrittenPortal
from local_server import Answer, LocalServer
from salesforce_org import stamp
from salesforce_written import WrittenOrg

QUICK = Clock(sleep=lambda _: None)
DUE = 1_790_000_000_000_000
T0 = 1_750_000_000_000


@pytest.fixture
def portal() -> WrittenPortal:
    made = WrittenPortal()
    made.properties = {"companies": {"name", "accord_tier", "accord_fit"}}
    made.owners = [{"id": "7", "email": "Sam@us.example", "archived": False}]
    for n in range(250):
        made.put("companies", str(100 + n), {"name": f"C{n}", "accord_tier": None}, T0)
    for n in range(3):
        made.put("contacts", str(n), {"email": f"p{n}@acme.example"}, T0)
    made.lists = {"44": []}
    return made


@pytest.fixture
def hub(portal) -> Iterator[LocalServer]:
    found = portal.serve()
    yield found
    found.close()


@pytest.fixture
def writer(hub) -> Iterator[hubspot_writing.Writer]:
    access = hubspot.Access(token="secret-token", address=hub.address)
    made = hubspot_writing.Writer(hubspot.Client(access, clock=QUICK))
    yield made
    made.close()


@pytest.fixture
def org() -> WrittenOrg:
    made = WrittenOrg()
    made.kinds = {"Accord_Points__c": "double", "Accord_Qualified__c": "boolean"}
    fields = {"Name": "Acme", "Accord_Tier__c": None, "Accord_Points__c": None,
              "Accord_Qualified__c": False}  # fmt: skip
    for n in range(3):
        made.put("Account", f"001{n}", fields, stamp(1))
    made.put("User", "0051", {"Email": "sam@us.example", "IsActive": True}, stamp(1))
    made.put("Task", "00T0", {"WhatId": "0019", "Description": "x", "Subject": "y"}, stamp(1))
    made.put("CampaignMember", "00v0", {"CampaignId": "7011", "ContactId": "0031"}, stamp(1))
    return made


@pytest.fixture
def house(org) -> Iterator[LocalServer]:
    found = org.serve()
    yield found
    found.close()


@pytest.fixture
def sales(house) -> Iterator[salesforce_writing.Writer]:
    access = salesforce.Access(house.address, "id", "secret")
    made = salesforce_writing.Writer(salesforce.Client(access, clock=QUICK))
    yield made
    made.close()


def task(record: str) -> Task:
    return Task("accordtask0001", record, "Call: Benchmark", "Say so", DUE, "sam@us.example")


def test_a_batch_is_one_call_and_reads_back(writer, hub, portal):
    changes = {str(100 + n): {"accord_tier": "one_to_one"} for n in range(100)}
    found = writer.write(changes)
    assert all(each.is_good for each in found.values())
    assert hub.count("batch/update") == 1
    held = writer.read(["100", "101", "9999"], ["accord_tier", "name"])
    assert held["100"] == {"accord_tier": "one_to_one", "name": "C0"}
    assert "9999" not in held, "what is gone is left out"


def test_of_a_batch_with_207_only_the_refused_are_refused(writer, portal):
    portal.options = {"accord_tier": {"one_to_one"}}
    found = writer.write({"100": {"accord_tier": "one_to_one"}, "101": {"accord_tier": "odd"}})
    assert found["100"].is_good
    assert "not one of the allowed options" in found["101"].words
    assert portal.objects["companies"]["101"]["properties"]["accord_tier"] is None


def test_a_conflict_of_one_does_not_hold_up_the_others(writer, hub, portal):
    portal.conflicts = {"102"}
    found = writer.write({str(n): {"accord_tier": "one_to_few"} for n in (100, 101, 102)})
    assert [one for one, each in found.items() if not each.is_good] == ["102"]
    assert "another record holds" in found["102"].words
    assert hub.count("batch/update") == 4


def test_a_429_waits_as_asked_and_a_day_used_up_ends_it(writer, hub, portal):
    hub.fail("batch/update", Answer({"message": "secondly"}, 429, {"Retry-After": "1"}))
    assert writer.write({"100": {"accord_tier": "a"}})["100"].is_good
    daily = Answer({"policyName": "DAILY", "message": "day"}, 429)
    hub.fail("batch/update", daily)
    with pytest.raises(LimitError, match="no more calls"):
        writer.write({"101": {"accord_tier": "a"}})
    hub.fail("batch/update", Answer({"message": "scopes"}, 403))
    with pytest.raises(AccessError, match="right is missing"):
        writer.write({"101": {"accord_tier": "a"}})


def test_fields_say_what_may_be_written(writer, portal):
    portal.fixed = {"name"}
    found = writer.fields()
    assert (found["name"].is_writable, found["accord_tier"].is_writable) == (False, True)


def test_a_task_whose_answer_was_lost_is_found_and_not_made_again(writer, hub, portal):
    assert writer.find_task(task("100")) == ""
    hub.fail("/tasks", Answer(drop=True))
    with pytest.raises(AwayError):
        writer.make_task(task("100"))
    assert not portal.objects.get("tasks"), "a call without an answer is not made again by itself"
    made = writer.make_task(task("100"))
    assert writer.find_task(task("100")) == made.foreign
    held = portal.objects["tasks"][made.foreign]["properties"]
    assert (held["hubspot_owner_id"], held["hs_timestamp"]) == ("7", str(DUE // 1000))
    assert portal.links["tasks", made.foreign, "companies"] == [("100", 192)]


def test_members_of_a_list_are_added_once(writer, portal):
    found = writer.add_members("44", ["0", "1", "99"])
    assert [found[one].is_good for one in ("0", "1", "99")] == [True, True, False]
    writer.add_members("44", ["0", "2"])
    assert portal.lists["44"] == ["0", "1", "2"]
    assert writer.members("44", ["1", "5"]) == {"1"}
    assert "does not exist" in writer.add_members("45", ["0"])["0"].words


def test_salesforce_takes_a_collection_and_refuses_one_record_alone(sales, house, org):
    org.refuses = {"0011": "Tier must be set by RevOps"}
    found = sales.write(
        {f"001{n}": {"Accord_Tier__c": "a", "Accord_Points__c": "42", "Accord_Qualified__c": "true"}
         for n in range(3)}
    )  # fmt: skip
    assert [each.is_good for each in found.values()] == [True, False, True]
    assert found["0011"].words == "Tier must be set by RevOps"
    assert house.count("composite/sobjects") == 1
    held = sales.read(["0010", "001x"], ["Accord_Points__c", "Accord_Qualified__c"])
    assert held == {"0010": {"Accord_Points__c": "42", "Accord_Qualified__c": "true"}}
    assert org.objects["Account"]["0010"]["Accord_Points__c"] == 42, "a number is a number there"
    assert sales.write({"0010": {"Accord_Tier__c": ""}})["0010"].is_good
    assert org.objects["Account"]["0010"]["Accord_Tier__c"] is None


def test_salesforce_tasks_are_found_by_their_token(sales, house, org):
    assert sales.find_task(task("0010")) == ""
    house.fail("composite/sobjects", Answer(drop=True))
    with pytest.raises(AwayError):
        sales.make_task(task("0010"))
    made = sales.make_task(task("0010"))
    assert sales.find_task(task("0010")) == made.foreign
    held = org.objects["Task"][made.foreign]
    assert (held["OwnerId"], held["WhatId"], held["ActivityDate"]) == ("0051", "0010", "2026-09-21")


def test_a_member_of_a_campaign_stays_one(sales, org):
    assert sales.members("7011", ["0031", "0032"]) == {"0031"}
    found = sales.add_members("7011", ["0031", "0032"])
    assert all(each.is_good for each in found.values())
    assert len(org.objects["CampaignMember"]) == 2
