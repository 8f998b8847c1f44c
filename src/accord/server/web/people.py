"""Names of people who work accounts, by mail address; asked once in some seconds at most."""

from collections import Counter
from functools import lru_cache
from time import monotonic
from typing import Any, Final

from django.utils.translation import gettext as _

from accord.server.records.queries import picture, users
from accord.server.web import wording

_SECONDS: Final = 5


def names() -> dict[str, str]:
    """Return names by mail address: of users, and of whoever stands in an account team."""
    return _names(int(monotonic() // _SECONDS), _generation())


def owner(row: Any) -> str:
    """Return the name of an account's owner."""
    return wording.named(row.owner, _in_team(row) | names())


def step_owner(row: Any) -> str:
    """Return the name of whoever the next step is for."""
    return wording.named(row.next_owner or row.owner, _in_team(row) | names())


def choices() -> list[tuple[str, str]]:
    """Return who may own an account, by mail address and name; two of one name tell theirs."""
    known = names()
    often = Counter(known.values())
    named = [
        (email, name if often[name] == 1 else f"{name} ({email})") for email, name in known.items()
    ]
    return [("", _("Choose somebody")), *sorted(named, key=lambda pair: pair[1].casefold())]


def _in_team(row: Any) -> dict[str, str]:
    named = {m.get("user_email") or "": m.get("user_name") or "" for m in row.team}
    return {email: name for email, name in named.items() if not _is_mail(email, name)}


def _is_mail(email: str, name: str) -> bool:
    """Tell whether a name is only what stands before the @: nobody said another."""
    return not name or name.lower() == email.partition("@")[0].lower()


def _generation() -> str:
    reader = picture.reader()
    return reader.version[0] if reader else ""


@lru_cache(maxsize=1)
def _names(_tick: int, _generation: str) -> dict[str, str]:
    reader = picture.reader()
    if reader is None or not reader.has("teams"):
        found = {}
    else:
        sql = f"SELECT DISTINCT user_email, user_name FROM {reader.source('teams')} ORDER BY 1, 2"
        rows = ((email or "", name or "") for email, name in reader.tuples(sql))
        found = {email: name for email, name in rows if not _is_mail(email, name)}
    return found | {user.email: user.name for user in users.list_users() if user.name}
