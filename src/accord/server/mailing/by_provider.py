"""A mail by a provider's interface, through anymail; what its answers mean for sending again."""

from dataclasses import dataclass
from typing import Any, Final, cast

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMessage, get_connection

from accord.server.mailing import outcomes
from accord.server.mailing.outcomes import Outcome

_TIMEOUT: Final = (10, 60)
_OURS: Final = frozenset({401, 402, 403, 404, 407, 429})
"""Answers about our account or our haste: the mail itself may be good."""
_UNSERVED: Final = 503
_SERVER: Final = 500
_REFUSED: Final = frozenset({"invalid", "rejected", "failed"})


@dataclass(frozen=True, slots=True)
class Way:
    """A provider that mails can leave by, and what opens it."""

    title: str
    backend: str
    key_label: str
    key: str = "api_key"
    needs: tuple[str, ...] = ()
    """Further settings: `domain`, or a second key as `secret_key`."""


WAYS: Final[dict[str, Way]] = {
    "mailgun": Way("Mailgun", "mailgun", "API key", needs=("domain",)),
    "postmark": Way("Postmark", "postmark", "Server API token", "server_token"),
    "brevo": Way("Brevo", "brevo", "API key (v3)"),
    "mailjet": Way("Mailjet", "mailjet", "API key", needs=("secret_key",)),
    "sparkpost": Way("SparkPost", "sparkpost", "API key"),
    "mailersend": Way("MailerSend", "mailersend", "API token", "api_token"),
}
"""Providers by name; Amazon SES and SendGrid are reached by SMTP."""


class ProviderLine:
    """One provider's interface; its connection is kept for the next mail."""

    def __init__(self, name: str, secrets: dict[str, str], **more: Any) -> None:
        way = WAYS[name]
        given = {way.key: secrets.get("key", "")} | more
        if "secret_key" in way.needs:
            given["secret_key"] = secrets.get("secret_key", "")
        where = f"anymail.backends.{way.backend}.EmailBackend"
        self._backend = cast("Any", get_connection(where, **given))
        self._backend.timeout = _TIMEOUT

    def deliver(self, message: EmailMessage) -> Outcome:
        """Hand one mail over."""
        try:
            self._backend.open()
            self._backend.send_messages([message])
        except AnymailRecipientsRefused as error:
            return Outcome("refused", outcomes.later(error).answer)
        except AnymailAPIError as error:
            return _of_error(error)
        except (AnymailError, ValueError) as error:
            return Outcome("refused", outcomes.later(error).answer)
        status = message.anymail_status  # type: ignore[attr-defined]
        named = str(status.message_id or "")
        if status.status and set(status.status) <= _REFUSED:
            return Outcome("refused", ", ".join(sorted(status.status)), named)
        return Outcome("sent", ", ".join(sorted(status.status or ())), named)

    def close(self) -> None:
        """End the connection."""
        self._backend.close()


def _of_error(error: Any) -> Outcome:
    """Say what an answer, or none, means: only what surely was not taken may be sent again."""
    why = str(error.describe_response() or error.describe_cause() or error)
    code = error.status_code or (error.response.status_code if error.response is not None else 0)
    if not code:
        cause = error.__cause__
        never_left = isinstance(cause, requests.ConnectTimeout) or (
            isinstance(cause, requests.ConnectionError) and "NewConnectionError" in repr(cause)
        )
        return outcomes.closed(why) if never_left else outcomes.unknown(why)
    if code in _OURS or code == _UNSERVED:
        return outcomes.closed(why)
    return outcomes.unknown(why) if code >= _SERVER or code < 300 else Outcome("refused", why[:300])  # noqa: PLR2004 - success that can't be read
