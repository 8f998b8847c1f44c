"""The account brief: seven questions, each answered in claims that cite what they rest on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from accord.content import acts, claims, words
from accord.program.model import Program
from accord.values import points

Row = Mapping[str, Any]

_FEW: Final = 5
_STRONG_SHARE: Final = 0.7


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence; what it rests on: facts by id, or a clause of the program.

    `is_gap` marks what is missing: work rather than knowledge.
    """

    text: str
    fact_ids: tuple[str, ...] = ()
    clause: str = ""
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One question about the account and its answer."""

    key: str
    question: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """One account on one page."""

    account: int
    name: str
    headline: str
    as_of_day: int
    program_version: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody there did, as a fact told it."""

    fact_id: str
    day: int
    kind: str
    person: int
    asset: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class AccountPicture:
    """Everything known of one account: the rows of its tables, its acts, and its sources.

    `tables` holds rows by the name of their table; `acts` the latest first; `sources` the
    fact ids behind records, by (kind of fact, what it is about), where 0 is the account.
    """

    account: int
    tables: Mapping[str, Sequence[Row]]
    acts: Sequence[Act] = ()
    sources: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)

    def rows(self, table: str) -> Sequence[Row]:
        """Return the rows of a table; none when it has none."""
        return self.tables.get(table, ())

    def row(self, table: str) -> Row:
        """Return the one row of a table; an empty one when there is none."""
        found = self.rows(table)
        return found[0] if found else {}

    def facts(self, kind: str, about: int = 0) -> tuple[str, ...]:
        """Return the ids of the facts of a kind that are about something."""
        return self.sources.get((kind, about), ())


def render(picture: AccountPicture, program: Program, as_of_day: int) -> Brief:
    """Answer the seven questions about an account."""
    row = picture.row("account_rows") or picture.row("accounts")
    name = row.get("name") or row.get("domain") or "This account"
    sections = [
        Section(key, question, tuple(answer(picture, program, as_of_day)))
        for key, question, answer in _SECTIONS
    ]
    return Brief(
        picture.account,
        name,
        headline(picture, program),
        as_of_day,
        program.version,
        tuple(sections),
    )


def headline(picture: AccountPicture, program: Program) -> str:
    """Say where the account stands, who is in and who is missing."""
    row = picture.row("account_rows")
    stage = str(row.get("stage") or "unaware")
    titles = {one.id: one.title for _, one in program.stages.every()}
    seats = _seats(picture)
    engaged = [s["role"] for s in seats if s["engaged"] > 0]
    missing = [s["role"] for s in seats if s["known"] < s["required"] and not s["engaged"]]
    standing = words.Standing(
        name=str(row.get("name") or row.get("domain") or "This account"),
        stage=stage,
        stage_title=titles.get(stage, words.spelled(stage)),
        engaged_roles=tuple(engaged),
        missing_roles=tuple(missing),
        title_by_role=tuple(_short_titles(picture, engaged)),
    )
    return words.headline(standing)


def _seats(picture: AccountPicture) -> list[Row]:
    row = picture.row("account_rows")
    seats = [s for s in picture.rows("seats_now") if s["solution"] == row.get("solution")]
    return sorted(seats, key=lambda s: (-s["weight"], s["role"]))


def _short_titles(picture: AccountPicture, roles: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Pair a role with the title of its one engaged member, where that is short."""
    titles = {one["person"]: one["title"] for one in picture.rows("people")}
    for role in roles:
        members = [m for m in picture.rows("members") if m["role"] == role and m["is_engaged"]]
        title = titles.get(members[0]["person"]) if len(members) == 1 else None
        if title and len(title) <= _SHORT_TITLE and role != "champion":
            yield role, title


_SHORT_TITLE: Final = 12


def _why_account(picture: AccountPicture, program: Program, _day: int) -> Iterable[Claim]:
    row, target = picture.row("account_rows"), picture.row("targets")
    facts = picture.facts("companies")
    fit = picture.row("fit")
    if fit.get("points") is not None:
        band = fit.get("band") or program.profile.bands.of(fit["points"])
        text = f"Fit {points.in_words(fit['points'], 0)} of 100 ({band})"
        yield Claim(words.sentence(text), facts, "profile")
    reasons = sorted(picture.rows("fit_reasons"), key=lambda r: (-r["points"], r["criterion"]))
    strong = [r for r in reasons if r["is_known"] and _share(r) >= _STRONG_SHARE]
    for one in strong[:3]:
        said = f"{words.spelled(one['criterion'])}: {words.value(one['value_text'])}"
        yield Claim(words.sentence(said), facts, f"profile.criteria.{one['criterion']}")
    unknown = [words.spelled(r["criterion"]) for r in reasons if not r["is_known"]]
    if unknown:
        yield Claim(f"Not known: {words.listing(unknown)}.", is_gap=True, clause="profile.criteria")
    if target.get("why"):
        code = target.get("tier") or row.get("tier")
        labels = {str(name): one.label for name, one in program.tiers.items()}
        tier = labels.get(code or "") or words.tier(code)
        yield Claim(words.sentence(f"{tier}: {target['why']}"), facts, "ranking")


def _share(reason: Row) -> float:
    return reason["points"] / reason["max_points"] if reason["max_points"] else 0.0


def _who_decides(picture: AccountPicture, program: Program, _day: int) -> Iterable[Claim]:
    people = {one["person"]: one for one in picture.rows("people")}
    solution = str(picture.row("account_rows").get("solution") or "")
    members = [m for m in picture.rows("members") if m["solution"] == solution]
    for one in sorted(members, key=lambda m: (-m["points"], m["person"]))[:_FEW]:
        person = people.get(one["person"], {})
        state = "engaged" if one["is_engaged"] else "reached" if one["is_reached"] else "known"
        sure = "confirmed" if one["is_confirmed"] else f"{one['confidence']:.0%} sure"
        who = acts.who(person.get("name") or person.get("email"), person.get("title"))
        text = f"{who} is {words.part(one['role'])}, {state} ({sure})"
        yield Claim(words.sentence(text), picture.facts("people", one["person"]))
    sold = program.solutions.get(solution)
    group = sold.buying_group if sold else ""
    for seat in _seats(picture):
        if seat["known"] < seat["required"]:
            need = words.missing(seat["role"], seat["known"], seat["required"])
            clause = f"buying_groups.{group}.roles.{seat['role']}"
            yield Claim(f"Missing: {need}.", clause=clause, is_gap=True)


def _what_they_did(picture: AccountPicture, _program: Program, day: int) -> Iterable[Claim]:
    people = {one["person"]: one for one in picture.rows("people")}
    groups: dict[tuple[int, str, str | None], list[Act]] = {}
    for act in picture.acts:
        groups.setdefault((act.person, act.kind, act.asset), []).append(act)
    for (number, kind, asset), some in list(groups.items())[: _FEW + 1]:
        person = people.get(number, {})
        said = acts.did(kind, asset, len(some))
        who = acts.who(person.get("name") or person.get("email"), person.get("title"))
        quote = next((f": \u201c{act.text}\u201d" for act in some if act.text), "")
        days = {act.day for act in some}
        last = ", last " if len(days) > 1 else " "
        text = f"{who} {said}{last}{words.ago(max(days), day)}{quote}"
        yield Claim(words.sentence(text), tuple(act.fact_id for act in some))
    if not groups:
        yield Claim("Nothing was heard from them lately.", is_gap=True, clause="engagement")


def _why_now(picture: AccountPicture, program: Program, day: int) -> Iterable[Claim]:
    rising = picture.row("rising")
    if rising.get("is_rising"):
        recent = tuple(act.fact_id for act in picture.acts)
        people = words.actors(int(rising["people"]))
        text = f"Interest is rising: {people} in 28 days, above its own usual"
        yield Claim(words.sentence(text), recent, "rising")
    for one in picture.rows("triggers"):
        rule = program.triggers.get(one["kind"])
        if rule and 0 <= day - one["day"] <= rule.window:
            text = f"{one['title'] or words.spelled(one['kind'])}, {words.ago(one['day'], day)}"
            facts = picture.facts("trigger_events", one["day"])
            yield Claim(words.sentence(text), facts, f"triggers.{one['kind']}")
    for one in sorted(picture.rows("intent"), key=lambda i: -i["day"])[:2]:
        source = f"{words.spelled(one['vendor'])} reports research on {one['topic']}"
        text = f"{source}, {words.ago(one['day'], day)}: evidence, not proof"
        yield Claim(words.sentence(text), picture.facts("intent", one["day"]), "intent")
    row = picture.row("account_rows")
    if row.get("why_now"):
        latest = tuple(act.fact_id for act in picture.acts[:1])
        yield Claim(row["why_now"], latest, "engagement")


def _where_it_stands(picture: AccountPicture, program: Program, day: int) -> Iterable[Claim]:
    titles = {one.id: one.title for _, one in program.stages.every()}
    for now in picture.rows("stage_now"):
        title = titles.get(now["stage"], words.spelled(now["stage"]))
        stalled = "; it has stalled" if now["is_stalled"] else ""
        days = day - now["since_day"]
        text = f"{words.spelled(now['motion'])} business: {title} for {days} days{stalled}"
        facts = tuple(act.fact_id for act in picture.acts)
        yield Claim(words.sentence(text), facts, f"stages.{now['motion']}")
    for deal in picture.rows("opportunities"):
        facts = picture.facts("opportunities", deal["opportunity"])
        if not deal["is_closed"]:
            text = f"Open opportunity \u201c{deal['name']}\u201d at {deal['stage']}"
            yield Claim(words.sentence(text), facts)
        elif not deal["is_won"]:
            why = f": {words.spelled(deal['loss_reason'])}" if deal.get("loss_reason") else ""
            when = words.ago(deal["closed_day"], day) if deal["closed_day"] else "before"
            yield Claim(words.sentence(f"Lost \u201c{deal['name']}\u201d {when}{why}"), facts)


def _what_to_say(picture: AccountPicture, program: Program, _day: int) -> Iterable[Claim]:
    row = picture.row("account_rows")
    seats = _seats(picture)
    present = [s["role"] for s in seats if s["known"] > 0] or [s["role"] for s in seats]
    for said in claims.for_roles(program, present, claims.variables(row)):
        clause = f"messages.claims.{said.claim}"
        roles = words.listing([f"the {words.bare_role(r)}" for r in said.roles])
        yield Claim(words.sentence(f"To {roles}: {said.text}"), clause=clause, is_gap=said.is_open)
        if said.proof:
            proof = words.listing([words.spelled(one) for one in said.proof])
            yield Claim(words.sentence(f"Proof: {proof}"), clause=clause)


def _what_next(picture: AccountPicture, _program: Program, _day: int) -> Iterable[Claim]:
    step = picture.row("next_steps")
    if not step:
        yield Claim("Nothing is due: no rule asks for a step today.", clause="plays")
        return
    owner = step.get("owner") or "whoever takes the account"
    text = f"{step['verb']}, by {owner}, until {words.day(step['due_day'])}"
    acted = tuple(a.fact_id for a in picture.acts if a.person and a.person == step["person"])
    yield Claim(words.sentence(text), acted, f"plays.{step['play']}")
    yield Claim(step["reason"], acted, f"plays.{step['play']}")


_Answer = Callable[[AccountPicture, Program, int], Iterable[Claim]]
_SECTIONS: Final[tuple[tuple[str, str, _Answer], ...]] = (
    ("why_account", "Why this account?", _why_account),
    ("who_decides", "Who decides, and who is missing?", _who_decides),
    ("what_they_did", "What did they see and do?", _what_they_did),
    ("why_now", "Why now?", _why_now),
    ("where_it_stands", "Where does it stand?", _where_it_stands),
    ("what_to_say", "What to say?", _what_to_say),
    ("what_next", "What next, and by whom?", _what_next),
)
