"""Connections end to end: a run's facts, its cursors, its end, and whoever kills it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accord.values.errors import AccordError, RefusedError
from hubspot_portal import Portal
from local_server import Answer, LocalServer
from test_hubspot import DAY, T0, small_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return small_portal()


@pytest.fixture
def server(portal: Portal) -> Iterator[LocalServer]:
    found = portal.serve()
    yield found
    found.close()


@pytest.fixture
def allowed(home_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from accord.server import configuration

    monkeypatch.setenv("ACCORD_CONNECTOR_HOSTS", "127.0.0.1")
    configuration.load.cache_clear()
    return home_folder


@pytest.fixture
def admin():
    from accord.server.records.models import AppUser

    return AppUser.objects.create(email="ada@us.example", name="Ada", access_role="admin")


@pytest.fixture
def linked(allowed: Path, admin, server: LocalServer) -> str:
    from accord.server.actions import connections

    return connections.add(
        admin,
        "hubspot",
        {"token": "secret-token", "address": server.address, "name": "Our HubSpot"},
    )


def run(public_id: str) -> None:
    from accord.server.syncing import running
    from accord.values import ids

    running.run(ids.from_public_id(public_id) or 0)


def filed(kind: str) -> list[dict]:
    """File what waits and return the log's facts of a kind."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from accord.server import compactor, manifest

    with compactor.lease():
        compactor.Compactor().drain()
    paths = manifest.log().paths_by_kind.get(kind, ())
    tables = [pq.read_table(path, partitioning=None) for path in paths]
    return pa.concat_tables(tables).to_pylist() if tables else []


def test_a_run_brings_facts_saves_cursors_and_says_so(linked: str) -> None:
    from accord.server.records.queries import connections

    run(linked)
    found = connections.find_connection(linked)
    assert found.last is not None
    assert (found.last.state, found.last.rejected, found.state) == ("done", 0, "active")
    assert found.last.read == 2 + 230 + 1 + 2 + 4
    assert found.lag is not None and found.lag < timedelta(minutes=1)
    assert len(filed("people")) == 230
    assert len(filed("opportunity_stages")) == 2


def test_running_again_adds_nothing(linked: str) -> None:
    run(linked)
    before = len(filed("people"))
    run(linked)
    assert len(filed("people")) == before


def test_records_that_can_not_be_taken_stand_until_they_are_mended(
    linked: str, portal: Portal
) -> None:
    from accord.server.records.queries import connections

    portal.put("companies", "103", {"city": "Bonn"}, T0)
    run(linked)
    issue = connections.list_issues(linked)[0]
    assert (issue.record, issue.stream) == ("103", "companies")
    assert "neither name nor domain" in issue.reason
    portal.put(
        "companies", "103", {"name": "Initech"}, int(timezone.now().timestamp() * 1000) + DAY
    )
    run(linked)
    assert connections.list_issues(linked) == ()


def test_a_refused_token_waits_for_somebody_and_goes_on_when_mended(
    linked: str, portal: Portal, admin
) -> None:
    from accord.server.actions import connections as actions
    from accord.server.records.queries import connections

    portal.tokens = {"new-token"}
    run(linked)
    found = connections.find_connection(linked)
    assert found.state == "refused"
    assert found.last is not None and "make a new one" in found.last.error
    actions.change(admin, linked, {"token": "new-token"})
    run(linked)
    assert connections.find_connection(linked).last.state == "done"


def test_a_limit_that_is_used_up_is_waited_for(linked: str, server: LocalServer) -> None:
    from accord.server.records.queries import connections
    from accord.server.syncing import schedules

    server.fail("/contacts", Answer({"policyName": "DAILY"}, 429))
    run(linked)
    found = connections.find_connection(linked)
    assert found.last.state == "waiting"
    assert len(filed("companies")) == 2, "what came before the limit stays"
    calls = len(server.calls)
    run(linked)
    assert len(server.calls) == calls, "nothing is called before the limit is free"
    due = schedules.next_run(found.number)
    assert due is not None


def test_a_system_that_is_away_is_tried_again_soon(
    linked: str, server: LocalServer, monkeypatch
) -> None:
    from accord.connectors.crm import calling
    from accord.server.records.queries import connections
    from accord.server.syncing import schedules

    monkeypatch.setattr(calling, "_FIRST_PAUSE_S", 0.0)
    schedules.drop(connections.find_connection(linked).number)
    server.fail("/details", Answer({}, 503), times=9)
    run(linked)
    found = connections.find_connection(linked)
    assert (found.state, found.last.state) == ("active", "failed")
    assert "503" in found.last.error
    due = schedules.next_run(found.number)
    assert due is not None and due < timezone.now() + timedelta(minutes=6)


def test_secrets_stand_in_a_private_file_and_nowhere_else(linked: str, allowed: Path) -> None:
    from django.core import serializers

    from accord.server.records.models import AuditEntry, Connection, Job
    from accord.server.syncing import vault

    file = next((allowed / "secrets").glob("connection-*.json"))
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"secret-token" not in file.read_bytes()
    assert vault.read(file.stem)["token"] == "secret-token"
    for model in (Connection, AuditEntry, Job):
        assert "secret-token" not in serializers.serialize("json", model.objects.all())


def test_only_hosts_of_the_system_may_be_called(home_folder: Path, admin) -> None:
    from accord.server.actions import connections

    for address in (
        "http://127.0.0.1:9", "https://169.254.169.254/", "https://hubapi.com.evil.example",
        "http://api.hubapi.com", "https://api.hubapi.com:8443", "https://user@api.hubapi.com",
    ):  # fmt: skip
        with pytest.raises(AccordError, match="no address of HubSpot"):
            connections.add(admin, "hubspot", {"token": "t", "address": address})


def test_readers_and_sellers_connect_nothing(allowed: Path) -> None:
    from accord.server.actions import connections
    from accord.server.records.models import AppUser

    seller = AppUser.objects.create(email="sam@us.example", name="Sam", access_role="sales")
    with pytest.raises(RefusedError):
        connections.add(seller, "hubspot", {"token": "t"})


def test_a_mapping_is_tried_without_storing_and_then_counts(
    linked: str, portal: Portal, admin
) -> None:
    from accord.server.actions import connections

    portal.put("contacts", "1000", {"seniority_title": "Chief of Money"}, T0)
    run(linked)
    mapping = {"people": {"seniority_title": "title"}}
    tried = connections.try_mapping(admin, linked, mapping)
    people = next(each for each in tried if each.kind == "people")
    assert people.rows[0]["title"] == "Chief of Money"
    assert {row["title"] for row in filed("people")} == {"CFO", "Engineer"}
    connections.save_mapping(admin, linked, mapping)
    run(linked)
    assert "Chief of Money" in {row["title"] for row in filed("people")}
    with pytest.raises(AccordError, match="can't be read as 'shoe'"):
        connections.try_mapping(admin, linked, {"people": {"email": "shoe"}})


def test_a_paused_connection_rests_and_goes_on(linked: str, admin, server: LocalServer) -> None:
    from accord.server.actions import connections
    from accord.server.records.queries import connections as queries
    from accord.server.syncing import schedules

    number = queries.find_connection(linked).number
    connections.pause(admin, linked, is_paused=True)
    run(linked)
    assert not server.calls
    assert schedules.next_run(number) is None
    with pytest.raises(AccordError, match="is paused"):
        connections.run_now(admin, linked)
    connections.pause(admin, linked, is_paused=False)
    run(linked)
    assert server.calls


def test_the_next_run_is_a_row_that_a_restart_finds(linked: str) -> None:
    from zoneinfo import ZoneInfo

    from accord.server.records.queries import connections
    from accord.server.syncing import schedules

    number = connections.find_connection(linked).number
    schedules.drop(number)
    schedules.keep(ZoneInfo("UTC"))
    due = schedules.next_run(number)
    assert due is not None and due > timezone.now()
    schedules.keep(ZoneInfo("UTC"))
    assert schedules.next_run(number) == due
    schedules.ask(number)
    assert schedules.next_run(number) <= timezone.now()


def test_disconnecting_deletes_the_secrets_and_keeps_the_facts(
    linked: str, admin, allowed: Path
) -> None:
    from accord.server.actions import connections
    from accord.server.records.queries import connections as queries

    run(linked)
    connections.remove(admin, linked)
    assert not list((allowed / "secrets").glob("connection-*"))
    assert queries.list_connections() == ()
    assert len(filed("people")) == 230


def test_the_lane_for_slow_work_takes_nothing_else(allowed: Path) -> None:
    from accord.server import jobs

    jobs.enqueue("derive")
    assert jobs.claim(only={"sync"}) is None
    jobs.enqueue("sync", {"connection": 1}, key="sync:1")
    assert jobs.claim(but={"sync"}).name == "derive"
    assert jobs.claim(but={"sync"}) is None
    assert jobs.claim(only={"sync"}).name == "sync"
