"""A real SMTP server that keeps what it takes, and can be told to refuse or to hang up."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Office:
    """What the server took, and how it answers: `answers` by address, "" hangs up after DATA."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []
        self.lines = 0
        self.at_rcpt: dict[str, str] = {}
        self.at_data: dict[str, str] = {}
        self.hangs_up_at_mail = 0

    async def handle_EHLO(  # noqa: N802 - names of the library
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.lines += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.hangs_up_at_mail:
            self.hangs_up_at_mail -= 1
            server.transport.abort()
            await asyncio.sleep(0)
            return "421 gone"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = self.at_rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.at_data.get(envelope.rcpt_tos[0], "250 taken")
        if answer.startswith("250") or not answer:
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        if not answer:
            server.transport.abort()
            await asyncio.sleep(0)
            return "250 never heard"
        return answer

    def read(self, n: int = -1) -> EmailMessage:
        """Read a mail back by the standard library's parser."""
        found = message_from_bytes(self.taken[n][2], policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@contextmanager
def opened(**more: Any) -> Iterator[tuple[Office, int]]:
    """Run the server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    office = Office()
    controller = Controller(office, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield office, port
    finally:
        controller.stop()
