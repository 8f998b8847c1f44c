"""Setting how mails leave, and trying it with a mail to oneself."""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final
from uuid import uuid4

from django.db import transaction

from accord.content import mails
from accord.content.mails import MailText, Rendered
from accord.server.actions import decisions, rights
from accord.server.mailing import building, sending, signing
from accord.server.mailing import how as hows
from accord.server.mailing.building import About, To
from accord.server.mailing.by_provider import WAYS
from accord.server.mailing.how import How
from accord.server.mailing.outcomes import Outcome
from accord.server.records.models import AppUser
from accord.server.records.models.user import AccessRole
from accord.server.syncing import vault
from accord.values.errors import AccordError

MAY: Final = (AccessRole.ADMIN,)
MAY_TRY: Final = (AccessRole.ADMIN, AccessRole.MARKETING)
SECRETS: Final = ("password", "key", "secret_key", "dkim_key")
_TEST: Final = MailText(
    "A test mail from {{ sender.company }}",
    'Hi {{ person.first_name | default: "there" }},\n\n'
    "this mail left the way that mails of plays leave: by the same server, from the same address, with the same foot.\n\n"
    "If you read this, it works. Look at the headers for SPF, DKIM and DMARC; each should say pass.\n\n"
    "A link, tracked as links of plays are: [example.com](https://example.com)\n\n"
    "The way out below works as well: pressed, it withdraws your own address.",
)


def keep(by: AppUser, given: Mapping[str, Any], secrets: Mapping[str, str]) -> How:
    """Set how mails leave; a secret that is left empty stays as it was.

    Raises:
        AccordError: for a way, an address or a key that can't be used.
    """
    rights.need(by, MAY, "set how mails leave")
    how = hows.of(given)
    _check(how)
    typed = {name: secrets[name].strip() for name in SECRETS if secrets.get(name, "").strip()}
    if "dkim_key" in typed:
        signing.check_key(typed["dkim_key"])
    with transaction.atomic():
        before = asdict(hows.load())
        hows.keep(how)
        if typed:
            vault.keep(hows.VAULT, hows.secrets() | typed)
        changed = sorted(name for name, value in asdict(how).items() if before[name] != value)
        told = {"changed": changed, "secrets": sorted(typed)}
        decisions.write_down(by, "set_sending_mail", how.by, told)
    return how


def try_out(by: AppUser, address: str) -> Outcome:
    """Send a test mail and return what became of it.

    Raises:
        AccordError: while mails can't leave, or for an address that is none.
    """
    rights.need(by, MAY_TRY, "send a test mail")
    how = hows.needed()
    values = {"sender": {"company": how.from_name or "Accord"}, "person": {}}
    return _send(by, address.strip(), mails.render(_TEST, values), how)


def try_text(by: AppUser, text: MailText) -> Outcome:
    """Send a mail of a play to whoever writes it, filled with examples.

    Raises:
        AccordError: while mails can't leave, or for a text that could not be sent.
    """
    rights.need(by, rights.WRITERS, "send a mail to themselves")
    how = hows.needed()
    sender = hows.sender_of(how)
    own = {"sender": {"name": sender.name, "company": how.from_name, "title": sender.title}}
    return _send(by, by.email, mails.render(text, mails.examples() | own), how)


def _send(by: AppUser, address: str, filled: Rendered, how: How) -> Outcome:
    about = About(f"test-{uuid4().hex}", "test", how=how)
    message = building.build(To(address), hows.sender_of(how), filled, about)
    with sending.opened(how) as line:
        outcome = line.deliver(message)
    decisions.write_down(by, "send_test_mail", "", {"state": outcome.state})
    return outcome


def _check(how: How) -> None:
    if how.by != hows.SMTP and how.by not in WAYS:
        known = ", ".join((hows.SMTP, *WAYS))
        message = f"mails can't leave by {how.by!r}; choose one of {known}"
        raise AccordError(message)
    for address in (how.from_address, how.reply_to, how.leave_address):
        if address and not hows.is_address(address):
            message = f"{address!r} is no mail address"
            raise AccordError(message)
    if not how.base_url.startswith(("https://", "http://")):
        message = "the address of this server begins with https://"
        raise AccordError(message)
    if how.by == hows.SMTP:
        _check_host(how.host, how.port)


def _check_host(host: str, port: int) -> None:
    """Refuse where no mail server of anybody stands; a private network is fine."""
    if not host:
        message = "name the mail server, as smtp.example.com"
        raise AccordError(message)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return  # it may be there later; the test mail tells
    for *_, place in found:
        number = ipaddress.ip_address(str(place[0]).partition("%")[0])
        if number.is_link_local or number.is_multicast or number.is_unspecified:
            message = f"{host} is at {number}, where no mail server stands; name another"
            raise AccordError(message)
