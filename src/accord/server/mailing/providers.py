"""Who delivers mails and can tell what became of them: how each proves itself, what to switch on."""

from dataclasses import dataclass
from typing import Any, Final

from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailersend import MailerSendTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView

from accord.values.errors import AccordError


class SesView(AmazonSESTrackingWebhookView):  # type: ignore[misc]  # anymail has no types
    """Amazon's messages, read without Amazon's library: nothing is called, so none is needed."""

    def __init__(self, **kwargs: Any) -> None:
        self.auto_confirm_enabled = False
        AnymailBaseWebhookView.__init__(self, **kwargs)


@dataclass(frozen=True, slots=True)
class Provider:
    """One who delivers mails."""

    name: str
    title: str
    view: Any
    where: str
    """Where the address is entered there, and which events to switch on."""
    signed_by: str = ""
    """The setting of anymail that takes the key by which it signs; "": it sends a password."""
    key_label: str = ""
    is_tried: bool = False
    """Its documented payloads are posted in the tests."""


def _all(*given: Provider) -> dict[str, Provider]:
    return {each.name: each for each in given}


PROVIDERS: Final = _all(
    Provider(
        "mailgun",
        "Mailgun",
        MailgunTrackingWebhookView,
        "Sending, Webhooks: enter it for every event type. The signing key stands on the same page.",
        "webhook_signing_key",
        "HTTP webhook signing key",
        is_tried=True,
    ),
    Provider(
        "sendgrid",
        "Twilio SendGrid",
        SendGridTrackingWebhookView,
        "Settings, Mail Settings, Event Webhook: enter it as post URL and switch every event on.",
        is_tried=True,
    ),
    Provider(
        "postmark",
        "Postmark",
        PostmarkTrackingWebhookView,
        "Server, message stream, Webhooks: enter it and switch on delivery, bounce, spam complaint, "
        "open, link click and subscription change.",
        is_tried=True,
    ),
    Provider(
        "ses",
        "Amazon SES",
        SesView,
        "Make an SNS topic with an HTTPS subscription to it, and a configuration set of SES that "
        "publishes sends, deliveries, opens, clicks, bounces, complaints and rejects to the topic.",
        is_tried=True,
    ),
    Provider(
        "brevo",
        "Brevo",
        BrevoTrackingWebhookView,
        "Transactional, Settings, Webhook: enter it and switch every event on.",
        is_tried=True,
    ),
    Provider(
        "mailjet",
        "Mailjet",
        MailjetTrackingWebhookView,
        "Account settings, Event notifications: enter it for every event.",
    ),
    Provider(
        "sparkpost",
        "SparkPost",
        SparkPostTrackingWebhookView,
        "Configuration, Webhooks: enter it with basic authentication and switch on message, "
        "engagement and unsubscribe events.",
    ),
    Provider(
        "mailersend",
        "MailerSend",
        MailerSendTrackingWebhookView,
        "Domains, Webhooks: enter it and switch every event on. It shows the signing secret there.",
        "signing_secret",
        "Signing secret",
    ),
)
"""Providers by name."""


def find(name: str) -> Provider:
    """Return a provider.

    Errors: `AccordError` for a name that is none.
    """
    if name not in PROVIDERS:
        message = f"there is no mail provider {name!r}; choose one of {', '.join(PROVIDERS)}"
        raise AccordError(message)
    return PROVIDERS[name]
