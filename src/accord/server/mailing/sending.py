"""Handing mails over, by SMTP or a provider, one line for many; what became of each is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.core.mail import EmailMessage

from accord.server.mailing import how as hows
from accord.server.mailing import signing
from accord.server.mailing.by_provider import ProviderLine
from accord.server.mailing.by_smtp import SteppedBackend
from accord.server.mailing.how import How
from accord.server.mailing.outcomes import Outcome


class Line(Protocol):
    """A way out that is open."""

    def deliver(self, message: EmailMessage) -> Outcome:
        """Hand one mail over; never raises for what the other side does."""

    def close(self) -> None:
        """End it."""


@contextmanager
def opened(how: How | None = None) -> Iterator[Line]:
    """Hold a line for many mails; it is dialled with the first.

    Raises:
        AccordError: while nothing is set.
    """
    line = _line(how or hows.needed())
    try:
        yield line
    finally:
        line.close()


def deliver(message: EmailMessage) -> Outcome:
    """Hand one mail over by itself."""
    with opened() as line:
        return line.deliver(message)


def _line(how: How) -> Line:
    secrets = hows.secrets()
    if how.by != hows.SMTP:
        more = {"sender_domain": how.domain} if how.domain and how.by == "mailgun" else {}
        return ProviderLine(how.by, secrets, **more)
    return SteppedBackend(
        host=how.host,
        port=how.port,
        username=how.user,
        password=secrets.get("password", ""),
        use_tls=how.security == "starttls",
        use_ssl=how.security == "tls",
        sign=signing.signer(how, secrets),
    )
