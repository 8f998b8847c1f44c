"""How mails leave: by whom, from which addresses, with what in them; and who a sender is."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from accord.server.records.models import Setting
from accord.server.syncing import vault
from accord.values.errors import AccordError

SETTING: Final = "mail.sending"
VAULT: Final = "mail-sending"
SMTP: Final = "smtp"
SECURITIES: Final = ("starttls", "tls", "none")
_NOT_IN_ADDRESS: Final = re.compile(r"[\s@<>,;:\"\\()\[\]\x00-\x1f\x7f]")
_DOMAIN_PART: Final = re.compile(r"[\w-]{1,63}")
_ADDRESS_AT_MOST: Final = 254


def is_address(text: str) -> bool:
    """Tell whether a mail address may stand in a header: nothing in it ends or begins another."""
    local, _, domain = text.partition("@")
    if not local or len(text) > _ADDRESS_AT_MOST or _NOT_IN_ADDRESS.search(local):
        return False
    parts = domain.split(".")
    is_domain = len(parts) > 1 and all(_DOMAIN_PART.fullmatch(part) for part in parts)
    return is_domain or domain == "localhost"


@dataclass(frozen=True, slots=True)
class How:
    """What a team set about sending; secrets stay in the vault."""

    by: str = ""
    """"smtp", or a provider's name; "" while nothing was set."""
    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    domain: str = ""
    """The sending domain, where a provider asks for it."""
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    postal: str = ""
    """Who sends and where they are, as laws ask in every marketing mail."""
    own_domains: tuple[str, ...] = ()
    """Users with an address of these domains write from their own address."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Job titles of senders by their mail address."""
    base_url: str = ""
    """Where recipients reach this server: links and the way out stand there."""
    leave_address: str = ""
    """A mailbox that takes "unsubscribe" by mail, if there is one."""
    per_minute: int = 60
    is_tracking_clicks: bool = True
    is_tracking_opens: bool = False
    dkim_domain: str = ""
    dkim_selector: str = ""

    @property
    def is_set(self) -> bool:
        """Whether mails can leave."""
        return bool(self.by and self.from_address and self.base_url)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose mail it is: the name and address that stand in From, and where answers go."""

    name: str
    address: str
    reply_to: str = ""
    title: str = ""


def load() -> How:
    """Return what is set."""
    row = Setting.objects.filter(name=SETTING).first()
    return of(row.value if row else {})


def of(value: Mapping[str, Any]) -> How:
    """Return settings as they were kept; what is not known any more is left out."""
    known = {one.name for one in fields(How)}
    given = {name: each for name, each in value.items() if name in known}
    return How(**given | {"own_domains": tuple(given.get("own_domains", ()))})


def keep(how: How) -> None:
    """Keep settings."""
    Setting.objects.update_or_create(name=SETTING, defaults={"value": asdict(how)})


def secrets() -> dict[str, str]:
    """Return what opens the way out: `password` or `key`, and `dkim_key`."""
    return vault.read(VAULT)


def needed() -> How:
    """Return what is set, or say where to set it.

    Raises:
        AccordError: while mails can't leave.
    """
    found = load()
    if not found.is_set:
        message = "no mail can leave yet: an admin sets how on Settings, Sending mail"
        raise AccordError(message)
    return found


def sender_of(how: How, name: str = "", email: str = "") -> Sender:
    """Return as whom a user writes: from their own address where the team lets them.

    Else the common address sends in their name, and answers go to them.
    """
    address = email.strip().lower()
    title = how.titles.get(address, "")
    if not address:
        return Sender(how.from_name, how.from_address, how.reply_to)
    if address.rpartition("@")[2] in how.own_domains:
        return Sender(name or how.from_name, address, "", title)
    return Sender(name or how.from_name, how.from_address, address, title)
