"""Where every account stands, for each solution and motion: journeys, stage now, qualification."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pyarrow as pa

from accord.engine.session import AsOf, Session
from accord.program import rules
from accord.program.model import Program
from accord.program.words import Motion
from accord.scoring import calendar, looks
from accord.scoring import measures as scored
from accord.stages import deals, decided, journeys, measures, stalls
from accord.stages.conditions import Field
from accord.stages.deals import FAR, Grid, Ints
from accord.stages.measures import Case, Told
from accord.stages.moves import Span
from accord.values import ids

_BY_SOLUTION: Final = frozenset(
    {"roles_engaged", "key_role_engaged", "engagement_outside_owning_team"}
)
"""Measures that depend on who plays which part for a solution."""

_LIVELY: Final = """
SELECT account FROM intent UNION SELECT account FROM opportunities
UNION SELECT account FROM subscriptions UNION SELECT account FROM decisions
"""
"""Of whom something with a date was heard, beside those of whom anything counts."""

_EXCLUDED: Final = (
    "SELECT account FROM fit WHERE excluded IS NOT NULL OR must_have_failed IS NOT NULL"
)
_FIRST_DECISION: Final = "SELECT min(day) FROM decisions WHERE account <> 0"
_HAND_RAISES: Final = "SELECT account, known_day FROM counted WHERE kind = $kind AND n > 0"
_CHAMPION_DAYS: Final = """
SELECT c.account, c.day FROM counted c
JOIN members m ON m.account = c.account AND m.person = c.person
WHERE m.role = 'champion' AND m.solution = $solution AND c.n > 0
"""
_LOST_CHAMPIONS: Final = """
SELECT DISTINCT m.account FROM members m JOIN people p ON p.person = m.person
WHERE m.role = 'champion' AND m.solution = $solution AND (p.is_bounced OR p.is_opted_out)
"""
_PLACE: Final = """
1000 * CASE WHEN motion = 'renew' AND list_contains($renew::VARCHAR[], stage) THEN 0
            WHEN motion = 'expand' AND list_contains($expand::VARCHAR[], stage) THEN 1
            WHEN motion = 'win_back' THEN 2
            WHEN motion = 'new' THEN 3
            ELSE 4 END + list_position($solutions::VARCHAR[], solution)
"""
_JOURNEYS: Final = pa.schema(
    {
        "account": pa.int64(),
        "solution": pa.string(),
        "motion": pa.string(),
        "seq": pa.int32(),
        "stage": pa.string(),
        "entered_day": pa.int32(),
        "left_day": pa.int32(),
        "why": pa.string(),
    }
)
_QUALIFICATIONS: Final = pa.schema(
    {
        "account": pa.int64(),
        "solution": pa.string(),
        "motion": pa.string(),
        "rule": pa.string(),
        "start_day": pa.int32(),
        "end_day": pa.int32(),
        "reasons": pa.string(),
    }
)


@dataclass(frozen=True)
class Block:
    """A range of accounts with the measures that scoring makes of them, each made once."""

    case: scored.Case
    looks: Ints
    made: dict[tuple[str | None, rules.Wanted], Ints] = field(default_factory=dict)

    @property
    def accounts(self) -> Ints:
        """The accounts, ascending."""
        return self.case.warmth.accounts

    def value(self, wanted: rules.Wanted) -> Ints:
        """Return one measure by account and look, from the first act that counts on."""
        name, within = wanted
        key = (self.case.solution if name in _BY_SOLUTION else None, wanted)
        if key not in self.made:
            make = scored.MEASURES.get(name)
            self.made[key] = make(self.case, within) if make else scored.value(self.case, wanted)
        return self.made[key]


@dataclass
class _Found:
    journeys: list[pa.Table] = field(default_factory=list)
    qualifications: list[pa.Table] = field(default_factory=list)


def place(session: Session, program: Program, as_of: AsOf) -> None:
    """Make journeys, stage_now and qualifications from the measures at every look."""
    told = {name: _read(session, program, name) for name in program.solutions}
    asked = _pairs(session.rows(_HAND_RAISES, kind=ids.code32("hand_raise")))
    found = _Found()
    for block in _blocks(session, program, as_of):
        motions: list[tuple[str, journeys.Motions]] = []
        for solution, one in told.items():
            there = replace(block, case=replace(block.case, solution=solution))
            motions += [(solution, motion) for motion in _motions(program, one, there, asked)]
        placed = journeys.place([motion for _, motion in motions])
        for (solution, motion), (stays, qualified) in zip(motions, placed, strict=True):
            _keep(found, (solution, motion), stays, qualified)
    _publish(session, program, as_of, found)


def _blocks(session: Session, program: Program, as_of: AsOf) -> Iterator[Block]:
    """Yield ranges of accounts with their looks.

    An account of which nothing with a date was ever heard stands today where it stood at
    the first look, so one look is enough for it. Which look is the first looks across
    accounts: where it was given, it stays.
    """
    scene = looks.scene(session, program)
    if not session.has("first_look"):
        heard = int(looks.days(session, program, as_of)[0])
        ((decided_on,),) = session.rows(_FIRST_DECISION)
        first = min(heard, as_of.day if decided_on is None else decided_on)
        session.register("first_look", pa.table({"day": pa.array([first], pa.int32())}))
    ((first,),) = session.rows("SELECT day FROM first_look")
    days = calendar.looks(min(first, as_of.day), as_of.day, program.first_weekday)
    told = session.arrow(_LIVELY).column("account").to_numpy()
    lively = np.isin(scene.accounts, told) | np.isin(scene.accounts, scene.cells.account)
    for accounts, chosen in ((scene.accounts[lively], days), (scene.accounts[~lively], days[:1])):
        for case in looks.cases(replace(scene, accounts=accounts), chosen):
            yield Block(case, chosen)


def _wanted(program: Program, motion: Motion) -> set[rules.Wanted]:
    """Return the measures that one motion asks for, those of leaving its stages included."""
    asked: list[rules.Rule] = []
    found: set[rules.Wanted] = set()
    for stage in program.stages.of(motion):
        asked.append(stage.enter)
        if isinstance(stage.enter, rules.Named):
            asked += [part for way in program.qualification.any for part in way.all]
        if stage.leave and stage.leave.unless:
            asked.append(stage.leave.unless)
        if stage.leave and stage.leave.unless_accepted:
            found.add(("handoff_state", None))
        if stage.leave and stage.leave.below_percent_of_entry is not None:
            found.add(("engagement", None))
    return found | {one.wanted for rule in asked for one in rules.conditions(rule)}


def _read(session: Session, program: Program, solution: str) -> Told:
    decisions = decided.read(session)
    return Told(
        deals=deals.read_deals(session, program, solution),
        terms=deals.read_terms(session, program, solution),
        healths=deals.read_healths(session, program, solution),
        decisions=decisions,
        lists=decided.signed_lists(session, decisions),
        excluded=np.array([row[0] for row in session.rows(_EXCLUDED)], np.int64),
        champion_days=_pairs(session.rows(_CHAMPION_DAYS, solution=solution)),
        lost_champions=np.array(
            [row[0] for row in session.rows(_LOST_CHAMPIONS, solution=solution)], np.int64
        ),
    )


def _pairs(rows: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    columns = np.array(rows, np.int64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def _motions(
    program: Program, told: Told, block: Block, asked: tuple[Ints, Ints]
) -> Iterator[journeys.Motions]:
    """Lay out the motions that apply to a block: new for all, the others where they begin."""
    grid = Grid(block.accounts, block.looks)
    owns = deals.owned(grid, told.deals, told.terms)
    won_back = _win_back_from(program, told, grid, owns)
    size = block.looks.size
    every = np.arange(block.accounts.size)
    none = np.zeros(every.size, np.int64)
    yield _motion(program, told, block, ("new", every, Span(none, won_back), asked))
    customers = np.flatnonzero(owns.any(axis=1))
    first = np.argmax(owns[customers], axis=1)
    later = np.arange(size)[None, :] > first[:, None]
    gone = later & ~owns[customers]
    end = np.where(gone.any(axis=1), np.argmax(gone, axis=1), size)
    for motion in ("expand", "renew"):
        if program.stages.of(motion) and customers.size:
            span = Span(first, end)
            yield _motion(program, told, block, (motion, customers, span, asked))
    back = np.flatnonzero(won_back < size)
    if program.stages.of("win_back") and back.size:
        span = Span(won_back[back], np.full(back.size, size))
        yield _motion(program, told, block, ("win_back", back, span, asked))


def _win_back_from(program: Program, told: Told, grid: Grid, owns: deals.Flags) -> Ints:
    """Return the look from which each account is one to win back; past the end where never."""
    size = grid.looks.size
    begins = np.full(grid.accounts.size, size, np.int64)
    rule = program.motions.get("win_back")
    if rule is None or rule.after_days is None:
        return begins
    lost = told.deals.account[~told.deals.is_won & (told.deals.closed < FAR)]
    rows, is_here = grid.rows_of(np.unique(np.concatenate([lost, told.terms.account])))
    rows = rows[is_here]
    part = Grid(grid.accounts[rows], grid.looks)
    is_quiet = ~owns[rows] & (deals.open_deals(part, told.deals) == 0)
    is_due = is_quiet & (deals.lost_for_days(part, told.deals, told.terms) >= rule.after_days)
    begins[rows] = np.where(is_due.any(axis=1), np.argmax(is_due, axis=1), size)
    return begins


def _motion(
    program: Program,
    told: Told,
    block: Block,
    one: tuple[Motion, Ints, Span, tuple[Ints, Ints]],
) -> journeys.Motions:
    motion, rows, span, asked = one
    grid = Grid(block.accounts[rows], block.looks)
    own_deals = (
        told.deals.of("new", "win_back") if motion in {"new", "win_back"} else told.deals.of(motion)
    )
    case = Case(grid, told, own_deals)
    wanted = _wanted(program, motion)
    theirs = {key: block.value(key) for key in wanted if key[0] not in measures.OWN}
    if rows.size < block.accounts.size:
        theirs = {key: values[rows] for key, values in theirs.items()}
    values = theirs | measures.own_values(case, wanted)
    named = {"strategic_with_reason": decided.fit_overridden(grid, told.decisions)}
    over = Field((grid.accounts.size, grid.looks.size), values, named)
    return journeys.Motions(program, motion, case, over, span, asked)


def _keep(
    found: _Found,
    placed: tuple[str, journeys.Motions],
    stays: journeys.Stays,
    qualified: journeys.Qualifications,
) -> None:
    solution, one = placed
    accounts = one.case.grid.accounts
    titles = pa.array([stage.id for stage in one.stages], pa.string())
    count = stays.rows.size
    found.journeys.append(
        pa.table(
            {
                "account": accounts[stays.rows],
                "solution": pa.repeat(solution, count),
                "motion": pa.repeat(one.motion, count),
                "seq": stays.seq.astype(np.int32),
                "stage": titles.take(pa.array(stays.stages)),
                "entered_day": stays.entered.astype(np.int32),
                "left_day": _or_null(stays.left),
                "why": pa.array(stays.why, pa.string()),
            },
            schema=_JOURNEYS,
        )
    )
    size = qualified.rows.size
    found.qualifications.append(
        pa.table(
            {
                "account": accounts[qualified.rows],
                "solution": pa.repeat(solution, size),
                "motion": pa.repeat(one.motion, size),
                "rule": pa.array(qualified.ways, pa.string()),
                "start_day": qualified.starts.astype(np.int32),
                "end_day": _or_null(qualified.ends),
                "reasons": pa.array(qualified.reasons, pa.string()),
            },
            schema=_QUALIFICATIONS,
        )
    )


def _or_null(days: Ints) -> pa.Array:
    return pa.array(days.astype(np.int32), mask=np.asarray(days >= FAR))


def _publish(session: Session, program: Program, as_of: AsOf, found: _Found) -> None:
    session.register("placed", pa.concat_tables([_JOURNEYS.empty_table(), *found.journeys]))
    session.make("journeys", "SELECT * FROM placed")
    qualified = pa.concat_tables([_QUALIFICATIONS.empty_table(), *found.qualifications])
    session.register("placed_qualifications", qualified)
    session.make("qualifications", "SELECT * FROM placed_qualifications")
    session.drop("placed", "placed_qualifications")
    _make_stage_now(session, program, as_of)


def _make_stage_now(session: Session, program: Program, as_of: AsOf) -> None:
    stalls.make(session, program, as_of.day)
    session.make(
        "stage_now",
        """
        SELECT j.account, j.solution, j.motion, j.stage, j.entered_day AS since_day,
               coalesce($day - j.entered_day >= l.days, false) OR s.account IS NOT NULL
                   AS is_stalled,
               j.why
        FROM journeys j
        LEFT JOIN stage_limits l USING (stage)
        LEFT JOIN slow_deals s ON s.stage = j.stage AND s.account = j.account
        WHERE j.left_day IS NULL
        """,
        day=as_of.day,
    )
    session.drop(*stalls.TABLES)
    _make_stage_first(session, program)


def _make_stage_first(session: Session, program: Program) -> None:
    """Make stage_first: of all motions of an account, the one to be shown first.

    A renewal or an expansion that has begun, then winning back, then new business.
    """
    begun = {
        motion: {stage.id for stage in program.stages.of(motion)[1:]}
        for motion in ("renew", "expand")
    }
    session.make(
        "stage_first",
        f"""
        SELECT s.* FROM stage_now s
        JOIN (SELECT account, min({_PLACE}) AS place FROM stage_now GROUP BY account) AS firsts
            ON firsts.account = s.account AND firsts.place = {_PLACE}
        """,
        renew=sorted(begun["renew"]),
        expand=sorted(begun["expand"]),
        solutions=list(program.solutions),
    )
