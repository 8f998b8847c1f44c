"""Making ready what the first who asks would wait for: code, rules, templates, a new picture."""

import logging
import threading
import time
from pathlib import Path
from typing import Final

from django.db import DatabaseError, close_old_connections
from django.template.engine import Engine
from django.template.loader import get_template
from django.urls import get_resolver

from accord.server.records.queries import (
    account_page,
    accounts,
    gaps,
    opened,
    picture,
    programs,
)

_log = logging.getLogger(__name__)
_EVERY_S: Final = 0.5
_TIERS: Final = ("one_to_one", "one_to_few", "one_to_many")


def begin() -> None:
    """Warm this process in the background, and again whenever a picture is published."""
    threading.Thread(target=_go_on, name="warming", daemon=True).start()


def warm_code() -> None:
    """Load every page's code, the rules in force and every template."""
    _ = get_resolver().url_patterns
    programs.current_program()
    for folder in Engine.get_default().dirs:
        for file in Path(folder).rglob("*.html"):
            get_template(str(file.relative_to(folder)))


def warm_picture() -> str | None:
    """Open the newest picture, and find what most pages ask of it; return its name."""
    found = picture.reader(is_ahead=True)
    if found is None:
        return None
    with picture.pinning():
        picture.reader(is_ahead=True)
        gaps.find()
        targets = accounts.Filters(chosen={"tier": _TIERS})
        accounts.list_facets(targets)
        for row in accounts.list_accounts(targets, "-engagement").rows:
            account_page.find_account(row.public_id)
    opened.make_ready(found.generation)
    return found.generation.name


def _go_on() -> None:
    is_loaded, warmed = False, None
    while True:
        try:
            if not is_loaded:
                warm_code()
                is_loaded = True
            pinned = picture.newest()
            if pinned != warmed:
                warmed = warm_picture()
        except (DatabaseError, OSError):
            _log.debug("not warmed now", exc_info=True)
        except Exception:  # noqa: BLE001 - pages find what they need without it
            _log.exception("what pages need could not be made ready; they find it themselves")
            return
        close_old_connections()
        time.sleep(_EVERY_S)
