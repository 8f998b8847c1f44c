"""Writing into a CRM end to end: looked at, sent once, never over what is not ours."""

from collections.abc import Iterator

import pytest

import writing_cast as cast
from accord.connectors.crm import writing
from accord.server import configuration
from accord.server.actions import connections
from accord.server.actions import write_back as actions
from accord.server.playing import enrolling
from accord.server.records.models import (
    AppUser,
    Campaign,
    CrmWrite,
    Job,
    PlayTask,
    Sending,
    WriteBack,
)
from accord.server.records.queries import campaigns, picture
from accord.server.writing_back import wishes, work
from accord.values import ids
from accord.values.errors import AccordError, RefusedError
from hubspot_written import WrittenPortal
from local_server import Answer, LocalServer

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("workspace")]
State = CrmWrite.State


@pytest.fixture
def pinned(workspace):
    """Read one generation throughout."""
    with picture.pinning():
        yield


@pytest.fixture
def admin(workspace) -> AppUser:
    return AppUser.objects.create(email="root@us.example", name="R", access_role="admin")


@pytest.fixture
def records(pinned):
    return cast.listed(cast.source())


@pytest.fixture
def portal(records) -> WrittenPortal:
    return cast.portal_of(records)


@pytest.fixture
def server(portal) -> Iterator[LocalServer]:
    found = portal.serve()
    yield found
    found.close()


@pytest.fixture
def linked(admin, server, monkeypatch) -> str:
    monkeypatch.setenv("ACCORD_CONNECTOR_HOSTS", "127.0.0.1")
    configuration.load.cache_clear()
    public_id = connections.add(
        admin, "hubspot", {"token": "secret-token", "address": server.address}
    )
    row = work.Connection.objects.get(pk=ids.from_public_id(public_id))
    row.options |= {"source": cast.source()}
    row.save()
    return public_id


def mapped(admin, linked, **said):
    policy = said.pop("policy", "fill")
    told = {"has_tasks": False, "has_members": False} | said
    actions.save(admin, linked, cast.mapping(policy), **told)
    go(linked)


def go(linked):
    work.run(ids.from_public_id(linked) or 0)


def held(portal, one):
    return portal.objects["companies"][one]["properties"]


def said():
    return WriteBack.objects.get()


def test_a_look_shows_every_write_and_sends_nothing(admin, linked, portal, records, server):
    mapped(admin, linked)
    rows = CrmWrite.objects.filter(state=State.PLANNED)
    assert rows.count() == len(records) * len(cast.FIELDS) > 0
    one = rows.get(record=next(iter(records)), field="accord_tier")
    assert (one.old, one.new) == ("", records[one.record]["tier"])
    assert one.why == "the tier on the target list"
    assert server.count("batch/update") == 0
    assert all(not held(portal, each).get("accord_tier") for each in records)


def test_what_was_looked_at_is_written_once(admin, linked, portal, records, server):
    mapped(admin, linked)
    assert actions.send(admin, linked) == len(records) * len(cast.FIELDS)
    go(linked)
    assert said().error == ""
    assert set(CrmWrite.objects.values_list("state", flat=True)) == {State.WRITTEN}
    for one, row in records.items():
        assert held(portal, one)["accord_tier"] == row["tier"]
        assert held(portal, one)["accord_qualified"] in {"true", "false"}
    calls = server.count("batch/update")
    actions.look(admin, linked)
    go(linked)
    assert actions.send(admin, linked) == 0
    go(linked)
    assert server.count("batch/update") == calls, "a second run writes nothing"


def test_a_value_of_the_crms_own_stays_unless_the_mapping_says_so(admin, linked, portal, records):
    one = next(iter(records))
    portal.put("companies", one, {"accord_tier": "Gold"}, cast.T0)
    mapped(admin, linked)
    kept = CrmWrite.objects.get(record=one, field="accord_tier")
    assert (kept.state, kept.old) == (State.KEPT, "Gold")
    actions.send(admin, linked)
    go(linked)
    assert held(portal, one)["accord_tier"] == "Gold"
    mapped(admin, linked, policy="replace")
    actions.send(admin, linked)
    go(linked)
    assert held(portal, one)["accord_tier"] == records[one]["tier"]


def test_what_somebody_wrote_after_the_look_is_not_overwritten(admin, linked, portal, records):
    one = next(iter(records))
    mapped(admin, linked)
    actions.send(admin, linked)
    CrmWrite.objects.exclude(record=one).delete()
    read = {"count": 0}
    answer = portal.answer

    def late(call):
        if call.path.endswith("companies/batch/read"):
            read["count"] += 1
            if read["count"] == 2:  # after the look, before the send
                portal.put("companies", one, {"accord_tier": "Gold"}, cast.T0)
        return answer(call)

    portal.answer = late
    server = portal.serve()
    row = work.Connection.objects.get(pk=ids.from_public_id(linked))
    row.options |= {"address": server.address}
    row.save()
    go(linked)
    server.close()
    assert held(portal, one)["accord_tier"] == "Gold"
    assert CrmWrite.objects.get(record=one, field="accord_tier").state == State.KEPT


def test_what_we_wrote_is_ours_to_change_and_no_longer_when_somebody_changed_it(
    admin, linked, portal, records
):
    mapped(admin, linked)
    actions.send(admin, linked)
    go(linked)
    first, second, *_ = records
    for one in (first, second):
        portal.put("companies", one, {"accord_tier": "former"}, cast.T0)
    row = CrmWrite.objects.get(record=first, field="accord_tier")
    row.last = writing.mark("former")  # as if this is what we wrote then
    row.save()
    actions.look(admin, linked)
    go(linked)
    states = {r.record: r for r in CrmWrite.objects.filter(field="accord_tier")}
    assert (states[first].state, states[second].state) == (State.PLANNED, State.KEPT)
    assert "somebody changed there what Accord wrote" in states[second].words


def test_a_record_that_is_refused_is_said_in_its_own_words(admin, linked, portal, records):
    portal.options = {"accord_tier": {"one_to_many", "one_to_few"}}
    mapped(admin, linked)
    actions.send(admin, linked)
    go(linked)
    refused = CrmWrite.objects.filter(state=State.FAILED)
    assert refused.count() > 0
    assert "not one of the allowed options" in refused[0].words


def test_a_field_that_is_not_there_or_is_read_is_refused(admin, linked, portal):
    portal.fixed = {"accord_points"}
    mapped(admin, linked)
    assert "lets nobody write accord_points" in said().error
    portal.fixed, portal.properties = set(), {"companies": {"accord_tier"}}
    go(linked)
    assert "has no field accord_points" in said().error
    assert not CrmWrite.objects.exists()
    odd = [{"measure": "tier", "field": "industry", "policy": "fill"}]
    with pytest.raises(AccordError, match="come back as news"):
        actions.save(admin, linked, odd, has_tasks=False, has_members=False)
    twice = [{"measure": m, "field": "x", "policy": "fill"} for m in ("tier", "stage")]
    with pytest.raises(AccordError, match="named twice"):
        actions.save(admin, linked, twice, has_tasks=False, has_members=False)


def test_a_missing_right_and_a_used_up_limit_stand_on_the_page_and_nothing_is_lost(
    admin, linked, server
):
    mapped(admin, linked)
    n = actions.send(admin, linked)
    Job.objects.filter(name=work.NAME).delete()  # this test does its work itself
    server.fail("batch/update", Answer({"message": "missing scopes"}, 403))
    go(linked)
    assert "forbids writing" in said().error
    assert not Job.objects.filter(name=work.NAME).exists(), "a person has to mend it"
    assert CrmWrite.objects.filter(state=State.WAITING).count() == n
    server.fail("batch/update", Answer({"policyName": "DAILY", "message": "day"}, 429))
    go(linked)
    assert "no more calls" in said().error
    assert Job.objects.filter(name=work.NAME, due_at=said().not_before).exists()
    go(linked)
    assert said().error == ""
    assert not CrmWrite.objects.exclude(state=State.WRITTEN).exists()


def test_only_an_admin_sends_and_only_what_was_looked_at_goes_by_itself(admin, linked, user):
    with pytest.raises(AccordError, match="nothing is mapped"):
        actions.send(admin, linked)
    told = {"has_tasks": False, "has_members": False}
    actions.save(admin, linked, cast.mapping(), **told)
    with pytest.raises(AccordError, match="look first"):
        actions.keep(admin, linked, is_on=True)
    with pytest.raises(RefusedError):
        actions.send(user("mia"), linked)
    go(linked)
    actions.keep(admin, linked, is_on=True)
    go(linked)
    assert set(CrmWrite.objects.values_list("state", flat=True)) == {State.WRITTEN}
    Job.objects.filter(name=work.NAME).delete()
    work.ask_all()
    assert not Job.objects.filter(name=work.NAME).exists(), "it has seen this picture"
    WriteBack.objects.update(looked_for="an older one")
    work.ask_all()
    assert Job.objects.filter(name=work.NAME).exists()


def running(records, play="content_syndication"):
    accounts = [row["account"] for row in records.values()][:3]
    row = campaigns.find(actions_plan(play, accounts))
    row.state, row.launched_at = Campaign.State.RUNNING, row.created_at
    row.save()
    enrolling.enrol(row, campaigns.play_of(row), dict.fromkeys(row.accounts, "t"), row.launched_at)
    return row


def actions_plan(play, accounts):
    from accord.server.actions import campaigns as planning

    return planning.plan(AppUser.objects.get(email="mia@tallyfold.example"), play, accounts)


def test_work_for_sellers_becomes_one_task_there_and_is_not_read_back(
    admin, linked, portal, records
):
    campaign = running(records)
    account = campaign.accounts[0]
    todo = PlayTask.objects.create(
        campaign=campaign, account=account, place=0, due_at=campaign.launched_at
    )
    mapped(admin, linked, has_tasks=True)
    planned = CrmWrite.objects.get(kind="task")
    assert planned.new.endswith(campaign.title)
    actions.send(admin, linked)
    go(linked)
    go(linked)
    (made,) = portal.objects["tasks"].values()
    assert wishes.token_of(todo) in made["properties"]["hs_task_body"]
    CrmWrite.objects.filter(kind="task").update(last=None, state=State.WAITING)
    go(linked)
    assert len(portal.objects["tasks"]) == 1, "its answer was lost: it is found, not made again"

    from accord.server.syncing import running as reading

    table = reading.pa.table({"text": ["We spoke", None, made["properties"]["hs_task_body"]]})
    assert reading._of_others("activities", table).num_rows == 2
    assert reading._of_others("companies", table).num_rows == 3


def test_who_was_sent_a_mail_becomes_a_member_once(admin, linked, portal, records):
    reader = picture.reader()
    told = reader.rows(
        f"SELECT account, person, external_id FROM {reader.source('person_records')} "
        "WHERE source = $s ORDER BY person LIMIT 1",
        s=cast.source(),
    )
    if not told:
        pytest.skip("this source knows nobody")
    campaign = running(records)
    Campaign.objects.filter(pk=campaign.pk).update(crm_id="44")
    who = told[0]
    Sending.objects.create(
        campaign=campaign, account=who["account"], person=who["person"], place=1, state="sent",
        email="a@b.example", due_at=campaign.launched_at,
    )  # fmt: skip
    portal.lists = {"44": []}
    portal.put("contacts", who["external_id"], {"email": "a@b.example"}, cast.T0)
    mapped(admin, linked, has_members=True)
    assert CrmWrite.objects.get(kind="member").field == who["external_id"]
    actions.send(admin, linked)
    go(linked)
    go(linked)
    assert portal.lists["44"] == [who["external_id"]]
    assert not wishes.is_of("salesforce", "44")
