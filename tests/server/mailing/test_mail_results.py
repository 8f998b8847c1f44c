"""Providers post what became of mails, as their documentation shows it, and it is kept once."""

import base64
import json
from concurrent.futures import Future
from datetime import UTC, datetime

import mail_payloads as payloads
import pytest
from django.test import Client
from mail_payloads import ADA, KEY

from accord.server import compactor, configuration, inbox, segments
from accord.server.actions import mail_senders, quarantine
from accord.server.records.models import (
    AppUser,
    CollectedDay,
    MailSender,
    QuarantinedEvent,
    Segment,
)
from accord.server.syncing import vault
from accord.values.errors import AccordError, BusyError

pytestmark = pytest.mark.slow


@pytest.fixture
def robin(home_folder, db):
    return AppUser.objects.create(email="robin@tallyfold.example", access_role="admin")


@pytest.fixture
def telling(robin):
    """Let a provider tell; return its row."""
    return lambda provider, key="": mail_senders.add(robin, provider, key)


def post(row, body, *, proof=None, **headers):
    """Post a body to a provider's address, with its password unless another proof is given."""
    told = mail_senders.proof_of(row) if proof is None else proof
    basic = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(told.encode()).decode()}
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post(
        f"/webhooks/mail/{row.public_id}/",
        text,
        content_type="application/json",
        **((basic if told else {}) | headers),
    )


def filed():
    """File what waits; return the activities, the earliest first."""
    with compactor.lease():
        compactor.Compactor().drain()
    rows = []
    for one in Segment.objects.filter(kind="activities", removed_at=None):
        rows += segments.read("activities", one.name).to_pylist()
    return sorted(rows, key=lambda row: row["occurred_at"])


def counted(row):
    found = CollectedDay.objects.filter(source=row.source)
    return tuple(
        sum(getattr(one, name) for one in found)
        for name in ("accepted", "duplicate", "quarantined")
    )


def test_a_click_of_mailgun_is_an_activity_with_what_verdicts_ask(telling):
    row = telling("mailgun", KEY)
    delivered = payloads.mailgun("delivered", at=1_789_999_900.0, token="d" * 50)
    clicked = payloads.mailgun("clicked", **payloads.CLICKED)
    for body in (delivered, clicked):
        assert post(row, body, proof="").json() == {"success": True, "events": 1}
    first, second = filed()
    assert (first["kind_name"], second["kind_name"]) == ("email_delivered", "email_click")
    assert first["message"] == second["message"] != 0
    assert second["email"] == ADA
    assert second["occurred_at"] - first["occurred_at"] == 100_500_000
    assert (second["asset_name"], second["campaign"]) == ("/pricing", "spring_offer")
    assert second["network_name"] == "9.9.9.0/24"
    assert "9.9.9.77" not in json.dumps(second, default=str)
    assert second["channel_name"] == "email"
    assert "Chrome" in second["user_agent"]


def test_where_addresses_are_dropped_no_network_of_a_reader_is_kept(telling, monkeypatch):
    monkeypatch.setenv("ACCORD_ADDRESSES", "drop")
    configuration.load.cache_clear()
    row, other = telling("mailgun", KEY), telling("postmark")
    post(row, payloads.mailgun("clicked", **payloads.CLICKED), proof="")
    post(other, '{"IP": "9.9.9.77", "ip": "9.9.9.77", no json')
    (click,) = filed()
    assert click["kind_name"] == "email_click"
    assert not click["network_name"]
    kept = QuarantinedEvent.objects.get(reason="unread_mail")
    for told in (json.dumps(click, default=str).encode(), bytes(kept.raw)):
        assert b"9.9.9" not in told


def test_the_same_result_twice_counts_once(telling):
    row = telling("mailgun", KEY)
    body = payloads.mailgun("clicked", **payloads.CLICKED)
    for _ in range(3):
        assert post(row, body, proof="").status_code == 200
        assert len(filed()) == 1
    assert counted(row) == (1, 2, 0)


def test_what_is_signed_by_another_is_refused_and_nothing_is_kept(telling):
    row = telling("mailgun", KEY)
    forged = payloads.mailgun("clicked", key="another", **payloads.CLICKED)
    for body in (forged, "{}", "not json", '{"signature": {"token": "ü"}}'):
        answer = post(row, body, proof="")
        assert answer.status_code == 403
        assert "not that of this address" in answer.json()["message"]
    assert filed() == []
    assert not QuarantinedEvent.objects.exists()
    assert MailSender.objects.get(pk=row.pk).refused == 4


def test_where_the_signing_key_is_lost_nobody_can_sign(telling):
    row = telling("mailgun", KEY)
    vault.forget(f"mail-{row.pk}")
    answer = post(row, payloads.mailgun("clicked", key="", **payloads.CLICKED), proof="")
    assert answer.status_code == 403
    assert "enter it again" in answer.json()["message"]
    assert filed() == []


def test_a_wrong_password_is_refused_and_none_is_asked_for(telling):
    row = telling("postmark")
    assert post(row, payloads.POSTMARK["open"], proof="accord:wrong").status_code == 403
    asked = post(row, payloads.POSTMARK["open"], proof="")
    assert asked.status_code == 401
    assert asked["WWW-Authenticate"].startswith("Basic ")
    assert post(row, "not json", proof="accord:wrong").status_code == 403
    assert filed() == []
    assert not QuarantinedEvent.objects.exists()


def test_the_life_of_a_mail_told_by_sendgrid_hangs_together(telling):
    row = telling("sendgrid")
    assert post(row, payloads.sendgrid()).json()["events"] == 11
    rows = filed()
    assert [each["kind_name"] for each in rows] == [
        "email_queued", "email_deferred", "email_delivered", "email_open", "email_click",
        "email_bounce", "email_soft_bounce", "email_rejected", "spam_complaint", "unsubscribe",
        "email_subscribed",
    ]  # fmt: skip
    assert len({each["message"] for each in rows}) == 1
    assert {each["network_name"] for each in rows} == {None, "8.8.8.0/24"}


def test_postmark_tells_deliveries_opens_bounces_and_unsubscribes(telling):
    row = telling("postmark")
    for body in payloads.POSTMARK.values():
        assert post(row, body).status_code == 200
    rows = {each["kind_name"]: each for each in filed()}
    assert set(rows) == {"email_delivered", "email_open", "email_bounce", "unsubscribe"}
    assert rows["email_open"]["message"] == rows["email_delivered"]["message"]
    assert rows["email_open"]["occurred_at"] - rows["email_delivered"]["occurred_at"] == 68_000_000
    assert rows["email_open"]["network_name"] == "188.2.95.0/24"


def test_a_cut_letter_and_odd_fields_stop_nothing(telling):
    row = telling("postmark")
    cut = payloads.POSTMARK["bounce"] | {"Subject": "Spring \ud83d", "Description": {"odd": 1}}
    assert post(row, json.dumps(cut)).status_code == 200
    assert [each["kind_name"] for each in filed()] == ["email_bounce"]


@pytest.mark.parametrize(
    ("bounce_class", "kind"), [("10", "email_bounce"), ("22", "email_soft_bounce")]
)
def test_sparkpost_s_full_box_is_no_bounce(telling, bounce_class, kind):
    row = telling("sparkpost")
    told = {
        "type": "bounce",
        "bounce_class": bounce_class,
        "event_id": "92356927693813856",
        "message_id": "000443ee14578172be22",
        "raw_rcpt_to": ADA,
        "transmission_id": "65832150921904138",
        "raw_reason": "MAIL REFUSED - IP (17.99.99.99) is in black list",
        "timestamp": "1790000000",
    }
    assert post(row, [{"msys": {"message_event": told}}]).status_code == 200
    assert [each["kind_name"] for each in filed()] == [kind]


def test_amazon_s_own_times_count_and_a_full_box_is_no_bounce(telling):
    row = telling("ses")
    hard = {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [{"emailAddress": ADA, "diagnosticCode": "smtp; 550"}],
        "timestamp": "2026-09-21T05:03:00.000Z",
    }
    sent = [
        payloads.amazon("delivery", 1, recipients=[ADA], timestamp="2026-09-21T05:02:20.000Z"),
        payloads.amazon("click", 2, link="https://tallyfold.example/docs", ipAddress="8.8.4.4",
                        timestamp="2026-09-21T05:02:50.000Z", userAgent="Mozilla/5.0"),
        payloads.amazon("bounce", 3, **hard),
        payloads.amazon("bounce", 4, **(hard | {"bounceType": "Transient"})),
        payloads.amazon("open", 5, to=(ADA, "ivan@acme.example"), ipAddress="8.8.4.4"),
    ]  # fmt: skip
    for body, headers in sent:
        assert post(row, body, **headers).status_code == 200
    kinds = [each["kind_name"] for each in filed()]
    assert kinds[:2] == ["email_delivered", "email_click"]
    assert sorted(kinds[2:]) == ["email_bounce", "email_other", "email_other", "email_soft_bounce"]


def test_amazon_s_question_is_kept_for_a_person_to_answer(telling):
    row = telling("ses")
    asked = {"Type": "SubscriptionConfirmation", "MessageId": "m", "Token": "t"}
    for address in ("https://evil.example/x", "https://sns.us-east-1.amazonaws.com/?Token=t"):
        answer = post(row, asked | {"SubscribeURL": address},
                      **payloads.sns_headers("SubscriptionConfirmation", "m"))  # fmt: skip
        assert answer.status_code == 200
    assert MailSender.objects.get(pk=row.pk).confirm_url.startswith("https://sns.us-east-1.")


def test_brevo_s_hard_bounce_is_a_bounce(telling):
    row = telling("brevo")
    assert post(row, payloads.BREVO).status_code == 200
    assert [(each["kind_name"], each["email"]) for each in filed()] == [("email_bounce", ADA)]


def test_a_body_that_nobody_can_read_is_kept_and_tried_again_later(telling, robin, monkeypatch):
    row = telling("postmark")
    for body in (b"\xff\xfe not json", b"[]"):
        assert post(row, body).json() == {"success": True, "events": 0}
    with monkeypatch.context() as patched:  # a library that does not know a form yet
        from anymail.webhooks.postmark import PostmarkTrackingWebhookView as View

        patched.setattr(View, "esp_to_anymail_event", lambda self, event: event["new form"])
        post(row, payloads.POSTMARK["open"])
    assert filed() == []
    assert QuarantinedEvent.objects.filter(reason="unread_mail").count() == 3
    assert quarantine.replay_all(robin, "unread_mail") == (1, 2)
    (one,) = filed()
    assert (one["kind_name"], one["email"]) == ("email_open", ADA)
    post(row, payloads.POSTMARK["open"])
    assert len(filed()) == 1
    assert counted(row) == (1, 1, 2)


def test_a_result_about_nobody_is_set_aside_and_the_others_count(telling, robin):
    row = telling("sendgrid")
    good, nameless = json.loads(payloads.sendgrid())[2:4]
    del nameless["email"]
    post(row, [good, nameless])
    assert [each["kind_name"] for each in filed()] == ["email_delivered"]
    (aside,) = QuarantinedEvent.objects.all()
    assert aside.reason == "no_person"
    mended = json.loads(bytes(aside.raw)) | {"userId": ADA}
    assert quarantine.replay(robin, aside, json.dumps(mended))
    first, second = filed()
    assert second["kind_name"] == "email_open"
    assert first["message"] == second["message"]


def test_what_can_t_be_stored_now_is_asked_for_again(telling, monkeypatch):
    row = telling("postmark")

    def full(self, make):
        raise BusyError("the inbox is full")

    monkeypatch.setattr(inbox.Inbox, "append_packed", full)
    answer = post(row, payloads.POSTMARK["open"])
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_store_that_is_too_slow_is_asked_again(telling, monkeypatch):
    row = telling("postmark")
    monkeypatch.setattr(inbox.Inbox, "append_packed", lambda *_: Future())
    monkeypatch.setattr(mail_senders, "_TIMEOUT_S", 0.01)
    answer = post(row, payloads.POSTMARK["open"])
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_provider_that_is_switched_off_is_told_so(telling, robin):
    row = telling("postmark")
    mail_senders.switch(robin, row, is_enabled=False)
    row.refresh_from_db()
    assert post(row, payloads.POSTMARK["open"]).status_code == 404
    assert Client().post("/webhooks/mail/zzzzzz/", "{}", content_type="application/json").status_code == 404  # fmt: skip


def test_secrets_of_signers_lie_in_a_file_and_a_new_password_ends_the_former(telling, robin):
    row = telling("mailgun", KEY)
    assert vault.read(f"mail-{row.pk}") == {"key": KEY}
    with pytest.raises(AccordError, match="enter its http webhook signing key"):
        telling("mailgun")
    other = telling("postmark")
    former = mail_senders.proof_of(other)
    mail_senders.change_secret(robin, other)
    other.refresh_from_db()
    assert post(other, payloads.POSTMARK["open"], proof=former).status_code == 403
    assert post(other, payloads.POSTMARK["open"]).status_code == 200


def test_an_unsubscribe_told_by_a_provider_is_obeyed_at_once(telling):
    from accord.server import contact_now

    row = telling("postmark")
    before = contact_now.ask(ADA, "email", "marketing", datetime.now(UTC))
    post(row, payloads.POSTMARK["unsubscribe"])
    after = contact_now.ask(ADA, "email", "marketing", datetime.now(UTC))
    assert before.rule != "withdrawn"
    assert (after.is_allowed, after.rule) == (False, "withdrawn")
