"""The database: every text, number and blob of every table of ours, and sessions."""

import json
from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.contrib.sessions.models import Session as WebSession
from django.db import models

from accord.server import fresh
from accord.server.erasing.places.shape import Asked
from accord.server.records.models import AccountNow, Erasure, KeptOutKey

_NUMBERS: Final = ("person", "person_key")
_NOT_SEARCHED: Final = (Erasure, KeptOutKey)
"""The erasure itself forgets whom it was about as its last step."""


class Rows:
    """Every table of this application, whatever it is: a new one is searched without a word."""

    name = "database"

    def rewrite(self, asked: Asked) -> int:
        """Take the person out of every row; rows of bytes that hold them are deleted."""
        changed = 0
        for model in _models():
            for row in _rows(model):
                changed += _rewrite(row, asked)
        return changed + _end_sessions(asked)

    def export(self, asked: Asked) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every row that names the person."""
        for model in _models():
            for row in _rows(model):
                if not isinstance(row, AccountNow) and (
                    _changes(row, asked) or _is_theirs(row, asked)
                ):
                    names = [field.attname for field in model._meta.concrete_fields]
                    yield model._meta.model_name or "", {name: getattr(row, name) for name in names}


def _models() -> list[type[models.Model]]:
    found = apps.get_app_config("records").get_models()
    return [model for model in found if model not in _NOT_SEARCHED]


def _rows(model: type[models.Model]) -> Iterator[models.Model]:
    yield from model._default_manager.order_by("pk").iterator(chunk_size=500)


def _rewrite(row: models.Model, asked: Asked) -> int:
    if isinstance(row, AccountNow):
        return _forget_account(row, asked)
    changes = _changes(row, asked)
    same = type(row)._default_manager.filter(pk=row.pk)
    if _has_bytes(row, asked) or (_is_theirs(row, asked) and not asked.person.fresh):
        same.delete()
        return 1
    if not changes:
        return 0
    same.update(**changes)  # past `save`, which rightly refuses to change what was decided
    return 1


def _changes(row: models.Model, asked: Asked) -> dict[str, Any]:
    """Return the fields of a row that have to change, and to what."""
    found: dict[str, Any] = {}
    account = getattr(row, "account", None)
    about = account is None or account == asked.person.account
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name in _NUMBERS and isinstance(value, int):
            if value in asked.person.numbers:
                found[field.attname] = asked.person.fresh
        elif isinstance(field, models.JSONField):
            clean = _without(value, asked, names=about)
            if clean != value:
                found[field.attname] = clean
        elif isinstance(value, str) and not field.primary_key:
            clean = asked.traces.redact(value, names=about)
            if clean != value:
                found[field.attname] = clean
    return found


def _without(value: Any, asked: Asked, *, names: bool) -> Any:
    """Return JSON without the person: texts cleaned, their numbers those that nothing maps."""
    if isinstance(value, str):
        return asked.traces.redact(value, names=names)
    if isinstance(value, list):
        return [_without(one, asked, names=names) for one in value]
    if isinstance(value, dict):
        return {
            asked.traces.redact(key, names=names): _without(one, asked, names=names)
            for key, one in value.items()
        }
    is_theirs = not isinstance(value, bool) and value in asked.person.numbers
    return asked.person.fresh if is_theirs else value


def _is_theirs(row: models.Model, asked: Asked) -> bool:
    return any(getattr(row, name, None) in asked.person.numbers for name in _NUMBERS)


def _has_bytes(row: models.Model, asked: Asked) -> bool:
    for field in row._meta.concrete_fields:
        if isinstance(field, models.BinaryField):
            value = getattr(row, field.attname)
            if value and asked.traces.are_in(bytes(value)):
                return True
    return False


def _forget_account(row: AccountNow, asked: Asked) -> int:
    """Drop what was derived of an account since the last picture; it is derived anew."""
    if row.account != asked.person.account and not asked.traces.are_in(bytes(row.tables)):
        return 0
    AccountNow.objects.filter(pk=row.pk).delete()
    fresh.mark([row.account])
    return 1


def _end_sessions(asked: Asked) -> int:
    """End sessions in which a message still names the person."""
    ended = 0
    for row in WebSession.objects.iterator(chunk_size=500):
        if asked.traces.are_in(json.dumps(row.get_decoded(), default=str).encode()):
            row.delete()
            ended += 1
    return ended
