"""Pages of connections, inbound companies, reconciliation and gaps, without a browser."""

from collections.abc import Iterator

import pytest

from hubspot_portal import Portal
from local_server import LocalServer
from test_hubspot import T0, small_portal


@pytest.fixture
def portal() -> Portal:
    return small_portal()


@pytest.fixture
def server(portal: Portal) -> Iterator[LocalServer]:
    found = portal.serve()
    yield found
    found.close()


@pytest.fixture
def connected(reads, server, monkeypatch) -> str:
    from accord.server import configuration

    monkeypatch.setenv("ACCORD_CONNECTOR_HOSTS", "127.0.0.1")
    configuration.load.cache_clear()
    answer = reads("robin").post(
        "/connections/new/hubspot/",
        {"name": "Our HubSpot", "token": "secret-token", "address": server.address,
         "schedule": "7 * * * *"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return answer.headers["Location"].rstrip("/").rsplit("/", 1)[-1]


def run(public_id: str) -> None:
    from accord.server.syncing import running
    from accord.values import ids

    running.run(ids.from_public_id(public_id) or 0)


def text(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_a_connection_is_made_run_and_shown_without_its_secret(reads, connected):
    client = reads("robin")
    assert "Begins soon" in text(client, "/connections/")
    run(connected)
    shown = text(client, f"/connections/{connected}/")
    assert "is read up to date" in shown
    assert "230 contacts" in shown
    for path in ("/connections/", f"/connections/{connected}/", f"/connections/{connected}/edit/"):
        assert "secret-token" not in text(client, path)


def test_an_error_is_said_in_words_and_who_mends_it(reads, connected, portal):
    portal.tokens = {"another"}
    run(connected)
    shown = text(reads("robin"), "/connections/")
    assert "One connection needs you." in shown
    assert "make a new one in HubSpot&#x27;s private app" in shown
    assert "Needs you" in text(reads("robin"), "/gaps/")


def test_what_is_wrong_is_said_beside_the_form(reads, server):
    client = reads("robin")
    answer = client.post(
        "/connections/new/hubspot/",
        {"token": "t", "address": "https://evil.example", "schedule": "7 * * * *"},
    )
    assert answer.status_code == 422
    assert "no address of HubSpot" in answer.content.decode()
    assert client.get("/connections/new/sap/").status_code == 404


def test_a_mapping_is_tried_on_the_page_then_saved(reads, connected, portal):
    from accord.server.records.queries import connections

    portal.put("contacts", "1000", {"seniority_title": "Chief of Money"}, T0)
    client = reads("robin")
    form = {"people:new0:header": "seniority_title", "people:new0": "title", "do": "try"}
    assert (
        "Chief of Money" in client.post(f"/connections/{connected}/fields/", form).content.decode()
    )
    assert connections.find_connection(connected).mapping == {}
    client.post(f"/connections/{connected}/fields/", form | {"do": "save"})
    assert connections.find_connection(connected).mapping == {
        "people": {"seniority_title": "title"}
    }


def test_a_connection_is_paused_run_and_removed_from_its_page(reads, connected):
    client = reads("robin")
    client.post(f"/connections/{connected}/pause/", {"is_paused": "1"})
    assert "rests" in text(client, f"/connections/{connected}/")
    client.post(f"/connections/{connected}/pause/", {"is_paused": "0"})
    client.post(f"/connections/{connected}/run/")
    client.post(f"/connections/{connected}/remove/")
    text(client, f"/connections/{connected}/", status=404)


def test_who_only_reads_or_sells_connects_nothing(reads, connected):
    seller = reads("sam")
    assert "An admin connects systems." in text(seller, "/connections/")
    assert seller.post(f"/connections/{connected}/remove/").status_code == 403


def test_reconciliation_explains_every_difference(reads, connected):
    run(connected)
    shown = text(reads("robin"), "/reconciliation/")
    assert "Every difference between the CRM&#x27;s open pipeline and ours has a cause." in shown
    assert "Big" in shown


def test_sources_of_the_workspace_and_their_gaps_are_listed(reads):
    shown = text(reads("robin"), "/gaps/")
    assert "Every source" in shown


def test_inbound_companies_are_accepted_onto_the_proposal_or_sent_back(reads):
    from accord.server.records.queries import accounts, inbound

    before = inbound.find()
    assert before.total > 1
    first, second = before.rows[:2]
    client = reads("robin")
    assert first.name in text(client, "/inbound/")
    client.post(f"/inbound/{first.public_id}/return/", {"reason": "a student project"})
    client.post(f"/inbound/{second.public_id}/accept/", {"tier": "one_to_many", "reason": "fits"})
    after = inbound.find()
    assert first.account not in {row.account for row in after.rows}
    assert second.account not in {row.account for row in after.rows}
    row = accounts.list_rows([first.account])[first.account]
    assert (row.tier, row.engagement) == (None, first.engagement), "sent back untouched"
