"""Who a step of a play is for, among the people who are known at an account."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person at an account as a play sees them when a step comes due."""

    person: int
    account: int
    email: str | None = None
    name: str | None = None
    title: str | None = None
    country: str | None = None
    roles: frozenset[str] = frozenset()
    is_engaged: bool = False
    is_role_mailbox: bool = False
    points: int = 0
    """Engagement in whole millionths of a point."""
    last_day: int | None = None
    """The day of their latest activity that counts."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What of an account decides who an audience is, beside its people."""

    starts_day: int
    filled_roles: frozenset[str] = frozenset()
    """Roles of which nobody is missing."""
    invited: frozenset[int] = frozenset()
    """People whom an earlier step of the play reached."""


_Fits = Callable[[Somebody, Scene], bool]


def _acted(who: Somebody, scene: Scene) -> bool:
    return who.last_day is not None and who.last_day >= scene.starts_day


def _is_found(who: Somebody, scene: Scene) -> bool:
    return bool(who.roles) and not who.is_engaged and who.person not in scene.invited


_FITS: Final[dict[str, _Fits]] = {
    "group": lambda who, _: bool(who.roles),
    "known_people": lambda _who, _: True,
    "visitors": lambda who, _: who.last_day is not None,
    "whoever_acted": lambda who, _: who.last_day is not None and who.points > 0,
    "engaged_person": lambda who, _: who.is_engaged,
    "not_yet_engaged": lambda who, _: bool(who.roles) and not who.is_engaged,
    "found_people": _is_found,
    "missing_roles": lambda who, scene: bool(who.roles - scene.filled_roles),
    "attended_or_downloaded": _acted,
    "accepted_leads": _acted,
    "invited": lambda who, scene: who.person in scene.invited,
    "invited_without_answer": lambda who, scene: (
        who.person in scene.invited and not _acted(who, scene)
    ),
    "invited_not_attended": lambda who, scene: (
        who.person in scene.invited and not _acted(who, scene)
    ),
    "new_executive": lambda who, _: bool(who.roles & {"economic_buyer", "executive_sponsor"}),
    "new_team": lambda who, _: bool(who.roles) and not who.is_engaged,
}
"""What each audience of `program.words.AUDIENCES` means; `vendor` is nobody at the account."""

_ONE: Final = frozenset({"whoever_acted", "engaged_person"})
"""Audiences of one: the warmest."""


def choose(
    audience: Sequence[str], people: Iterable[Somebody], scene: Scene
) -> tuple[Somebody, ...]:
    """Return who a step is for, the warmest first; a name that is no audience is a role.

    A mailbox of an office is nobody's, so no step is for it.
    """
    ranked = sorted(
        (who for who in people if not who.is_role_mailbox),
        key=lambda who: (-who.points, who.person),
    )
    chosen: dict[int, Somebody] = {}
    for name in audience:
        fits = _FITS.get(name) or _of_role(name)
        found = [who for who in ranked if fits(who, scene)]
        for who in found[:1] if name in _ONE else found:
            chosen.setdefault(who.person, who)
    return tuple(who for who in ranked if who.person in chosen)


def _of_role(name: str) -> _Fits:
    return lambda who, _: name in who.roles
