"""The contract of the door: what is answered, and what then is on disk."""

import base64
import json
import zlib

import pytest

pytestmark = pytest.mark.slow

CLICK = {"type": "track", "messageId": "m1", "userId": "u1", "event": "Demo Requested"}


def track(number, **more):
    return CLICK | {"messageId": f"m{number}"} | more


@pytest.mark.parametrize(
    "path",
    ["/v1/track", "/v1/t", "/v1/identify", "/v1/i", "/v1/page", "/v1/p", "/v1/screen", "/v1/s",
     "/v1/group", "/v1/g", "/v1/alias", "/v1/a", "/v1/batch", "/v1/b", "/beacon/v1/batch",
     "/v1/track/"],
)  # fmt: skip
def test_every_address_answers_success(site, path):
    whole = {"batch": [CLICK]} if path.rstrip("/").endswith(("batch", "/b")) else CLICK
    answer = site.post(path, whole)
    assert (answer.status, answer.body) == (200, b'{"success":true}')


def test_what_was_acknowledged_stands_with_its_id_times_and_properties(site):
    sent = track(7, properties={"plan": "gold", "n": 1.5, "deep": {"a": [1, None]}},
                 timestamp="2026-03-01T10:00:00.123Z")  # fmt: skip
    assert site.post("/v1/batch", {"batch": [sent]}).status == 200
    for _ in range(2):
        (row,) = site.facts()["activities"]
        assert (row["source"], row["fact_id"]) == (site.source, "m7")
        assert json.loads(row["properties"]) == sent["properties"]
        assert json.loads(row["as_sent"]) == sent
        assert row["occurred_at"] == 1_772_359_200_123_000
        assert row["kind_name"] == "hand_raise"
        site.drain()


def test_a_key_may_stand_in_the_header_the_body_or_the_query(site):
    bare = base64.b64encode(site.key.encode()).decode()
    body = json.dumps(CLICK).encode()
    assert site.ask("POST", "/v1/track", body, authorization=f"Basic {bare}").status == 200
    assert site.post("/v1/track", CLICK | {"writeKey": site.key}, key="").status == 200
    assert site.post("/v1/b", {"batch": [CLICK], "writeKey": site.key}, key="").status == 200
    assert site.post(f"/beacon/v1/batch?writeKey={site.key}", {"batch": []}, key="").status == 200


def test_the_type_of_content_is_not_asked_for(site):
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert site.post("/v1/track", CLICK, content_type=kind).status == 200


@pytest.mark.parametrize("key", ["", "nonsense"])
def test_a_wrong_key_is_refused_with_a_code(site, key):
    answer = site.post("/v1/track", CLICK, key=key)
    assert answer.status == 401
    assert answer.json()["code"] == "bad_write_key"
    assert "write key" in answer.json()["message"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"batch": [', b"{bad json}", b'{"batch":[{"a":1},]}']
)
def test_a_body_that_is_no_json_is_refused_with_a_code(site, body):
    answer = site.post("/v1/batch", body)
    assert (answer.status, answer.json()["code"]) == (400, "bad_json")
    assert answer.json()["message"]


def test_gzip_is_read_and_a_bomb_is_not(site):
    assert site.post("/v1/batch", {"batch": [track(1)]}, packed="yes").status == 200
    bomb = json.dumps({"batch": [], "x": " " * 60_000_000}).encode()
    answer = site.post("/v1/batch", bomb, packed="yes")
    assert (answer.status, answer.json()["code"]) == (413, "too_large")
    cut = zlib.compress(json.dumps(CLICK).encode())[:-6]
    answer = site.post("/v1/track", cut, content_encoding="deflate")
    assert (answer.status, answer.json()["code"]) == (400, "bad_gzip")


def test_limits_of_size_are_those_that_clients_know(site):
    near = {"batch": [track(n, properties={"x": "y" * 30_000}) for n in range(16)]}
    assert len(json.dumps(near)) < 499_000
    assert site.post("/v1/batch", near).status == 200
    answer = site.post("/v1/batch", {"batch": [], "x": "y" * 513_000})
    assert (answer.status, answer.json()["code"]) == (413, "too_large")
    site.post("/v1/track", track("big", properties={"x": "y" * 33_000}))
    site.drain()
    assert [one["reason"] for one in site.counts()["aside"]] == ["too_large"]


def test_a_bad_event_spoils_no_other(site):
    deep = b'{"type":"track","event":"E","userId":"u","properties":' + b'{"a":' * 9_999
    deep += b"1" + b"}" * 10_000
    odd = b'{"type":"track","event":"E","userId":"u","messageId":"nan","properties":{"a":NaN}}'
    half = rb'{"type":"track","event":"E","userId":"u","properties":{"a":"\ud800"}}'
    raw = b'{"writeKey":"x","batch":[%s]}' % b",".join(
        [json.dumps(track(1)).encode(), deep, odd, half, b'"text"', json.dumps(track(2)).encode()]
    )
    assert site.post("/v1/batch", raw).status == 200
    site.drain()
    found = site.counts()
    assert found["days"] == [
        {"source": site.source, "accepted": 2, "duplicate": 0, "quarantined": 4}
    ]
    assert [one["reason"] for one in found["aside"]] == [
        "too_deep", "not_a_number", "bad_text", "not_an_object",
    ]  # fmt: skip
    assert found["aside"][1]["raw"].encode() == odd


def test_browsers_are_let_in_with_their_credentials(site):
    asked = site.ask("OPTIONS", "/v1/t", origin="https://www.acme.example",
                     access_control_request_headers="authorization,content-type")  # fmt: skip
    assert asked.status == 204
    assert asked.headers["access-control-allow-origin"] == "https://www.acme.example"
    assert asked.headers["access-control-allow-credentials"] == "true"
    assert asked.headers["access-control-allow-headers"] == "authorization,content-type"
    assert "POST" in asked.headers["access-control-allow-methods"]
    answer = site.post("/v1/t", CLICK, origin="https://www.acme.example")
    assert answer.headers["access-control-allow-origin"] == "https://www.acme.example"
    assert site.post("/v1/t", CLICK, key="no", origin="https://a.example").headers[
        "access-control-allow-origin"
    ]


def test_a_picture_takes_an_event(site):
    query = f"writeKey={site.key}&anonymousId=b1&userId=u9&event=Opened&properties.a=1"
    answer = site.ask("GET", f"/pixel/v1/track?{query}")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/gif")
    assert answer.body.startswith(b"GIF89a")
    data = base64.urlsafe_b64encode(json.dumps({"anonymousId": "b2", "messageId": "p1"}).encode())
    where = f"/pixel/v1/page?writeKey={site.key}&data={data.decode().rstrip('=')}"
    assert site.ask("GET", where).status == 200
    rows = {row["anonymous_id"]: row for row in site.facts()["activities"]}
    assert json.loads(rows["b1"]["properties"]) == {"a": "1"}
    assert (rows["b2"]["fact_id"], rows["b2"]["kind_name"]) == ("p1", "page_view")
    assert site.ask("GET", "/pixel/v1/track?writeKey=no&event=x").status == 401


def test_a_browser_library_learns_where_its_events_go(site):
    answer = site.ask("GET", f"/v1/projects/{site.key}/settings", origin="https://a.example")
    found = answer.json()["integrations"]["Segment.io"]
    assert found["apiKey"] == site.key
    assert found["apiHost"] == f"127.0.0.1:{site.port}/v1"
    assert site.ask("GET", "/v1/projects/nobody/settings").status == 401


def test_machines_are_asked_to_stay_away_and_health_is_told(site):
    assert b"Disallow: /" in site.ask("GET", "/robots.txt").body
    assert site.ask("GET", "/health").status == 200
    assert site.ask("GET", "/ready").status == 200


def test_other_methods_are_refused_with_a_code(site):
    assert site.ask("GET", "/v1/track").status == 405
    assert site.ask("GET", "/v1/nothing").status == 404
