"""Receipts: every point of engagement, down to the facts, and what did not count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from accord.engine.session import AsOf, Session
from accord.identity import verdicts
from accord.program import words
from accord.program.model import Program
from accord.scoring import heard as heard_
from accord.scoring import spread, worth
from accord.scoring.heard import Heard
from accord.scoring.spread import Cell, Share
from accord.scoring.worth import ANONYMOUS, Worth
from accord.values import points, time
from accord.values.receipt import Reason, Receipt

COUNTED: Final = """
SELECT account, person, day, kind, CAST(sum(n) AS BIGINT) AS n
FROM counted
WHERE list_contains($accounts, account) AND day <= $today AND known_day <= $today
GROUP BY account, person, day, kind
HAVING CAST(sum(n) AS BIGINT) <> 0
"""
PEOPLE: Final = """
SELECT p.person, coalesce(p.name, p.email, 'Somebody without a name') AS name, p.title,
    w.role_millionths
FROM people p JOIN person_worth w ON p.person = w.person
WHERE list_contains($persons, p.person)
"""
NOW: Final = """
SELECT account, points, people_engaged FROM engagement_now
WHERE list_contains($accounts, account)
"""
_VERDICTS: Final = {1: "a machine did it", 2: "nobody knows yet whether a human did it"}
_UNCOUNTED_AT_MOST: Final = 200
"""So many fact ids stand with what did not count; the number of facts is always told."""


@dataclass(frozen=True)
class Person:
    """Whoever a unit is: a name, a title, one multiplier."""

    name: str
    title: str | None
    multiplier: int


@dataclass(frozen=True)
class Page:
    """Everything that the receipt of one account is written from."""

    account: int
    total: int
    people_engaged: int
    counted: dict[tuple[int, int, int], int]
    heard: list[Heard]
    people: dict[int, Person]


def engagement(session: Session, program: Program, as_of: AsOf, account: int) -> Receipt:
    """Return the receipt of one account's engagement."""
    return engagements(session, program, as_of, [account])[account]


def engagements(
    session: Session, program: Program, as_of: AsOf, accounts: Sequence[int]
) -> dict[int, Receipt]:
    """Return the receipts of several accounts' engagement."""
    known = worth.of(program)
    pages = _read(session, program, as_of, accounts)
    return {page.account: _receipt(page, known, program, as_of) for page in pages}


def _read(
    session: Session, program: Program, as_of: AsOf, accounts: Sequence[int]
) -> Iterable[Page]:
    wanted = list(accounts)
    heard = heard_.of(session, program, as_of, wanted)
    counted: dict[int, dict[tuple[int, int, int], int]] = {one: {} for one in wanted}
    for account, person, day, kind, n in session.rows(COUNTED, accounts=wanted, today=as_of.day):
        counted[account][person, day, kind] = n
    persons = sorted({person for some in counted.values() for person, _, _ in some})
    rows = session.rows(PEOPLE, persons=persons)
    people = {person: Person(name, title, worth_) for person, name, title, worth_ in rows}
    now = {row[0]: row[1:] for row in session.rows(NOW, accounts=wanted)}
    for account in wanted:
        total, engaged = now.get(account, (0, 0))
        yield Page(account, total, engaged, counted[account], heard[account], people)


def _receipt(page: Page, known: Worth, program: Program, as_of: AsOf) -> Receipt:
    units = _units(page, known)
    reasons = [_unit(page, unit, cells, known, as_of.day) for unit, cells in units.items()]
    reasons = [reason for reason in reasons if reason.points or reason.parts]
    reasons.sort(key=lambda reason: (-reason.points, reason.title))
    people = f"{page.people_engaged} {'person' if page.people_engaged == 1 else 'people'} engaged"
    return Receipt(
        "engagement",
        page.total,
        f"Engagement {points.in_words(page.total)}: {people}",
        program.version,
        as_of.day,
        tuple(reasons),
        tuple(_uncounted(page, known)),
    )


def _units(page: Page, known: Worth) -> dict[int, list[Cell]]:
    """Gather an account's cells by who holds them: a person or a pseudo-person."""
    human: dict[tuple[int, int, int], set[tuple[int, int, int]]] = {}
    for one in page.heard:
        if one.verdict == 0 and not one.is_left_out and one.scored >= 0:
            key = (one.person, one.day, one.scored)
            human.setdefault(key, set()).add((one.asset, one.burst, _kind_place(known, one.scored)))
    units: dict[int, list[Cell]] = {}
    for (person, day, code), n in page.counted.items():
        place = _kind_place(known, code)
        pseudo = int(known.pseudo_of_kind[place])
        known_person = person in page.people
        unit = known.pseudo_persons[pseudo][0] if pseudo >= 0 else person
        unit = unit if known_person or pseudo >= 0 else ANONYMOUS
        heard = max(len(human.get((person, day, code), ())), n)
        units.setdefault(unit, []).append(Cell(person, day, place, heard, n))
    return units


def _kind_place(known: Worth, code: int) -> int:
    return int(known.codes.searchsorted(code))


def _unit(page: Page, unit: int, cells: list[Cell], known: Worth, today: int) -> Reason:
    """Write the reason of one person or pseudo-person: its cells, and what its cap took off."""
    pseudo = {person: (multiplier, cap) for person, multiplier, cap in known.pseudo_persons}
    if unit in pseudo:
        multiplier, cap = pseudo[unit]
    else:
        multiplier, cap = page.people[unit].multiplier, known.engagement.person_cap
    shares = spread.shares(cells, multiplier, known, today)
    parts = [part for share in shares for part in _cell(page, share, known, today)]
    whole = sum(share.points for share in shares)
    if whole > cap:
        parts.append(_cap(unit, cap - whole, known))
    title = _name(page, unit, known)
    times = points.in_words(multiplier)
    return Reason(
        title=title,
        points=min(whole, cap),
        clause="engagement",
        detail=f"times {times}",
        parts=tuple(parts),
    )


def _cap(unit: int, off: int, known: Worth) -> Reason:
    if unit == ANONYMOUS:
        clause, what = "engagement.anonymous_cap", "Unlinked browsers"
    elif unit < 0:
        name = _capped_kind(unit, known)
        clause, what = (
            f"engagement.activities.{name}.account_cap",
            name.replace("_", " ").capitalize(),
        )
    else:
        clause, what = "engagement.person_cap", "One person"
    return Reason(f"{what} can't count for more", off, clause)


def _capped_kind(unit: int, known: Worth) -> str:
    return next(k.name for k in known.kinds if worth.capped_person(k.name) == unit)


def _name(page: Page, unit: int, known: Worth) -> str:
    if unit == ANONYMOUS:
        return "Unlinked browsers"
    if unit < 0:
        return _capped_kind(unit, known).replace("_", " ").capitalize()
    person = page.people[unit]
    return f"{person.name}, {person.title}" if person.title else person.name


def _cell(page: Page, share: Share, known: Worth, today: int) -> list[Reason]:
    """Write a cell's reason with its ledger rows, and one for what the daily limit took off."""
    cell = share.cell
    kind = known.kinds[cell.kind]
    clause = f"engagement.activities.{kind.name}"
    if not share.points and not kind.points:
        return []
    rows = [
        one
        for one in page.heard
        if (one.person, one.day, one.scored) == (cell.person, cell.day, kind.code)
        and one.verdict == 0
        and not one.is_left_out
    ]
    times = f", {cell.counted} times" if cell.counted > 1 else ""
    reason = Reason(
        title=f"{kind.name.replace('_', ' ').capitalize()}{times}",
        points=share.points + share.taken_off,
        clause=clause,
        detail=f"{time.from_day(cell.day).isoformat()}, {_ago(today - cell.day)}",
        cell=(page.account, cell.person, cell.day, kind.name),
        fact_ids=tuple(one.fact_id for one in rows),
        parts=_rows(rows, share.points + share.taken_off),
    )
    if not share.taken_off:
        return [reason]
    most = known.engagement.per_person_kind_per_day_at_most
    off = Reason(
        title=f"No more than {most} a day count",
        points=-share.taken_off,
        clause="engagement.per_person_kind_per_day_at_most",
        cell=reason.cell,
    )
    return [reason, off]


def _rows(rows: list[Heard], whole: int) -> tuple[Reason, ...]:
    """Spread a cell's points over its ledger rows by the bursts that each was first to tell."""
    if len(rows) == 1:
        return ()
    by_row: dict[tuple[int, int], list[Heard]] = {}
    for one in sorted(rows, key=lambda one: (one.known_day, one.asset)):
        by_row.setdefault((one.asset, one.known_day), []).append(one)
    told: set[tuple[int, int]] = set()
    firsts = [_firsts(some, told) for some in by_row.values()]
    got = points.share_out(whole, [len(first) for first in firsts])
    return tuple(
        Reason(
            title=some[0].title or some[0].asset_name or some[0].kind_name.replace("_", " "),
            points=part,
            fact_ids=tuple(one.fact_id for one in some),
            parts=_facts(some, first, part),
        )
        for some, first, part in zip(by_row.values(), firsts, got, strict=True)
    )


def _firsts(rows: list[Heard], told: set[tuple[int, int]]) -> set[Heard]:
    """Return the facts that are the first of their burst, and remember the bursts."""
    firsts = set()
    for one in sorted(rows, key=lambda one: one.key):
        if (one.asset, one.burst) not in told:
            told.add((one.asset, one.burst))
            firsts.add(one)
    return firsts


def _facts(rows: list[Heard], firsts: set[Heard], whole: int) -> tuple[Reason, ...]:
    """Spread a ledger row's points over its facts: only the first of a burst counts."""
    if len(rows) == 1:
        return ()
    got = points.share_out(whole, [int(one in firsts) for one in rows])
    return tuple(
        Reason(
            title=one.kind_name.replace("_", " "),
            points=part,
            detail="" if one in firsts else "the same burst",
            fact_ids=(one.fact_id,),
        )
        for one, part in zip(rows, got, strict=True)
    )


def _uncounted(page: Page, known: Worth) -> Iterable[Reason]:
    """List what was heard, but earned nothing, with why."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for one in page.heard:
        why = _why_not(one, page, known)
        if why is not None:
            clause, reason = why
            found.setdefault((reason, one.kind_name, clause), []).append(one.fact_id)
    for (reason, kind, clause), facts in sorted(found.items()):
        yield Reason(
            title=f"{kind.replace('_', ' ').capitalize()}: {len(facts)}",
            points=0,
            clause=clause,
            detail=reason,
            fact_ids=tuple(facts[:_UNCOUNTED_AT_MOST]),
        )


def _why_not(one: Heard, page: Page, known: Worth) -> tuple[str, str] | None:
    """Return the clause by which an act earns nothing, and why; None if it counts."""
    return _by_whom(one, known) or _by_kind(one, page, known)


def _by_whom(one: Heard, known: Worth) -> tuple[str, str] | None:
    if one.verdict in _VERDICTS:
        signs = verdicts.named(one.signs)
        weighed = (name for name in signs if known.engagement.verdicts.weight(name) > 0)
        why = "; ".join(words.SIGNS[name].title for name in weighed)
        said = _VERDICTS[one.verdict]
        return "engagement.verdicts", f"{said}: {why}" if why else said
    if one.excluded is not None:
        return "engagement.excluded_people", f"by {one.excluded.replace('_', ' ')}"
    if one.visitor is not None:
        rule = known.engagement.people_who_dont_buy[one.visitor]
        clause = f"engagement.people_who_dont_buy.{one.visitor}"
        return clause, ": ".join(filter(None, (one.visitor.replace("_", " "), rule.why)))
    return None


def _by_kind(one: Heard, page: Page, known: Worth) -> tuple[str, str] | None:
    if one.scored < 0:
        return "engagement.activities", "the program gives this kind no points"
    kind = known.kinds[_kind_place(known, one.scored)]
    clause = f"engagement.activities.{kind.name}"
    if not kind.points:
        return clause, "the program gives this kind no points"
    if (one.person, one.day, one.scored) not in page.counted:
        return clause, "it counts only for others"
    return None


def _ago(days: int) -> str:
    """Say how long ago a day was."""
    return "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
