"""Webhooks: noticed once, the same id however often they are tried, sealed secrets, rights."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client
from django.utils import timezone

from accord.connectors.webhooks.calling import Answer
from accord.server import home as homes
from accord.server.actions import webhooks as actions
from accord.server.records.models import AccountNow, AppUser, WebhookDelivery, WebhookEndpoint
from accord.server.records.queries import packing
from accord.server.syncing import vault
from accord.server.webhooks import delivering, events, noticing, work
from accord.values.errors import AccordError, RefusedError

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def robin(home_folder, monkeypatch):
    from accord.server import configuration

    monkeypatch.setenv("ACCORD_OUTGOING_ALLOWED", "127.0.0.0/8")
    configuration.load.cache_clear()
    return AppUser.objects.create(email="robin@x.example", access_role="admin")


@pytest.fixture
def hook(robin):
    return actions.add(robin, "Chat", "http://127.0.0.1:9/hook", events.KINDS)[0]


def waiting(hook, n=1):
    now = timezone.now()
    return [
        WebhookDelivery.objects.create(endpoint=hook, kind=events.RISING, body="{}", due_at=now)
        for _ in range(n)
    ]


def sends(*statuses, seen=None, **more):
    left = list(statuses)

    def call(url, headers, body):
        if seen is not None:
            seen.append((headers, body))
        return Answer(left.pop(0), "", **more)

    return call


def test_nine_failures_and_a_good_answer_are_one_delivery_under_one_id(hook):
    row = waiting(hook)[0]
    seen, now = [], timezone.now()
    call = sends(*[500] * 9, 200, seen=seen)
    for _ in range(10):
        assert delivering.run(now, call) == 1
        assert delivering.run(now, call) == 0, "it waits until it is due"
        row.refresh_from_db()
        now = row.due_at
    assert (row.state, row.attempts, row.status) == ("taken", 10, 200)
    assert {headers["webhook-id"] for headers, _ in seen} == {row.message_id}
    assert len({headers["webhook-timestamp"] for headers, _ in seen}) == 10
    assert delivering.run(now + timedelta(days=9), call) == 0


def test_ten_failures_are_given_up_and_may_be_sent_again_by_hand(hook, robin):
    row = waiting(hook)[0]
    now = timezone.now()
    for _ in range(10):
        delivering.run(now, sends(503))
        row.refresh_from_db()
        now = row.due_at
    assert row.state == "failed"
    actions.retry(robin, row)
    assert delivering.run(timezone.now(), sends(204)) == 1
    row.refresh_from_db()
    assert row.state == "taken"


def test_410_turns_the_address_off_and_cancels_what_waits(hook):
    waiting(hook, 10)
    delivering.run(timezone.now(), sends(*[410] * 8))
    hook.refresh_from_db()
    assert hook.state == "disabled"
    assert "410" in hook.disabled_because
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_receiver_that_asks_for_time_gets_it(hook):
    row = waiting(hook)[0]
    now = timezone.now()
    delivering.run(now, sends(429, retry_after="1000"))
    row.refresh_from_db()
    assert row.due_at == now + timedelta(seconds=1_000)


def test_a_worker_that_dies_between_call_and_record_calls_again_under_the_same_id(hook):
    row = waiting(hook)[0]
    seen, now = [], timezone.now()

    def dies(url, headers, body):
        seen.append((headers, body))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        delivering.run(now, dies)
    assert delivering.run(now, sends(200, seen=seen)) == 0, "its lease stands"
    assert delivering.run(now + timedelta(seconds=61), sends(200, seen=seen)) == 1
    assert [headers["webhook-id"] for headers, _ in seen] == [row.message_id] * 2
    assert seen[0][1] == seen[1][1]


def test_the_secret_is_sealed_and_both_sign_for_a_day_after_a_rotation(hook, robin):
    library = pytest.importorskip("standardwebhooks", reason="the library is not installed")
    old = vault.read(delivering.owner(hook))["secret"]
    file = homes.path("secrets", f"webhook-{hook.pk}.json")
    assert old.encode() not in file.read_bytes()
    new = actions.rotate(robin, hook)
    seen = []
    waiting(hook, 2)
    now = timezone.now()
    delivering.run(now, sends(500, 500, seen=seen))
    for secret in (old, new):
        library.Webhook(secret).verify(seen[0][1].decode(), seen[0][0])
    delivering.run(now + timedelta(hours=25), sends(200, 200, seen=seen))
    assert len(seen[-1][0]["webhook-signature"].split()) == 1
    actions.remove(robin, hook)
    assert not file.exists()


def test_a_paused_address_keeps_what_happens_and_is_told_later(hook, robin):
    waiting(hook)
    actions.switch(robin, hook, is_on=False)
    assert delivering.run(timezone.now(), sends(200)) == 0
    actions.switch(robin, hook, is_on=True)
    assert delivering.run(timezone.now(), sends(200)) == 1


def test_only_admins_tell_addresses_and_none_that_leads_inside(hook, robin):
    for role in ("marketing", "sales", "reader"):
        other = AppUser.objects.create(email=f"{role}@x.example", access_role=role)
        for deed in (
            lambda who: actions.add(who, "x", "https://example.com", events.KINDS),
            lambda who: actions.rotate(who, hook),
            lambda who: actions.remove(who, hook),
            lambda who: actions.try_out(who, hook),
        ):
            with pytest.raises(RefusedError):
                deed(other)
    for inside in (
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "http://[::1]/",
    ):
        with pytest.raises(AccordError):
            actions.add(robin, "x", inside, events.KINDS)
    with pytest.raises(AccordError, match=r"account\.qualified"):
        actions.add(robin, "x", "http://127.0.0.1:9/", ["nothing"])
    assert WebhookEndpoint.objects.count() == 1


def test_a_test_from_the_page_arrives_verified(robin):
    library = pytest.importorskip("standardwebhooks", reason="the library is not installed")
    got = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append((dict(self.headers), body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = Client()
    client.force_login(robin)
    address = f"http://127.0.0.1:{server.server_port}/"
    added = {"name": "Chat", "url": address, "kind": list(events.KINDS)}
    page = client.post("/settings/webhooks/add/", added, follow=True).content.decode()
    secret = "whsec_" + page.split("whsec_")[1].split("<")[0]
    assert "whsec_" not in client.get("/settings/webhooks/").content.decode()
    row = WebhookEndpoint.objects.get()
    client.post(f"/settings/webhooks/{row.public}/", {"deed": "try"})
    work.run()
    server.shutdown()
    server.server_close()
    headers, body = got[0]
    assert library.Webhook(secret).verify(body.decode(), headers)["type"] == "webhook.test"
    page = client.get("/settings/webhooks/").content.decode()
    assert "taken" in page
    assert headers["webhook-id"] in page


@pytest.mark.slow
def test_what_changes_at_an_account_is_told_once_and_whole(workspace, robin, hook):
    import pyarrow as pa

    from accord.server import manifest

    generation = manifest.current_generation()
    rows = noticing._read(generation.name)["account_rows"]
    account = rows.filter(pa.compute.is_valid(rows["tier"])).slice(0, 1)
    number = account["account"][0].as_py()
    name = account["name"][0].as_py()
    noticing.begin()
    assert not noticing.is_due()

    def derived(**changed):
        table = account
        for column, value in changed.items():
            place = table.column_names.index(column)
            field = table.schema.field(column)
            table = table.set_column(place, field, pa.array([value], field.type))
        moment = (
            AccountNow.objects.order_by("-derived_us").values_list("derived_us", flat=True).first()
            or 0
        ) + 1
        AccountNow.objects.update_or_create(
            account=number,
            defaults={"generation": generation, "tables": packing.packed({"account_rows": table}), "begun_us": moment, "derived_us": moment},
        )  # fmt: skip

    def told():
        found = [
            (row.kind, json.loads(row.body)["data"])
            for row in WebhookDelivery.objects.order_by("pk")
        ]
        WebhookDelivery.objects.all().delete()
        return found

    was, other = account["tier"][0].as_py(), "one_to_many"
    other = "one_to_few" if was == other else other
    derived(tier=other)
    assert noticing.is_due()
    noticing.look(timezone.now())
    kind, data = told()[0]
    assert (kind, data["name"], data["tier"], data["tier_before"]) == (
        events.TIER_CHANGED, name, other, was,
    )  # fmt: skip
    noticing.look(timezone.now())
    assert told() == []
    derived(tier=was)
    noticing.look(timezone.now())
    assert [(kind, data["tier"]) for kind, data in told()] == [(events.TIER_CHANGED, was)]
    assert "@" not in json.dumps(data | {"owner": ""})
