"""Who decides: the grid of departments and depths, the seats by role, and everybody known."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.program.model import Program
from accord.server.records.queries.account_page import AccountPage, Group, Member, PersonRow, Seat
from accord.server.web import drawing, wording
from accord.server.web.display import account_head

_DEPTHS: Final = (
    (gettext_noop("Executive"), ("c_level", "vp")),
    (gettext_noop("Leader"), ("director", "manager")),
    (gettext_noop("Practitioner"), ("practitioner", "junior", "unknown")),
)
_IN_A_CELL: Final = 2
_PEOPLE_AT_MOST: Final = 25
_ACTS_SHOWN: Final = 2


@dataclass(frozen=True, slots=True)
class Face:
    """One person in the grid."""

    public_id: str
    name: str
    title: str
    role: str
    last: str
    state: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One department at one depth: its people, or the work of finding somebody."""

    people: tuple[Face, ...]
    more: str
    words: str
    find_link: str
    is_outside: bool = True


@dataclass(frozen=True, slots=True)
class Depth:
    """One row of the grid."""

    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Department:
    """One column of the grid: its name and how many of its depths are filled."""

    title: str
    count: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One role of the group: its seats drawn, in words, and who sits there."""

    title: str
    drawing: SafeString
    words: str
    names: str
    is_missing: bool
    find_link: str


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A buying group as its card shows it."""

    solution: str
    subtitle: str
    completeness: str
    departments: tuple[Department, ...]
    depths: tuple[Depth, ...]
    seats: tuple[SeatLine, ...]
    note: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in the list of everybody known."""

    public_id: str
    name: str
    title: str
    contact: str
    state: str
    did: str
    why: str
    warning: str
    role_button: str
    role_code: str
    evidence: str


def cards(page: AccountPage, program: Program, today: int) -> list[GroupCard]:
    """Return one card for each buying group, the warmest first."""
    ranked = sorted(page.groups, key=lambda group: (-group.engaged, -group.known))
    return [_card(page, group, program, today) for group in ranked]


def _card(page: AccountPage, group: Group, program: Program, today: int) -> GroupCard:
    people = [person for person in page.people if not person.excluded]
    departments = _departments(people, group, program)
    rows = []
    for title, levels in _DEPTHS:
        cells = tuple(_cell(page, group, (name, levels, title), today) for name in departments)
        rows.append(Depth(_(title), cells))
    solution = program.solutions.get(group.solution)
    percent = "–" if group.completeness is None else f"{group.completeness:.0f} %"
    return GroupCard(
        solution=group.solution,
        subtitle=_("%(solution)s, 3 departments, 3 deep")
        % {"solution": solution.title if solution else wording.words(group.solution)},
        completeness=_("%(p)s complete, %(k)s of %(r)s known")
        % {"p": percent, "k": group.known, "r": group.required},
        departments=tuple(_column(name, people) for name in departments),
        depths=tuple(rows),
        seats=tuple(_seat_line(page, group, seat) for seat in _by_weight(group) if seat.required),
        note=_note(group),
    )


def _by_weight(group: Group) -> list[Seat]:
    return sorted(group.seats, key=lambda seat: (-seat.weight, seat.role))


def _departments(people: Sequence[PersonRow], group: Group, program: Program) -> list[str]:
    """Return the columns: those of the template, `buying_function` read as the solution's own."""
    template = None
    if group.solution in program.solutions:
        template = program.group_of(group.solution).three_by_three
        own = program.solutions[group.solution].buying_function
    names = [own if n == "buying_function" else n for n in template.departments] if template else []
    counted = Counter(p.department for p in people if p.department not in {"unknown", "other"})
    names += [name for name, _n in counted.most_common() if name not in names]
    return (names or ["finance", "it", "operations"])[:3]


def _column(name: str, people: Sequence[PersonRow]) -> Department:
    filled = sum(
        any(p.department == name and p.level in levels for p in people)
        for _title, levels in _DEPTHS
    )
    return Department(wording.words(name), _("%(n)s of 3") % {"n": filled})


def _cell(
    page: AccountPage, group: Group, place: tuple[str, Sequence[str], str], today: int
) -> Cell:
    department, levels, depth = place
    here = [
        p
        for p in page.people
        if p.department == department and p.level in levels and not p.excluded
    ]
    more = len(here) - _IN_A_CELL
    depth_words = {
        "Executive": _("No %(department)s executive"),
        "Leader": _("No %(department)s leader"),
        "Practitioner": _("No %(department)s practitioner"),
    }[depth]
    return Cell(
        people=tuple(_face(person, group, today) for person in here[:_IN_A_CELL]),
        more=ngettext("and one more", "and %(n)s more", more) % {"n": more} if more > 0 else "",
        words=depth_words % {"department": wording.small_words(department)},
        find_link=find_link(page, f"{wording.words(department)} {_(depth)}"),
    )


def _face(person: PersonRow, group: Group, today: int) -> Face:
    member = next((m for m in group.members if m.person == person.person), None)
    last = (
        _("last heard %(day)s") % {"day": wording.day(person.last_day, today)}
        if person.last_day is not None
        else _("nothing heard yet")
    )
    return Face(
        public_id=person.public_id,
        name=person.name or person.email or _("Somebody"),
        title=person.title or _("title unknown"),
        role=wording.words(member.role) if member and member.role else _("No role yet"),
        last=last if person.email or person.phone else _("no address yet"),
        state=account_head.person_state(person, group),
    )


def find_link(page: AccountPage, whom: str) -> str:
    """Return a search for people of a kind at the account; nothing is sent until it is pressed."""
    return "https://www.linkedin.com/search/results/people/?" + urlencode(
        {"keywords": f"{whom} {page.row.name}"}
    )


def _seat_line(page: AccountPage, group: Group, seat: Seat) -> SeatLine:
    sitting = sorted(
        (m for m in group.members if m.role == seat.role), key=lambda m: (-m.is_known, -m.points)
    )
    states = seat_states(seat)
    return SeatLine(
        title=wording.words(seat.role),
        drawing=drawing.seats(states),
        words=_("%(k)s of %(r)s known") % {"k": min(seat.known, seat.required), "r": seat.required}
        if seat.required
        else _("not required now"),
        names=_names(sitting),
        is_missing=seat.required > seat.known and not sitting,
        find_link=find_link(page, wording.words(seat.role)),
    )


def seat_states(seat: Seat) -> list[str]:
    """Return the state of every seat of a role: engaged first, then reachable, known, empty."""
    states: list[str] = []
    for state, n in (
        ("engaged", seat.engaged),
        ("reachable", seat.reachable),
        ("known", seat.known),
    ):
        states += [state] * max(0, n - len(states))
    wanted = max(seat.required, min(len(states), seat.required or 1))
    return (states + ["empty"] * wanted)[: max(1, wanted)]


def _names(members: Sequence[Member]) -> str:
    named = [
        f"{m.name or _('somebody')}" + ("" if m.is_known else _(" (perhaps)")) for m in members[:3]
    ]
    more = len(members) - len(named)
    return ", ".join(named) + (f" +{more}" if more > 0 else "")


def _note(group: Group) -> str:
    """Say what is wrong with the group: who is missing, and what alarms."""
    parts = []
    if group.missing:
        missing = wording.joined([wording.small_words(role) for role in group.missing])
        parts.append(
            ngettext(
                "One seat is empty: %(roles)s.",
                "%(n)s roles are not filled: %(roles)s.",
                len(group.missing),
            )
            % {"n": len(group.missing), "roles": missing}
        )
    if group.is_single_threaded:
        parts.append(_("Everything rests on one person."))
    parts += [wording.words(alarm) + "." for alarm in group.alarms if alarm != "single_threaded"]
    return " ".join(parts)


def people(page: AccountPage, today: int) -> list[PersonLine]:
    """Return everybody known, the warmest first, with what they did and which part they play."""
    group = account_head.main_group(page)
    acts: dict[int, list[str]] = {}
    for entry in page.timeline:
        did = acts.setdefault(entry.person or 0, [])
        if len(did) < _ACTS_SHOWN:
            when = wording.day(entry.day, today)
            did.append(f"{account_head.act(entry.kind, entry.n)} ({when})")
    return [
        _person(person, group, acts.get(person.person, ()))
        for person in page.people[:_PEOPLE_AT_MOST]
    ]


def more_people(page: AccountPage) -> str:
    """Say how many people are not shown."""
    more = len(page.people) - _PEOPLE_AT_MOST
    return ngettext("and one more", "and %(n)s more", more) % {"n": more} if more > 0 else ""


def _person(person: PersonRow, group: Group | None, acts: Sequence[str]) -> PersonLine:
    solution = group.solution if group else ""
    role = next((r for r in person.roles if r.solution == solution), None)
    warnings = [
        _("asked not to be written to") if person.is_opted_out else "",
        _("does not count: %(why)s") % {"why": wording.small_words(person.excluded)}
        if person.excluded
        else "",
    ]
    return PersonLine(
        public_id=person.public_id,
        name=person.name or person.email or _("Somebody"),
        title=person.title or _("title unknown"),
        contact=person.email or person.phone or "",
        state=account_head.person_state(person, group),
        did="; ".join(acts) or _("Nothing heard yet."),
        why=person.match_reason or "",
        warning="; ".join(w for w in warnings if w),
        role_button=_role_button(role.role, is_confirmed=role.is_confirmed)
        if role
        else _("Say the role"),
        role_code=role.role if role else "",
        evidence=role.evidence if role else _("No title or record says which part they play."),
    )


def _role_button(role: str, *, is_confirmed: bool) -> str:
    words = wording.words(role)
    return words if is_confirmed else _("%(role)s?") % {"role": words}


def people_words(page: AccountPage) -> str:
    """Say how many people are known and how many are engaged."""
    return _("%(n)s known, %(e)s engaged") % {
        "n": len(page.people),
        "e": sum(person.is_engaged for person in page.people),
    }
