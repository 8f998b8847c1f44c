"""Making and changing write keys; the door reads them from one file in the home."""

import re
import secrets
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import msgspec
from django.db import transaction
from django.utils import timezone

from accord.server import durable, home
from accord.server.actions import decisions, rights
from accord.server.collect.write_keys import FILE, Key
from accord.server.records.models import AppUser, WriteKey
from accord.server.records.models.user import AccessRole
from accord.values import time
from accord.values.errors import AccordError

_MAY: Final = (AccessRole.ADMIN, AccessRole.MARKETING)
_GRACE: Final = timedelta(days=7)
_KEY_BYTES: Final = 24
_NAME_AT_MOST: Final = 120
SHARED: Final = "tracking"
"""Whose user ids a key's events name, unless said otherwise: those of the whole workspace."""


def add(by: AppUser | None, name: str, space: str = SHARED) -> WriteKey:
    """Make a write key; `by` is None on the command line."""
    if by is not None:
        rights.need(by, _MAY, "make write keys")
    title = _title(name)
    with transaction.atomic():
        row = WriteKey.objects.create(
            key=_fresh(), source=_source(title), name=title, space=space.strip() or SHARED
        )
        decisions.write_down(by, "add_write_key", row.source)
    publish()
    return row


def rename(by: AppUser, row: WriteKey, name: str) -> None:
    """Call a key otherwise; its facts stay known by its source."""
    _change(by, row, "rename_write_key", name=_title(name))


def rotate(by: AppUser, row: WriteKey) -> None:
    """Give a key a new secret; the former works for a week, so that nothing is lost meanwhile."""
    until = timezone.now() + _GRACE
    _change(by, row, "rotate_write_key", key=_fresh(), former_key=row.key, former_until=until)


def end_former(by: AppUser, row: WriteKey) -> None:
    """Let a former secret work no longer."""
    _change(by, row, "end_former_write_key", former_key="", former_until=None)


def switch(by: AppUser, row: WriteKey, *, is_enabled: bool) -> None:
    """Let a key work, or no longer."""
    _change(by, row, "switch_write_key", is_enabled=is_enabled)


def limit(by: AppUser, row: WriteKey, origins: str, quota: int) -> None:
    """Say on which sites a key works in browsers, and how many events a minute it may send."""
    found = [_origin(one) for one in re.split(r"[\s,]+", origins) if one]
    _change(by, row, "limit_write_key", origins=list(dict.fromkeys(found)), quota=max(0, quota))


def publish() -> None:
    """Write the file that the door reads, whole or not at all."""
    keys = []
    for row in WriteKey.objects.order_by("id"):
        key = Key(
            key=row.key,
            source=row.source,
            space=row.space,
            is_enabled=row.is_enabled,
            origins=tuple(row.origins),
            quota=row.quota,
        )
        keys.append(key)
        if row.former_key and row.former_until:
            until_us = time.to_us(row.former_until)
            keys.append(msgspec.structs.replace(key, key=row.former_key, until_us=until_us))
    durable.write_text(home.path(FILE), msgspec.json.encode(keys).decode())
    home.path(FILE).chmod(0o600)


def restore() -> None:
    """Write the door's file where it is missing, as after a restore of the database."""
    if not home.path(FILE).exists() and WriteKey.objects.exists():
        publish()


def _change(by: AppUser, row: WriteKey, deed: str, **values: object) -> None:
    rights.need(by, _MAY, "change write keys")
    with transaction.atomic():
        WriteKey.objects.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
        decisions.write_down(by, deed, row.source)
    publish()


def _fresh() -> str:
    return secrets.token_urlsafe(_KEY_BYTES)


def _title(name: str) -> str:
    title = " ".join(name.split())[:_NAME_AT_MOST]
    if not title:
        message = "a write key needs a name, as Website or Product"
        raise AccordError(message)
    return title


def _source(title: str) -> str:
    """Mint the name under which the key's facts are known; never one that was used before."""
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "site"
    taken = set(WriteKey.objects.filter(source__startswith=stem).values_list("source", flat=True))
    number = 1
    while (name := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return name


def _origin(text: str) -> str:
    """Read a site's origin, as browsers send it."""
    parts = urlsplit(text if "//" in text else f"https://{text}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = f"{text!r} is no site; write it as https://www.example.com"
        raise AccordError(message)
    return f"{parts.scheme}://{parts.netloc.lower()}"
