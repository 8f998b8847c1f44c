"""May this person be contacted for this, by them, now: asked just before anything is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accord.groups import legal_basis
from accord.groups.legal_basis import Basis, Ground
from accord.values import time

ALL: Final = "all"
_ALSO: Final = {
    "email": ("email", "marketing_email", "seller_email", "marketing", ALL),
    "phone": ("phone", "call", ALL),
}
_BY_SENDER: Final = {
    "marketing_email": "marketing",
    "seller_email": "seller",
    "marketing": "marketing",
}
"""Purposes that name a sender: a word about the newsletter says nothing of a seller's letter."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said or did about being contacted, with where it comes from."""

    occurred_us: int
    known_us: int
    purpose: str
    status: str
    """given, confirmed (a given consent was confirmed by a click) or withdrawn"""
    source: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Suppression:
    """Somebody here decided that a person, a domain or an account is not contacted."""

    scope: str
    decided_us: int
    is_lifted: bool = False
    until_us: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person that decides whether they may be contacted."""

    table: tuple[Basis, ...]
    country: str | None = None
    has_address: bool = True
    said: tuple[Said, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    excluded: str | None = None
    is_opted_out: bool = False
    bounced_us: int | None = None
    is_kept_out: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, the rule that says so, and the same in words."""

    is_allowed: bool
    rule: str
    words: str
    basis: Basis
    said: Said | None = None


def may_contact(standing: Standing, purpose: str, sender: str, as_of: datetime) -> Answer:
    """Tell whether a person may be contacted for a purpose by a sender, as known at a moment.

    What forbids it whatever the law says comes first, then what the person said last, then the
    ground that the table asks for in their country.
    """
    now = time.to_us(as_of)
    basis = legal_basis.find(standing.table, standing.country, purpose, sender)
    last = _last(standing.said, purpose, sender, now)
    for rule, words in _forbidden(standing, purpose, now):
        return Answer(False, rule, words, basis, last)
    if last is not None and last.status == "withdrawn":
        return Answer(False, "withdrawn", "they withdrew consent or unsubscribed", basis, last)
    if standing.is_opted_out and last is None:
        return Answer(False, "opted_out", "the CRM says that they opted out", basis)
    return _by_ground(basis, last)


def _forbidden(standing: Standing, purpose: str, now: int) -> list[tuple[str, str]]:
    """Return what forbids it whatever the law and the person say, the gravest first."""
    found = []
    if standing.is_kept_out:
        found.append(("erased", "they were erased and are kept out"))
    for scope, words in _standing_suppressions(standing.suppressions, now):
        found.append((f"suppressed_{scope}", words))
    if standing.excluded:
        found.append(("excluded", f"excluded: {standing.excluded}"))
    if not standing.has_address:
        found.append(("no_address", "there is no address to write to or number to call"))
    if purpose == "email" and standing.bounced_us is not None and standing.bounced_us <= now:
        found.append(("bounced", "the address bounces"))
    return found


def _standing_suppressions(rows: Sequence[Suppression], now: int) -> list[tuple[str, str]]:
    """Return the suppressions that hold now: the last word on each scope."""
    last: dict[str, Suppression] = {}
    for row in sorted(rows, key=lambda one: one.decided_us):
        if row.decided_us <= now:
            last[row.scope] = row
    return [
        (scope, f"the team suppressed the {scope}" + (f": {row.reason}" if row.reason else ""))
        for scope, row in last.items()
        if not row.is_lifted and (row.until_us is None or row.until_us >= now)
    ]


def _last(said: Sequence[Said], purpose: str, sender: str, now: int) -> Said | None:
    """Return the last word on the purpose; of two at one moment the no."""
    fitting = [
        one
        for one in said
        if one.known_us <= now
        and one.purpose in (*_ALSO.get(purpose, (purpose, ALL)), purpose)
        and _BY_SENDER.get(one.purpose, sender) == sender
    ]
    return max(fitting, key=lambda one: (one.occurred_us, one.status == "withdrawn"), default=None)


def _by_ground(basis: Basis, last: Said | None) -> Answer:
    """Answer by the ground that the table asks for."""
    ground = basis.ground
    if ground is Ground.NEVER:
        return Answer(False, "never", f"the table allows it never ({basis.name})", basis, last)
    if ground is Ground.CONFIRMED_CONSENT and (last is None or last.status != "confirmed"):
        words = f"a consent confirmed by them is needed ({basis.name})"
        return Answer(False, "no_confirmed_consent", words, basis, last)
    if ground is Ground.CONSENT and last is None:
        return Answer(False, "no_consent", f"their consent is needed ({basis.name})", basis)
    words = {
        Ground.CONSENT: "they consented",
        Ground.CONFIRMED_CONSENT: "they consented and confirmed it",
        Ground.LEGITIMATE_INTEREST: "a legitimate interest is enough, and they did not object",
        Ground.OPT_OUT: "they did not opt out",
    }[ground]
    return Answer(True, ground.value, f"{words} ({basis.name})", basis, last)
