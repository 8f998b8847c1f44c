"""Limiting who sees which accounts: an admin's table of access roles and territories."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction

from accord.identity import countries
from accord.server.actions import decisions, rights
from accord.server.records.models import AppUser, Setting
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import seeing
from accord.values.errors import AccordError

_WORDS_OF_ALL: Final = frozenset({"everything", "*"})
_TWO_LETTERS: Final = 2


def limit(user: AppUser, roles: Iterable[str], territories: str) -> None:
    """Say whose sight is limited, and which countries are whose, a line a person.

    A line is a mail address, a colon, and countries with commas between, or `everything`.
    """
    rights.need(user, (AccessRole.ADMIN,), "limit who sees which accounts")
    chosen = [role for role in seeing.LIMITABLE if role in set(roles)]
    lands = dict(_line(line) for line in territories.splitlines() if line.strip())
    with transaction.atomic():
        value = {"roles": chosen, "territories": lands}
        Setting.objects.update_or_create(name=seeing.SETTING, defaults={"value": value})
        decisions.write_down(user, "limit_sight", ", ".join(chosen))


def written(rule: seeing.Rule) -> str:
    """Write territories as they are typed."""
    return "\n".join(
        f"{email}: {'everything' if seeing.EVERYTHING in codes else ', '.join(codes)}"
        for email, codes in sorted(rule.territories.items())
    )


def _line(text: str) -> tuple[str, list[str]]:
    email, colon, said = (part.strip() for part in text.partition(":"))
    if not colon or not AppUser.objects.filter(email=email.lower()).exists():
        message = f"{text.strip()[:80]!r}: begin with the mail address of a user, then a colon"
        raise AccordError(message)
    if said.lower() in _WORDS_OF_ALL:
        return email.lower(), [seeing.EVERYTHING]
    return email.lower(), [_country(word.strip()) for word in said.split(",") if word.strip()]


def _country(word: str) -> str:
    code = countries.code(word)
    if len(code) != _TWO_LETTERS:
        message = f"{word[:60]!r} is no country; write its name or its two letters, as in DE"
        raise AccordError(message)
    return code
