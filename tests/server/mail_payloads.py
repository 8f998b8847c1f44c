"""What providers post, as their documentation shows it, about mails to the cast."""

import hashlib
import hmac
import json

ADA = "ada@acme.example"
KEY = "key-of-mailgun"


def mailgun(event, *, at=1_790_000_000.5, token="a" * 50, key=KEY, **more):
    """Return a webhook of Mailgun: documentation.mailgun.com, Webhooks, payloads."""
    stamp = str(int(at))
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    data = {
        "id": "CPgfbmQMTCKtHW6uIWtuVe",
        "event": event,
        "timestamp": at,
        "recipient": ADA,
        "recipient-domain": "acme.example",
        "log-level": "info",
        "tags": ["spring_offer"],
        "campaigns": [],
        "user-variables": {"play": "p1"},
        "flags": {"is-routed": False, "is-authenticated": True, "is-test-mode": False},
        "message": {
            "headers": {
                "to": f"Ada <{ADA}>",
                "message-id": "20260921.1@mail.tallyfold.example",
                "from": "Mia <mia@tallyfold.example>",
                "subject": "Spring",
            },
            "size": 111,
        },
    }
    signed = {"timestamp": stamp, "token": token, "signature": signature}
    return json.dumps({"signature": signed, "event-data": data | more})


CLICKED = {
    "url": "https://tallyfold.example/pricing?x=1",
    "ip": "9.9.9.77",
    "geolocation": {"country": "US", "region": "CA", "city": "San Francisco"},
    "client-info": {
        "client-type": "browser",
        "client-os": "Linux",
        "device-type": "desktop",
        "client-name": "Chrome",
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0",
    },
}
"""What a click or an open of Mailgun has beside."""


def sendgrid():
    """Return a batch of SendGrid: Event Webhook Reference, one event a mail's life."""
    same = {
        "email": ADA,
        "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
        "category": ["newsletter"],
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
    }
    hit = {"useragent": "Mozilla/4.0 (compatible; MSIE 6.1)", "ip": "8.8.8.8"}
    rows = [
        {"event": "processed"},
        {"event": "deferred", "response": "400 try again later", "attempt": "5"},
        {"event": "delivered", "response": "250 OK"},
        {"event": "open"} | hit,
        {"event": "click", "url": "https://tallyfold.example/pricing"} | hit,
        {"event": "bounce", "reason": "500 unknown recipient", "status": "5.0.0", "type": "bounce"},
        {"event": "bounce", "reason": "blocked for now", "status": "4.0.0", "type": "blocked"},
        {"event": "dropped", "reason": "Bounced Address", "status": "5.0.0"},
        {"event": "spamreport"},
        {"event": "unsubscribe"},
        {"event": "group_resubscribe", "asm_group_id": 10} | hit,
    ]
    made = []
    for place, row in enumerate(rows):
        told = {k: v for k, v in same.items() if k != "smtp-id" or row["event"] not in {"open", "click"}}  # fmt: skip
        made.append(told | row | {"timestamp": 1_790_000_000 + place, "sg_event_id": f"id-{place}"})
    return json.dumps(made)


POSTMARK = {
    "delivery": {
        "RecordType": "Delivery",
        "ServerID": 23,
        "MessageStream": "outbound",
        "MessageID": "00000000-0000-0000-0000-000000000001",
        "Recipient": ADA,
        "Tag": "welcome-email",
        "DeliveredAt": "2026-09-21T16:34:52Z",
        "Details": "Test delivery webhook details",
        "Metadata": {"example": "value"},
    },
    "open": {
        "RecordType": "Open",
        "MessageStream": "outbound",
        "FirstOpen": True,
        "Client": {"Name": "Chrome 35.0", "Company": "Google", "Family": "Chrome"},
        "OS": {"Name": "OS X 10.7 Lion", "Company": "Apple Computer, Inc.", "Family": "OS X 10"},
        "Platform": "WebMail",
        "UserAgent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_7_5)",
        "Geo": {"CountryISOCode": "RS", "IP": "188.2.95.4"},
        "MessageID": "00000000-0000-0000-0000-000000000001",
        "Metadata": {},
        "ReceivedAt": "2026-09-21T16:36:00Z",
        "Tag": "welcome-email",
        "Recipient": ADA,
    },
    "bounce": {
        "RecordType": "Bounce",
        "MessageStream": "outbound",
        "ID": 4323372036854775807,
        "Type": "HardBounce",
        "TypeCode": 1,
        "Name": "Hard bounce",
        "Tag": "Test",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Description": "The server was unable to deliver your message",
        "Details": "smtp;550 5.1.1 The email account does not exist.",
        "Email": ADA,
        "From": "mia@tallyfold.example",
        "BouncedAt": "2026-09-21T16:33:54.9Z",
        "DumpAvailable": True,
        "Inactive": True,
        "CanActivate": True,
        "Subject": "Test subject",
    },
    "unsubscribe": {
        "RecordType": "SubscriptionChange",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "ServerID": 123456,
        "MessageStream": "outbound",
        "ChangedAt": "2026-09-21T10:53:34.4Z",
        "Recipient": ADA,
        "Origin": "Recipient",
        "SuppressSending": True,
        "SuppressionReason": "ManualSuppression",
        "Tag": "my-tag",
        "Metadata": {},
    },
}
"""Postmark's webhooks: postmarkapp.com/developer/webhooks, one of each."""


def amazon(kind, number=1, to=(ADA,), **inside):
    """Return a message of Amazon SNS about an event of SES, and its headers."""
    said = {
        "eventType": kind.capitalize(),
        "mail": {
            "timestamp": "2026-09-21T05:02:16.645Z",
            "source": "mia@tallyfold.example",
            "messageId": "0000014a5b0b3a3d-sent",
            "destination": list(to),
            "headersTruncated": False,
            "headers": [{"name": "X-Tag", "value": "autumn"}],
            "commonHeaders": {"subject": "Message sent from Amazon SES"},
            "tags": {"ses:configuration-set": ["ConfigSet"]},
        },
        kind: inside,
    }
    body = {
        "Type": "Notification",
        "MessageId": f"sns-{number}",
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:results",
        "Message": json.dumps(said),
        "Timestamp": "2026-09-21T05:10:00.000Z",
    }
    return json.dumps(body), sns_headers("Notification", f"sns-{number}")


def sns_headers(kind, message_id):
    """Return the headers by which Amazon says what a message is."""
    return {"HTTP_X_AMZ_SNS_MESSAGE_TYPE": kind, "HTTP_X_AMZ_SNS_MESSAGE_ID": message_id}


BREVO = {
    "event": "hard_bounce",
    "email": ADA,
    "id": 26224,
    "date": "2026-09-21 08:01:02",
    "ts": 1_790_000_000,
    "message-id": "<201798300811.5787683@relay.domain.com>",
    "ts_event": 1_790_000_000,
    "subject": "Subject Line",
    "tag": '["transactionalTag"]',
    "sending_ip": "185.41.28.109",
    "ts_epoch": 1_790_000_000_000,
    "reason": "server is down",
    "tags": ["transactionalTag"],
}
"""Brevo's webhook of a hard bounce: developers.brevo.com, transactional webhooks."""
