"""Bytes of deleted rows: files of the database written anew, logs of writes emptied."""

import time as clock
from typing import Final

from django.apps import apps
from django.contrib.sessions.models import Session as WebSession
from django.db import connection
from django.db.models import Model

from accord.server import home, inbox
from accord.values.errors import BusyError

_TRIES: Final = 50
_PAUSE_S: Final = 0.2


def scrub() -> None:
    """Leave no byte of a deleted row in free pages or in the log of writes."""
    inbox.scrub(home.path("inbox.db"))
    if connection.vendor == "postgresql":
        _rewrite_tables()
    else:
        _rewrite_file()


def _rewrite_file() -> None:
    """Write SQLite's file anew and empty its log; readers are waited for."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        for _ in range(_TRIES):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if not cursor.fetchone()[0]:
                return
            clock.sleep(_PAUSE_S)
    message = "the database is being read all the time; its log can't be emptied yet"
    raise BusyError(message)


def _rewrite_tables() -> None:
    """Have PostgreSQL write every table of ours anew."""
    models: list[type[Model]] = [*apps.get_app_config("records").get_models(), WebSession]
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(model._meta.db_table)}")
