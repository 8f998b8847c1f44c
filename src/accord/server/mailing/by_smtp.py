"""A mail by SMTP, step by step, so that it is known how far it came when the line breaks."""

import contextlib
import io
import smtplib
import ssl
from collections.abc import Callable
from email.generator import BytesGenerator
from typing import Any, Final

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from accord.server.mailing import outcomes
from accord.server.mailing.outcomes import Outcome

_OK: Final = 250
_WILL_TRY: Final = 251
_GO_ON: Final = 354
_CLOSING: Final = 421
_TIMEOUT_S: Final = 60
Sign = Callable[[bytes], bytes]


class SteppedBackend(EmailBackend):
    """Django's way out by SMTP that says what became of each mail; the line is kept for the next."""

    def __init__(self, *, sign: Sign | None = None, **kwargs: Any) -> None:
        super().__init__(**({"timeout": _TIMEOUT_S} | kwargs))
        self._sign = sign or (lambda whole: whole)
        self._closed: Outcome | None = None

    def deliver(self, message: EmailMessage) -> Outcome:
        """Hand one mail over; a line that the server closed meanwhile is opened once more."""
        was_open = self.connection is not None
        opened = self._opened()
        if opened is not None:
            return opened
        answered = self._envelope(message)
        if answered is None and was_open:  # it went away while we were busy
            self._drop()
            answered = self._opened() or self._envelope(message)
        if answered is None:
            self._drop()
            return outcomes.closed("the mail server closed the line before the mail was sent")
        return self._data(message) if answered.state == "sent" else answered

    def _opened(self) -> Outcome | None:
        """Open the line; return why it can't be opened, which is not tried for each mail anew."""
        if self._closed is not None:
            return self._closed
        try:
            if self.open():
                line: Any = self.connection
                line.ehlo_or_helo_if_needed()
        except smtplib.SMTPAuthenticationError as error:
            self._closed = outcomes.closed(f"the mail server refuses user and password: {error}")
        except ssl.SSLError as error:
            self._closed = outcomes.closed(f"the mail server's certificate or TLS fails: {error}")
        except (OSError, smtplib.SMTPException) as error:
            self._closed = outcomes.closed(f"the mail server can't be reached: {error}")
        if self._closed is not None:
            self._drop()
        return self._closed

    def _envelope(self, message: EmailMessage) -> Outcome | None:
        """Say who sends to whom and ask to go on; None when the line broke: nothing was sent."""
        line: Any = self.connection
        sender = _bare(sanitize_address(message.from_email, "utf-8"))
        asked: list[tuple[tuple[str, ...], tuple[int, ...]]] = [
            (("mail", sender), (_OK,)),
            *[
                (("rcpt", _bare(sanitize_address(to, "utf-8"))), (_OK, _WILL_TRY))
                for to in message.recipients()
            ],
            (("docmd", "data"), (_GO_ON,)),
        ]
        try:
            for (step, *said), wanted in asked:
                code, answer = getattr(line, step)(*said)
                if code < 0:
                    return None
                if code not in wanted:
                    return self._refused(code, answer)
        except (OSError, smtplib.SMTPServerDisconnected):
            return None
        return Outcome("sent")

    def _data(self, message: EmailMessage) -> Outcome:
        """Send the mail itself: from here on a broken line leaves open whether it arrived."""
        line: Any = self.connection
        whole = self._sign(_written(message))
        try:
            line.send(_dotted(whole))
            code, said = line.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self._drop()
            return outcomes.unknown(f"the line broke after the mail was sent: {error}")
        if code == _OK:
            return Outcome("sent", outcomes.of_code(code, said).answer)
        if code < 0:
            self._drop()
            return outcomes.unknown("the mail server answered nothing that can be read")
        return self._refused(code, said)

    def _refused(self, code: int, said: bytes) -> Outcome:
        """Make the line ready for the next mail, and say what this one was answered."""
        line: Any = self.connection
        if code == _CLOSING:
            self._drop()
        else:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                line.rset()
        return outcomes.of_code(code, said)

    def _drop(self) -> None:
        """Forget the line without another word on it."""
        lines: tuple[Any, ...] = (self.connection, getattr(self, "_partial_connection", None))
        for line in lines:
            if line is not None:
                with contextlib.suppress(OSError, smtplib.SMTPException):
                    line.close()
        self.connection = None
        self._partial_connection = None

    def close(self) -> None:
        """Say goodbye; a server that doesn't answer to that is no reason for alarm."""
        try:
            super().close()
        except (OSError, smtplib.SMTPException, ssl.SSLError):
            self._drop()


def _bare(address: str) -> str:
    return address.rpartition("<")[2].rstrip(">") if "<" in address else address


def _written(message: EmailMessage) -> bytes:
    """Write a mail out; addresses of links in its headers stay on one line, as all parsers read."""
    into = io.BytesIO()
    BytesGenerator(into, mangle_from_=False, maxheaderlen=0).flatten(
        message.message(), linesep="\r\n"
    )
    return into.getvalue()


def _dotted(whole: bytes) -> bytes:
    """Return a mail as it goes over the line: dots at line starts doubled, one dot at the end."""
    lines = b"\r\n".join(whole.splitlines())
    doubled = lines.replace(b"\r\n.", b"\r\n..")
    return (b"." + doubled if doubled.startswith(b".") else doubled) + b"\r\n.\r\n"
