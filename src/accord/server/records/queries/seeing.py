"""Which accounts somebody may see, where an admin limits that: by team and by territory."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from accord.server.records.models import AppUser, Setting
from accord.server.records.models.user import AccessRole
from accord.values.errors import RefusedError

SETTING: Final = "seeing"
EVERYTHING: Final = "*"
LIMITABLE: Final = (AccessRole.SALES, AccessRole.READER)
"""Access roles that can be limited; marketing and admins work the whole workspace."""
CONDITION: Final = (
    "$email <> '' AND (lower(coalesce(owner, '')) = $email "
    "OR lower(coalesce(next_owner, '')) = $email "
    "OR (contains(lower(coalesce(team, '')), $quoted) AND "
    "list_contains(json_extract_string(lower(team), '$[*].user_email'), $email)) "
    "OR list_contains($countries, coalesce(country, '')))"
)
"""What an account of somebody's own is: theirs, their step's, their team's, their country's."""
_here = threading.local()


@dataclass(frozen=True, slots=True)
class Rule:
    """Whose sight is limited, and which countries are whose; "*" is everything."""

    roles: tuple[str, ...] = ()
    territories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody whose sight is limited sees: accounts of theirs, and of some countries."""

    email: str
    countries: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Name the sight: what two users of one sight are shown is the same."""
        return f"@{self.email}:{','.join(self.countries)}"

    def params(self) -> dict[str, Any]:
        """Return what the condition binds."""
        countries = list(self.countries) or ["no country"]
        return {"email": self.email, "quoted": f'"{self.email}"', "countries": countries}


def rule() -> Rule:
    """Return the rule in force; one that limits nobody where no admin made one."""
    row = Setting.objects.filter(name=SETTING).first()
    if row is None:
        return Rule()
    lands = {email: tuple(codes) for email, codes in row.value["territories"].items()}
    return Rule(tuple(row.value["roles"]), lands)


def sight_of(user: Any) -> Sight | None:
    """Return what a user is limited to; None is everything, a stranger sees nothing."""
    found = rule()
    if not found.roles:
        return None
    if not isinstance(getattr(user, "email", None), str):
        return Sight("")
    # A token may do less than its user, and never sees more: the user as stored decides.
    stored = AppUser.objects.filter(pk=user.pk).values_list("access_role", flat=True).first()
    if {stored, user.access_role}.isdisjoint(found.roles):
        return None
    email = user.email.lower()
    countries = found.territories.get(email, ())
    return None if EVERYTHING in countries else Sight(email, tuple(sorted(countries)))


@contextlib.contextmanager
def by(who: Callable[[], Any] | None) -> Iterator[None]:
    """Let the sight of whoever `who` tells count inside; of None everything is seen."""
    _here.who, _here.looked = who, None
    try:
        yield
    finally:
        _here.who = _here.looked = None


def sight() -> Sight | None:
    """Return what whoever asks is limited to; None is everything, as for background work.

    Programs come in after the request began: whoever it is now counts.
    """
    who = getattr(_here, "who", None)
    if who is None:
        return None
    user = who()
    name = (user.pk, getattr(user, "access_role", ""))
    looked: tuple[object, Sight | None] | None = _here.looked
    if looked is None or looked[0] != name:
        looked = _here.looked = (name, sight_of(user))
    return looked[1]


def need_all(what: str) -> None:
    """Refuse what is of the whole workspace to whoever sees only a part of it."""
    if sight() is not None:
        message = f"you see the accounts of your team; {what} is about all of them: ask an admin"
        raise RefusedError(message)
