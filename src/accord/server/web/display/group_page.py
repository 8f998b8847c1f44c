"""The page of a buying group: who plays which part, how sure that is, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.groups import completeness, graph
from accord.groups.graph import Stander
from accord.groups.relations import Relations
from accord.program.model import Program
from accord.server.records.queries.account_page import (
    AccountPage,
    Group,
    Member,
    PersonRow,
    RoleOf,
    Seat,
)
from accord.server.web import drawing, wording
from accord.server.web.display import account_group, account_head, group_graph
from accord.server.web.display.group_graph import Label
from accord.values import points
from accord.values.errors import NotFoundError

VIEWS: Final = {
    "role": gettext_noop("By role"),
    "department": gettext_noop("By department and level"),
    "graph": gettext_noop("As a graph"),
}
LEVELS: Final = (
    (gettext_noop("Executive"), ("c_level", "vp")),
    (gettext_noop("Leader"), ("director", "manager")),
    (gettext_noop("Practitioner"), ("practitioner", "junior", "unknown")),
)
_WITHOUT_AT_MOST: Final = 50
_DRAWN_AT_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person: which part, how sure and why, how fresh, how to reach, how engaged."""

    public_id: str
    name: str
    title: str
    state: str
    role: str
    is_confirmed: bool
    sure: str
    evidence: str
    checked: str
    reach: str
    is_out_of_reach: bool
    points: str
    last: str
    contact: str


@dataclass(frozen=True, slots=True)
class RoleBlock:
    """One role: its seats, what it gives to completeness, and who plays it."""

    code: str
    title: str
    seats: SafeString
    words: str
    gives: str
    is_lacking: bool
    people: tuple[PersonCard, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """One department: its people executive, leading, practising."""

    title: str
    cells: tuple[tuple[str, tuple[PersonCard, ...]], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: which group, which view, and whether people may be named."""

    solution: str
    view: str
    is_named: bool


def group_of(page: AccountPage, program: Program, solution: str) -> Group:
    """Return the group asked for, the main one if none is; an empty one if nobody is known."""
    if solution and solution not in program.solutions:
        message = _("There is no solution %(what)s; there are %(all)s.")
        raise NotFoundError(message % {"what": solution, "all": ", ".join(program.solutions)})
    wanted = solution or getattr(account_head.main_group(page), "solution", "")
    found = next((group for group in page.groups if group.solution == wanted), None)
    name = wanted or next(iter(program.solutions))
    return found or Group(name, None, 0, 0, 0, (), False, (), (), ())


def sheet(
    page: AccountPage, program: Program, relations: Relations, asked: Asked, today: int
) -> dict[str, Any]:
    """Return what the page's template reads."""
    if not asked.is_named:
        page = _nameless(page)
    group = group_of(page, program, asked.solution)
    view = asked.view if asked.view in VIEWS else "role"
    blocks = _blocks(page, group, program, relations, today)
    playing = {card.public_id for block in blocks for card in block.people}
    everybody = _cards(page, group, relations, today)
    without = [card for card in everybody if card.public_id not in playing]
    seats = sum(seat.required for seat in group.seats)
    return {
        "row": page.row,
        "headline": _headline(page, group),
        "solution": group.solution,
        "solutions": [
            (name, clause.title, name == group.solution)
            for name, clause in program.solutions.items()
        ],
        "views": [(code, _(title), code == view) for code, title in VIEWS.items()],
        "view": view,
        "alarms": alarms(group),
        "blocks": blocks,
        "without": without[:_WITHOUT_AT_MOST],
        "n_without": len(without),
        "roles": tuple(
            (name, wording.words(name)) for name in program.group_of(group.solution).roles
        ),
        "departments": _departments(everybody, page) if view == "department" else (),
        "levels": [_(title) for title, _levels in LEVELS],
        "graph": _graph(page, group, program, relations) if view == "graph" else "",
        "percent": "–" if group.completeness is None else f"{group.completeness:.0f} %",
        "n_seats": seats,
        "known": group.known,
        "engaged": group.engaged,
        "lacking": [block for block in blocks if block.is_lacking],
        "is_named": asked.is_named,
        "has_receipt": group.required > 0,
    }


def alarms(group: Group) -> list[str]:
    """Say what is wrong with a group, and what to do about it."""
    said = {
        "single_threaded": _("Everything rests on one person: bring a second one in."),
        "champion_lost": _("The champion left, is silent or can't be reached: find another."),
        "stale": _("Nobody checked this group for long: confirm the roles again."),
    }
    return [said.get(alarm, wording.words(alarm)) for alarm in group.alarms]


def _headline(page: AccountPage, group: Group) -> str:
    name = page.row.name
    if not group.required:
        return _("No role is required of %(name)s now.") % {"name": name}
    words = _("%(k)s of the %(r)s people who decide at %(name)s are known, %(e)s engaged.")
    return words % {"k": group.known, "r": group.required, "name": name, "e": group.engaged}


def _nameless(page: AccountPage) -> AccountPage:
    """Take away what is personal: name, address, telephone, and how they were matched."""
    people = tuple(
        replace(p, name=_("Somebody"), email=None, phone=None, match_reason=None)
        for p in page.people
    )
    groups = tuple(
        replace(g, members=tuple(replace(m, name=_("Somebody")) for m in g.members))
        for g in page.groups
    )
    return replace(page, people=people, groups=groups)


def _blocks(
    page: AccountPage, group: Group, program: Program, relations: Relations, today: int
) -> list[RoleBlock]:
    cards = _cards(page, group, relations, today)
    counted = {seat.role: seat for seat in group.seats}
    seats = [
        counted.get(name) or Seat(name, role.weight, 0, 0, 0, 0, 0)
        for name, role in program.group_of(group.solution).roles.items()
    ]
    gives = completeness.shares(
        completeness.Seat(seat.role, int(seat.weight), seat.required, seat.known) for seat in seats
    )
    full = completeness.shares(
        completeness.Seat(seat.role, int(seat.weight), seat.required, seat.required)
        for seat in seats
    )
    ranked = sorted(seats, key=lambda seat: (not seat.required, -seat.weight, seat.role))
    return [
        RoleBlock(
            code=seat.role,
            title=wording.words(seat.role),
            seats=drawing.seats(account_group.seat_states(seat) if seat.required else []),
            words=_seat_words(seat),
            gives=_("%(g)s of %(f)s %%")
            % {"g": f"{gives[seat.role]:.1f}", "f": f"{full[seat.role]:.1f}"}
            if seat.role in gives
            else "",
            is_lacking=seat.known < seat.required,
            people=tuple(card for card in cards if card.role == seat.role),
        )
        for seat in ranked
    ]


def _seat_words(seat: Seat) -> str:
    if not seat.required:
        return _("not required now")
    return _("%(k)s of %(r)s known, %(a)s reachable, %(e)s engaged · weight %(w)s") % {
        "k": seat.known,
        "r": seat.required,
        "a": seat.reachable,
        "e": seat.engaged,
        "w": f"{seat.weight:g}",
    }


def _cards(page: AccountPage, group: Group, relations: Relations, today: int) -> list[PersonCard]:
    members = {member.person: member for member in group.members}
    return [
        _card(person, group, members.get(person.person), relations, today)
        for person in page.people
        if not person.excluded
    ]


def _card(
    person: PersonRow, group: Group, member: Member | None, relations: Relations, today: int
) -> PersonCard:
    said = next((r for r in person.roles if r.solution == group.solution), None)
    tie = relations.with_us.get(person.person)
    checked = member.checked_day if member else None
    return PersonCard(
        public_id=person.public_id,
        name=person.name or person.email or _("Somebody"),
        title=person.title or _("title unknown"),
        state=account_head.person_state(person, group),
        role=said.role if said else "",
        is_confirmed=bool(said and said.is_confirmed),
        sure=_sure(said),
        evidence=said.evidence if said else _("No title or record says which part they play."),
        checked=_("checked %(day)s") % {"day": wording.day(checked, today)} if checked else "",
        reach=_reach(person, member),
        is_out_of_reach=member is not None and not member.is_reachable,
        points=points.in_words(person.points, 0),
        last=_("last heard %(day)s") % {"day": wording.day(person.last_day, today)}
        if person.last_day is not None
        else _("nothing heard yet"),
        contact=ngettext("spoke with us once", "spoke with us %(n)s times", tie.n) % {"n": tie.n}
        if tie
        else "",
    )


def _sure(said: RoleOf | None) -> str:
    if said is None:
        return ""
    if said.is_confirmed:
        return _("confirmed")
    return _("likely, %(n)s %%") % {"n": round(100 * said.confidence)}


def _reach(person: PersonRow, member: Member | None) -> str:
    """Say whether somebody can be reached, and what stands in the way."""
    if member and member.is_reachable:
        return _("can be reached")
    if person.is_bounced:
        return _("the address bounces")
    if person.is_opted_out:
        return _("asked not to be written to")
    if member is None:
        return ""
    return _("no address, or no consent")


def _departments(cards: Sequence[PersonCard], page: AccountPage) -> list[Cells]:
    people = {person.public_id: person for person in page.people}
    known = sorted({people[card.public_id].department for card in cards})
    return [
        Cells(
            wording.words(name),
            tuple(
                (
                    _(title),
                    tuple(
                        card
                        for card in cards
                        if people[card.public_id].department == name
                        and people[card.public_id].level in levels
                    ),
                )
                for title, levels in LEVELS
            ),
        )
        for name in sorted(known, key=lambda name: (name in {"unknown", "other"}, name))
    ]


def _graph(page: AccountPage, group: Group, program: Program, relations: Relations) -> SafeString:
    people = [person for person in page.people if not person.excluded][:_DRAWN_AT_MOST]
    roles = {member.person: member for member in group.members}
    needed = {seat.role for seat in group.seats if seat.required}
    shown = [
        name
        for name in program.group_of(group.solution).roles
        if name in needed or any(member.role == name for member in group.members)
    ]
    standers = [
        Stander(p.person, roles[p.person].role, roles[p.person].is_confirmed)
        if p.person in roles
        else Stander(p.person, None)
        for p in people
    ]
    found = graph.lay_out(shown, standers, relations)
    labels = {graph.US: Label(_("Us"), state="us")}
    labels |= {
        graph.person_key(p.person): Label(
            p.name or p.email or _("Somebody"),
            p.title or "",
            account_head.person_state(p, group),
        )
        for p in people
    }
    lacking = set(group.missing)
    labels |= {
        graph.role_key(name): Label(
            wording.words(name), state="empty" if name in lacking else "seat"
        )
        for name in shown
    }
    words = ngettext("%(n)s person", "%(n)s people", len(people)) % {"n": len(people)}
    told = _("%(people)s of %(name)s, %(n)s of whom speak with us")
    n = sum(p.person in relations.with_us for p in people)
    return group_graph.draw(found, labels, told % {"people": words, "name": page.row.name, "n": n})
