"""Audiences on a page: the rule in words, who is kept back, and what the next file changes."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.connectors.audiences import files
from accord.connectors.audiences.members import Company
from accord.connectors.audiences.platforms import PLATFORMS, Platform
from accord.server.actions import audiences as actions
from accord.server.audiences import choosing, steps, suppressing
from accord.server.audiences.choosing import Choice
from accord.server.records.models import AppUser, Audience
from accord.server.records.queries import picture, programs
from accord.server.web import wording
from accord.values import ids

_NAMED: Final = 12
"""So many of those who come and go are named."""
_LEFT_OUT: Final = {
    suppressing.OPEN_DEAL: gettext_noop("open opportunities at 50 % or more"),
    suppressing.CUSTOMERS: gettext_noop("customers"),
}


def sheet(rows: Sequence[Audience], user: AppUser) -> dict[str, Any]:
    """Return what the list of audiences shows."""
    n = len(rows)
    words = ngettext("%(n)s audience follows the list.", "%(n)s audiences follow the list.", n)
    return {
        "headline": words % {"n": n} if n else _("No platform is told of anybody yet."),
        "rows": [_row(row) for row in rows],
        "may_change": user.access_role in actions.MAY,
        "platforms": [(one.id, one.title, one.is_of_people) for one in PLATFORMS.values()],
        "tiers": _tiers(),
        "plays": [(play.id, play.title) for play in programs.current_program().plays],
        "roles": [(name, wording.words(name)) for name in _roles()],
        "left_out": _left_out(),
    }


def one(row: Audience, user: AppUser) -> dict[str, Any]:
    """Return what the page of one audience shows."""
    kind = files.platform(row.platform)
    known = picture.reader() is not None
    choice = choosing.choose(row, timezone.now()) if known else Choice({}, ())
    change = steps.since_last(row, choice.members)
    n = sum(files.is_matchable(member) for member in choice.members.values())
    return _row(row) | {
        "headline": _headline(kind, n),
        "n": n,
        "found": choice.found,
        "holds": _holds(kind),
        "kept_back": choice.kept_back,
        "problem": files.problem_of(kind, n),
        "header": ",".join(kind.header),
        "source": kind.source,
        "change": change,
        "added": _named(choice, change.added, kind),
        "removed": _gone(change.removed, kind),
        "more_added": max(0, len(change.added) - _NAMED),
        "more_removed": max(0, len(change.removed) - _NAMED),
        "files": list(row.files.order_by("-pk")[:50]),
        "may_change": user.access_role in actions.MAY,
        "is_of_people": kind.is_of_people,
        "left_out": _left_out() if row.is_acquisition else "",
    }


def _row(row: Audience) -> dict[str, Any]:
    kind = PLATFORMS[row.platform]
    return {
        "public": row.public,
        "name": row.name,
        "platform": kind.title,
        "holds": _holds(kind),
        "rule": _rule(row),
        "last": row.files.order_by("-pk").first(),
        "created_by": row.created_by,
    }


def _headline(kind: Platform, n: int) -> str:
    if kind.is_of_people:
        words = ngettext(
            "%(n)s person may stand in it now.", "%(n)s people may stand in it now.", n
        )
    else:
        words = ngettext(
            "%(n)s account may stand in it now.", "%(n)s accounts may stand in it now.", n
        )
    return words % {"n": f"{n:,}" if n else _("No")}


def _holds(kind: Platform) -> str:
    return _("people") if kind.is_of_people else _("accounts")


def _rule(row: Audience) -> str:
    labels = dict(_tiers())
    tiers = ", ".join(labels.get(one, wording.words(one)) for one in row.tiers)
    said = [tiers or _("the whole target list")]
    if row.play:
        play = programs.current_program().play(row.play)
        title = play.title if play else wording.words(row.play)
        said.append(_("where “%(play)s” runs") % {"play": title})
    if row.roles:
        said.append(", ".join(wording.small_words(one) for one in row.roles))
    return "; ".join(said)


def _tiers() -> list[tuple[str, str]]:
    return list(programs.tier_labels().items())


def _roles() -> list[str]:
    found: dict[str, None] = {}
    for template in programs.current_program().buying_groups.values():
        found |= dict.fromkeys(template.roles)
    return list(found)


def _left_out() -> str:
    named = [_(_LEFT_OUT[one]) for one in suppressing.clauses() if one in _LEFT_OUT]
    return _(" and ").join(named)


def _named(choice: Choice, numbers: Sequence[int], kind: Platform) -> list[str]:
    """Name those who are new: a company by its name, a person by theirs."""
    found = []
    for number in numbers[:_NAMED]:
        member = choice.members[number]
        title = member.name if isinstance(member, Company) else member.name or member.email
        at = "" if isinstance(member, Company) else member.company
        found.append(f"{title} ({at})" if at and kind.is_of_people else title)
    return found


def _gone(numbers: Sequence[int], kind: Platform) -> list[str]:
    """Name those who are gone, as far as the picture still knows them."""
    reader = picture.reader()
    if reader is None or not numbers:
        return []
    some = list(numbers[:_NAMED])
    table, key = ("people", "person") if kind.is_of_people else ("accounts", "account")
    rows = reader.rows(
        f"SELECT {key} AS number, name FROM {reader.source(table)} "
        f"WHERE {key} IN (SELECT unnest($numbers))",
        numbers=some,
    )
    names = {row["number"]: row["name"] for row in rows}
    return [
        names.get(number) or _("no longer known, %(id)s") % {"id": ids.public_id(number)}
        for number in some
    ]
