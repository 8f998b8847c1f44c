"""What people ask their browsers to say is obeyed, and no whole address reaches a disk."""

import json

import pytest

from accord.connectors.addresses import kept
from accord.server.collect import networks
from accord.server.collect.tally import Tally

CLICK = {"type": "track", "event": "Clicked", "anonymousId": "a1"}


@pytest.mark.slow
def test_whoever_asks_not_to_be_tracked_is_answered_and_not_stored(site):
    before = len(site.facts().get("activities", []))
    asked = {"sec_gpc": "1", "origin": "https://www.acme.example"}
    assert site.post("/v1/track", CLICK | {"messageId": "g1"}, **asked).status == 200
    assert site.post("/v1/batch", {"batch": [CLICK | {"messageId": "g2"}]}, **asked).status == 200
    picture = f"/pixel/v1/track?writeKey={site.key}&anonymousId=a&event=Seen"
    assert site.ask("GET", picture, sec_gpc="1").status == 200
    assert site.post("/v1/track", CLICK, key="nonsense", sec_gpc="1").status == 401
    assert len(site.facts().get("activities", [])) == before
    assert site.post("/v1/track", CLICK | {"messageId": "g3"}, sec_gpc="0").status == 200
    assert len(site.facts()["activities"]) == before + 1


@pytest.mark.slow
def test_no_whole_address_reaches_the_disk_wherever_an_event_tells_it(site):
    context = {"ip": "198.51.100.77", "userAgent": "Mozilla/5.0"}
    sent = CLICK | {"messageId": "w1", "context": context, "properties": {"$ip": "198.51.100.77"}}
    assert site.post("/v1/track", sent).status == 200
    for file in site.home.rglob("*"):
        if file.is_file() and file.name.startswith("inbox"):
            assert b"198.51.100.77" not in file.read_bytes(), file.name
    (row,) = [one for one in site.facts()["activities"] if one["fact_id"] == "w1"]
    assert json.loads(row["as_sent"])["context"]["ip"] == "198.51.100.0"


@pytest.mark.parametrize("how", ["truncate", "drop"])
@pytest.mark.parametrize("address", ["198.51.100.77", "2001:4860:4860::8888"])
def test_addresses_stand_in_bodies_as_they_may_be_kept(address, how):
    body = json.dumps({"context": {"ip": address}, "tip": "ip is 10", "n": [{"$ip": address}]})
    found = json.loads(networks.without_addresses(body.encode(), how))
    assert found["context"]["ip"] == kept(address, how) != address
    assert found["n"] == [{"$ip": kept(address, how)}]
    assert found["tip"] == "ip is 10"
    assert networks.without_addresses(body.encode(), "keep") == body.encode()


def test_the_network_of_who_asks_is_kept_unless_addresses_are_dropped():
    assert (
        networks.kept("9.9.9.77", "truncate") == networks.kept("9.9.9.77", "keep") == "9.9.9.0/24"
    )
    assert networks.kept("9.9.9.77", "drop") == ""


def test_a_quota_is_counted_once_by_all_who_answer(tmp_path):
    one, other = Tally(tmp_path / "quota"), Tally(tmp_path / "quota")
    passed = 0
    for turn in range(40):
        who = one if turn % 2 else other
        passed += who.spend("site", 1, 10) == 0
    assert passed in {10, 20}, "20 only where a minute ended in between"
    assert other.spend("another", 1, 10) == 0
