"""Write keys are made and changed on pages; what was set aside is mended there and brought in."""

import base64
import json
import time

import mail_payloads
import pytest
from django.test import Client

from accord.server import compactor, home, inbox, segments
from accord.server.collect import intake, parcels
from accord.server.collect.parcels import Parcel
from accord.server.collect.tally import Tally
from accord.server.collect.write_keys import FILE, Book
from accord.server.records.models import (
    CollectedDay,
    MailSender,
    QuarantinedEvent,
    Segment,
    WriteKey,
)

pytestmark = pytest.mark.slow


def send(*events, source="website"):
    """Put events in the inbox as the door does, and file them."""
    body = json.dumps({"batch": events}).encode()
    now = time.time_ns() // 1000
    parcel = Parcel(source, "tracking", now, "batch", len(events), "", "", False, False, body)
    box = inbox.Inbox(home.path("inbox.db"), 10**9)
    row = (intake.KIND, len(events), parcels.FORM, parcels.pack([parcel]))
    box.append_packed(lambda: [row]).result(10)
    box.close()
    file_all()


def file_all():
    with compactor.lease():
        compactor.Compactor().drain()


def stored(source="website"):
    """Return the ids of a source's activities."""
    found = []
    for row in Segment.objects.filter(kind="activities", removed_at=None):
        table = segments.read("activities", row.name, ["source", "fact_id"])
        found += [fact["fact_id"] for fact in table.to_pylist() if fact["source"] == source]
    return found


def made(reads, name="Website"):
    """Make a write key on its page; return its row."""
    answer = reads("robin").post("/tracking/keys/", {"name": name})
    assert answer.status_code == 302, answer.content.decode()[-1500:]
    return WriteKey.objects.get(name=name)


def test_a_key_made_on_the_page_works_at_the_door_and_ends_there(reads):
    row = made(reads)
    assert Book(home.path(FILE), Tally(home.path("quota"))).find(row.key).source == "website"
    change = f"/tracking/keys/{row.public_id}/change/"
    reads("robin").post(change, {"deed": "rename", "name": "Our site"})
    reads("robin").post(change, {"deed": "limit", "origins": "www.acme.example", "quota": "60"})
    reads("robin").post(change, {"deed": "rotate"})
    book, after = Book(home.path(FILE), Tally(home.path("quota"))), WriteKey.objects.get(pk=row.pk)
    assert after.name == "Our site"
    assert after.key != row.key
    for key in (row.key, after.key):
        found = book.find(key)
        assert (found.source, found.quota) == ("website", 60)
        assert found.origins == ("https://www.acme.example",)
    reads("robin").post(change, {"deed": "end_former"})
    reads("robin").post(change, {"deed": "off"})
    book = Book(home.path(FILE), Tally(home.path("quota")))
    assert book.find(row.key) is None
    assert book.find(after.key).is_enabled is False


def test_sellers_and_readers_make_no_keys(reads):
    reads("sam").post("/tracking/keys/", {"name": "Mine"})
    assert not WriteKey.objects.exists()


def test_a_key_s_page_says_whether_events_arrive(reads):
    row = made(reads)
    page = reads("robin").get(f"/tracking/keys/{row.public_id}/").content.decode()
    assert "Waiting for the first event of Website" in page
    assert f"data-key=&quot;{row.key}&quot;" in page
    send({"type": "page", "userId": "u", "messageId": "p", "properties": {"path": "/pricing"}})
    assert (
        "Website sends." in reads("robin").get(f"/tracking/keys/{row.public_id}/").content.decode()
    )
    live = reads("robin").get("/tracking/live/").content.decode()
    assert "/pricing" in live


def test_what_was_set_aside_is_mended_and_brought_in_once(reads):
    made(reads)
    send({"type": "track", "userId": "u1", "messageId": "m1", "properties": {"a": 1}})
    (row,) = QuarantinedEvent.objects.all()
    page = reads("robin").get("/tracking/quarantine/").content.decode()
    assert "without the name of an event" in page
    address = f"/tracking/quarantine/{row.public_id}/replay/"
    reads("robin").post(address, {"text": bytes(row.raw).decode()})
    assert QuarantinedEvent.objects.get(pk=row.pk).replayed_at is None
    event = json.loads(bytes(row.raw)) | {"event": "Demo Requested"}
    for _ in range(2):
        reads("robin").post(address, {"text": json.dumps(event)})
        file_all()
    assert stored() == ["m1"]
    assert bytes(QuarantinedEvent.objects.get(pk=row.pk).raw) == bytes(row.raw)
    (day,) = CollectedDay.objects.all()
    assert (day.accepted, day.duplicate, day.quarantined) == (1, 0, 0)


def test_all_of_a_reason_are_tried_again_and_twice_adds_nothing(reads, monkeypatch):
    from accord.server.collect import items

    made(reads)
    with monkeypatch.context() as patched:  # a rule that was wrong, and is mended later
        patched.setattr(items, "TYPES", frozenset({"page"}))
        send(*({"type": "track", "userId": "u", "event": "E"} for _ in range(7)))
    assert QuarantinedEvent.objects.filter(reason="unknown_type").count() == 7
    for _ in range(2):
        reads("robin").post("/tracking/quarantine/replay/", {"reason": "unknown_type"})
        file_all()
    assert len(stored()) == 7
    assert not QuarantinedEvent.objects.filter(replayed_at=None).exists()
    QuarantinedEvent.objects.update(replayed_at=None)  # as after a crash before it was marked
    reads("robin").post("/tracking/quarantine/replay/", {"reason": "unknown_type"})
    file_all()
    assert len(stored()) == 7


def test_a_mail_provider_s_page_says_what_to_enter_and_whether_results_come(reads):
    answer = reads("robin").post("/tracking/mail/", {"provider": "postmark", "key": ""})
    assert answer.status_code == 302, answer.content.decode()[-1500:]
    row = MailSender.objects.get()
    page = reads("robin").get(answer["Location"]).content.decode()
    assert "Waiting for the first result from Postmark." in page
    address = f"accord:{row.password}@testserver/webhooks/mail/{row.public_id}/"
    assert address in page
    assert row.password not in reads("jo").get(answer["Location"]).content.decode()
    proof = base64.b64encode(f"accord:{row.password}".encode()).decode()
    told = Client().post(
        f"/webhooks/mail/{row.public_id}/",
        mail_payloads.POSTMARK["open"],
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Basic {proof}",
    )
    assert told.json() == {"success": True, "events": 1}
    page = reads("robin").get(answer["Location"]).content.decode()
    assert "Postmark tells what becomes of your mail." in page
    assert "Tells" in reads("robin").get("/tracking/").content.decode()


def test_a_signing_provider_without_its_key_is_not_made(reads):
    reads("robin").post("/tracking/mail/", {"provider": "mailgun", "key": " "})
    assert not MailSender.objects.exists()
