"""Stock clients, unchanged: what each sends is stored as it was sent, and its errors are its own."""

import json
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.slow

SEGMENT_PYTHON = """
import sys
from datetime import datetime, timezone
import segment.analytics as analytics
analytics.host, analytics.write_key, analytics.gzip = sys.argv[1], sys.argv[2], sys.argv[3] == "gzip"
analytics.on_error = lambda *told: print("error", *told, flush=True)
at = datetime(2026, 3, 1, 10, 0, 0, 123000, tzinfo=timezone.utc)
analytics.identify("u1", {"email": "ada@acme.example", "title": "CFO"}, message_id="i1")
analytics.track("u1", "Demo Requested", {"n": 1.5}, timestamp=at, message_id="t1")
analytics.page("u1", "docs", "Start", {"url": "https://x.example/docs/start"}, message_id="p1")
analytics.group("u1", "g1", {"name": "Acme", "website": "https://acme.example"}, message_id="g1")
analytics.alias("anon-1", "u1")
analytics.shutdown()
"""
RUDDER_PYTHON = """
import sys
import rudderstack.analytics as rudder
rudder.write_key, rudder.dataPlaneUrl = sys.argv[2], sys.argv[1]
rudder.on_error = lambda *told: print("error", *told, flush=True)
rudder.identify("u1", {"email": "ada@acme.example", "title": "CFO"})
rudder.track("u1", "Demo Requested", {"n": 1.5})
rudder.page("u1", "docs", "Start", {"url": "https://x.example/docs/start"})
rudder.group("u1", "g1", {"name": "Acme", "website": "https://acme.example"})
rudder.flush()
rudder.shutdown()
"""
SEGMENT_NODE = """
const { Analytics } = require("@segment/analytics-node");
const [, , host, writeKey] = process.argv;
const client = new Analytics({ host, writeKey, flushAt: 2 });
client.on("error", (error) => console.log("error", error.reason || error));
client.identify({ userId: "u1", traits: { email: "ada@acme.example", title: "CFO" } });
client.track({ userId: "u1", event: "Demo Requested", properties: { n: 1.5 } });
client.page({ userId: "u1", name: "Start", properties: { url: "https://x.example/docs/start" } });
client.group({ userId: "u1", groupId: "g1", traits: { name: "Acme", website: "https://acme.example" } });
client.closeAndFlush().then(() => console.log("done"));
"""


def run(code, *words):
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def check(site):
    """Check that the same four calls came to the same facts."""
    site.drain()
    found = site.facts()
    acts = {row["kind_name"]: row for row in found["activities"]}
    assert set(acts) == {"hand_raise", "documentation_view"}
    assert json.loads(acts["hand_raise"]["properties"]) == {"n": 1.5}
    assert acts["documentation_view"]["asset_name"] == "/docs/start"
    sent = json.loads(acts["hand_raise"]["as_sent"])
    assert acts["hand_raise"]["fact_id"] == sent["messageId"]
    people = [row for row in found["person_traits"] if row["title"]]
    assert [(row["external_id"], row["email"], row["title"]) for row in people] == [
        ("u1", "ada@acme.example", "CFO")
    ]
    (company,) = found["company_traits"]
    assert (company["external_id"], company["domain"]) == ("g1", "acme.example")
    (member,) = found["memberships"]
    assert (member["person_external_id"], member["company_external_id"]) == ("u1", "g1")
    assert site.counts()["aside"] == []
    return acts


@pytest.mark.parametrize("packing", ["plain", "gzip"])
def test_segment_s_python_library_is_understood(site, packing):
    assert run(SEGMENT_PYTHON, site.url, site.key, packing) == ""
    acts = check(site)
    assert acts["hand_raise"]["fact_id"] == "t1"
    assert acts["hand_raise"]["occurred_at"] == 1_772_359_200_123_000
    assert len(site.facts()["identity_links"]) == 2


def test_rudderstack_s_python_library_is_understood(site):
    pytest.importorskip("rudderstack.analytics", reason="rudder-sdk-python is not installed")
    assert "error" not in run(RUDDER_PYTHON, site.url, site.key)
    check(site)


def test_segment_s_node_library_is_understood(site, node, tmp_path):
    file = node / "node_modules" / ".accord-contract.cjs"
    file.write_text(SEGMENT_NODE)
    done = subprocess.run(
        ["node", str(file), site.url, site.key],
        capture_output=True,
        text=True,
        check=True,
        timeout=90,
    )
    assert done.stdout == "done\n", done.stdout
    check(site)


@pytest.mark.parametrize(("key", "code"), [("nobody", "401"), ("", "401")])
def test_a_wrong_key_is_told_once_and_not_tried_again(site, key, code):
    begun = time.monotonic()
    said = run(SEGMENT_PYTHON, site.url, key or "empty", "plain")
    assert said.startswith("error")
    assert "bad_write_key" in said
    assert said.count("error") <= 2
    assert time.monotonic() - begun < 30
