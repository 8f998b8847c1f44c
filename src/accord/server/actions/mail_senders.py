"""Letting a mail provider tell its results, taking what it tells, and ending it."""

import json
import secrets
import time as clock
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from accord.server import configuration, inbox_here
from accord.server.actions import decisions, rights
from accord.server.collect import intake, mail, networks, parcels, splitting
from accord.server.collect.parcels import Parcel
from accord.server.mailing import hearing, providers
from accord.server.records.models import AppUser, MailSender
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import mail_senders
from accord.server.syncing import vault
from accord.values.errors import AccordError, BusyError, NotFoundError, RefusedError

MAY: Final = (AccessRole.ADMIN, AccessRole.MARKETING)
"""Who lets mail providers tell, and sees by which secret they do."""
_USER: Final = "accord"
_PASSWORD_BYTES: Final = 24
_TIMEOUT_S: Final = 20
_SPACE: Final = "mail"
_ADDRESS_AT_MOST: Final = 2_000


def add(by: AppUser, provider: str, key: str = "") -> MailSender:
    """Let a provider tell its results; `key` is the one by which it signs."""
    rights.need(by, MAY, "let a mail provider tell its results")
    found = providers.find(provider)
    _check_key(found, key)
    with transaction.atomic():
        row = MailSender.objects.create(
            provider=found.name, source=_source(found.name), password=_fresh()
        )
        if found.signed_by:
            vault.keep(_vault_name(row), {"key": key.strip()})
        decisions.write_down(by, "add_mail_sender", row.source)
    return row


def change_secret(by: AppUser, row: MailSender, key: str = "") -> None:
    """Take another signing key, or make another password; the former ends at once."""
    rights.need(by, MAY, "change a mail provider's secret")
    found = providers.find(row.provider)
    _check_key(found, key)
    if found.signed_by:
        vault.keep(_vault_name(row), {"key": key.strip()})
    else:
        MailSender.objects.filter(pk=row.pk).update(password=_fresh())
    MailSender.objects.filter(pk=row.pk).update(refused=0, refused_at=None)
    decisions.write_down(by, "change_mail_sender_secret", row.source)


def switch(by: AppUser, row: MailSender, *, is_enabled: bool) -> None:
    """Let a provider tell its results, or no longer."""
    rights.need(by, MAY, "switch a mail provider")
    MailSender.objects.filter(pk=row.pk).update(is_enabled=is_enabled)
    decisions.write_down(by, "switch_mail_sender", row.source, {"is_enabled": is_enabled})


def proof_of(row: MailSender) -> str:
    """Return user and password, as they stand in the address."""
    return f"{_USER}:{row.password}"


def take(row: MailSender, request: HttpRequest) -> int:
    """Put what a provider tells on disk; return how many events it was.

    Errors: `RefusedError` for a wrong proof, `BusyError` where nothing can be stored now.
    """
    if not row.is_enabled:
        message = "this address is switched off"
        raise NotFoundError(message)
    provider = providers.find(row.provider)
    key = vault.read(_vault_name(row)).get("key", "")
    if provider.signed_by and not key:  # anybody could sign with no key at all
        message = f"the {provider.key_label.lower()} is not kept here; enter it again on the page"
        raise RefusedError(message)
    try:
        body = hearing.read(provider, request, proof_of(row), key)
    except RefusedError:
        now = timezone.now()
        MailSender.objects.filter(pk=row.pk).update(refused=F("refused") + 1, refused_at=now)
        raise
    except hearing.UnreadError:
        how = configuration.load().addresses
        _store(row, mail.UNREAD, networks.without_addresses(request.body, how), 1)
        return 0
    if not body:
        _keep_question(row, request)
        return 0
    parts = splitting.batch(body)
    events = len(parts.items) if parts else 0
    _store(row, mail.DOOR, body, events)
    return events


def read_again(source: str, body: bytes) -> bytes:
    """Return the events of a body that could not be read when it came; b"" if it still can't."""
    row = mail_senders.by_source(source)
    if row is None:
        return b""
    request = HttpRequest()
    request.method, request.content_type = "POST", "application/json"
    request._body = body  # noqa: SLF001 - how Django's own tests give a request its body
    try:
        return hearing.again(providers.find(row.provider), request)
    except hearing.UnreadError:
        return b""


def _store(row: MailSender, door: str, body: bytes, events: int) -> None:
    """Write a parcel; what this returns from is on disk."""
    parcel = Parcel(
        source=row.source,
        space=_SPACE,
        received_us=clock.time_ns() // 1000,
        door=door,
        events=events,
        network="",
        agent="",
        is_browser=False,
        is_pixel=False,
        body=body,
    )
    entry = (intake.KIND, events, parcels.FORM, parcels.pack([parcel]))
    try:
        inbox_here.box().append_packed(lambda: [entry]).result(_TIMEOUT_S)
    except TimeoutError:
        message = "the store did not answer in time; send it again"
        raise BusyError(message) from None


def _keep_question(row: MailSender, request: HttpRequest) -> None:
    """Keep the address that Amazon asks to be opened: the server calls nobody by itself."""
    try:
        said = json.loads(request.body)
        address = str(said.get("SubscribeURL", ""))[:_ADDRESS_AT_MOST]
    except (ValueError, AttributeError):
        return
    parts = urlsplit(address)
    if parts.scheme == "https" and (parts.hostname or "").endswith(".amazonaws.com"):
        MailSender.objects.filter(pk=row.pk).update(confirm_url=address)


def _check_key(found: providers.Provider, key: str) -> None:
    if found.signed_by and not (key.strip() and key.strip().isascii()):
        message = f"{found.title} signs what it sends: enter its {found.key_label.lower()}"
        raise AccordError(message)


def _vault_name(row: MailSender) -> str:
    return f"mail-{row.pk}"


def _fresh() -> str:
    return secrets.token_urlsafe(_PASSWORD_BYTES)


def _source(provider: str) -> str:
    """Mint the name under which a provider's results are known; no write key is called so."""
    taken = set(MailSender.objects.values_list("source", flat=True))
    number = 1
    while (name := f"mail:{provider}" if number == 1 else f"mail:{provider}-{number}") in taken:
        number += 1
    return name
