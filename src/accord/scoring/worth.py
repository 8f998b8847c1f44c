"""What the program says an act is worth, as small tables that queries and arrays share."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from accord.engine.session import Session
from accord.facts import activity_kinds
from accord.program.engagement import PAGE_KINDS_OF, Activity, Engagement
from accord.program.model import Program
from accord.program.words import EXCLUDED_PEOPLE
from accord.values import ids, points

Ints = NDArray[np.int64]

ANONYMOUS: Final = -1
"""The pseudo-person that stands for all unlinked browsers of an account."""
NO_LIMIT: Final = 2**31 - 1
VISIT_CHANNEL: Final = "site"
_PAGE_ENDINGS: Final = ("page_view", "page_visit")


def capped_person(kind: str) -> int:
    """Return the pseudo-person that holds a kind which is capped by account."""
    return -ids.code32(kind)


@dataclass(frozen=True)
class Kind:
    """One scored kind, with its place in the tables of decay."""

    name: str
    code: int
    points: int
    decay: int
    clause: Activity

    @property
    def channel(self) -> str:
        """The channel that the kind comes by."""
        is_page = bool(self.clause.pages) or self.name.endswith(_PAGE_ENDINGS)
        return activity_kinds.channel_of(PAGE_KINDS_OF if is_page else self.name)

    @property
    def is_capped_by_account(self) -> bool:
        """Whether the kind has a cap of its own, and so a pseudo-person."""
        return self.clause.account_cap is not None


@dataclass(frozen=True)
class Worth:
    """A program's engagement clauses in the order of the kinds' codes."""

    engagement: Engagement
    kinds: tuple[Kind, ...]
    decay_names: tuple[str, ...]
    decays: tuple[tuple[int, ...], ...]
    junior: int
    unknown: int

    @cached_property
    def codes(self) -> Ints:
        """The kinds' codes, ascending."""
        return np.array([kind.code for kind in self.kinds], np.int64)

    @cached_property
    def points(self) -> Ints:
        """What one counted act of each kind is worth, in millionths."""
        return np.array([kind.points for kind in self.kinds], np.int64)

    @cached_property
    def decay_of_kind(self) -> Ints:
        """The place of each kind's table among `decays`."""
        return np.array([kind.decay for kind in self.kinds], np.int64)

    @cached_property
    def pseudo_persons(self) -> tuple[tuple[int, int, int], ...]:
        """(person, multiplier, cap) of every pseudo-person; the first is ANONYMOUS."""
        capped = [
            (capped_person(kind.name), points.MILLION, kind.clause.account_cap or 0)
            for kind in self.kinds
            if kind.is_capped_by_account
        ]
        anonymous = (
            ANONYMOUS,
            self.engagement.anonymous_multiplier,
            self.engagement.anonymous_cap,
        )
        return (anonymous, *capped)

    @cached_property
    def pseudo_of_kind(self) -> Ints:
        """The place of each kind's pseudo-person among `pseudo_persons`; -1 for none."""
        places = {person: place for place, (person, _, _) in enumerate(self.pseudo_persons)}
        return np.array(
            [
                places[capped_person(kind.name)] if kind.is_capped_by_account else -1
                for kind in self.kinds
            ],
            np.int64,
        )

    @cached_property
    def longest(self) -> int:
        """The age in days at which the last point is gone."""
        return max(len(table) for table in self.decays)

    @cached_property
    def decay_matrix(self) -> Ints:
        """What a point is worth, in millionths, by table and age; the last age is worth nothing."""
        matrix = np.zeros((len(self.decays), self.longest + 1), np.int64)
        for place, table in enumerate(self.decays):
            matrix[place, : len(table)] = table
        return matrix

    def place_of(self, name: str) -> int | None:
        """Find the place of a kind by its name."""
        return next((i for i, kind in enumerate(self.kinds) if kind.name == name), None)

    def where(self, *, visits: bool) -> NDArray[np.bool_]:
        """Tell of each kind whether it shows attention (or, narrower, a visit)."""
        return np.array(
            [
                kind.points > 0
                and not kind.is_capped_by_account
                and (not visits or kind.channel == VISIT_CHANNEL)
                for kind in self.kinds
            ],
            np.bool_,
        )


def of(program: Program) -> Worth:
    """Read what acts are worth out of a program."""
    engagement = program.engagement
    tables = engagement.decay_tables()
    names = tuple(tables)
    kinds = [
        Kind(
            name=name,
            code=ids.code32(name),
            points=clause.points,
            decay=names.index(engagement.decay_of(name).name),
            clause=clause,
        )
        for name, clause in engagement.activities.items()
    ]
    groups = [program.group_of(solution) for solution in program.solutions]
    return Worth(
        engagement=engagement,
        kinds=tuple(sorted(kinds, key=lambda kind: kind.code)),
        decay_names=names,
        decays=tuple(tables.values()),
        junior=max(group.junior_or_student_multiplier for group in groups),
        unknown=max(group.unknown_role_multiplier for group in groups),
    )


def register(session: Session, program: Program) -> Worth:
    """Make the tables `kinds`, `decay_table` and `multipliers`, and return what they say."""
    worth = of(program)
    session.register("kinds", _kinds(worth))
    ages = [(d, age, w) for d, table in enumerate(worth.decays) for age, w in enumerate(table)]
    session.register(
        "decay_table",
        _table(("decay", pa.int32()), ("age", pa.int32()), ("worth", pa.int64()), rows=ages),
    )
    pairs = [
        (solution, role, group.roles[role].multiplier)
        for solution in program.solutions
        for group in [program.group_of(solution)]
        for role in group.roles
    ]
    session.register(
        "multipliers",
        _table(
            ("solution", pa.string()), ("role", pa.string()), ("millionths", pa.int64()), rows=pairs
        ),
    )
    return worth


def excluded_words(program: Program) -> list[str]:
    """Return the words that rows of excluded people carry."""
    return [EXCLUDED_PEOPLE[name] for name in program.engagement.excluded_people]


def _kinds(worth: Worth) -> pa.Table:
    most = worth.engagement.per_person_kind_per_day_at_most
    rows = [
        (
            kind.code,
            kind.name,
            kind.points,
            kind.decay,
            worth.pseudo_persons[place][0] if (place := int(worth.pseudo_of_kind[i])) >= 0 else 0,
            NO_LIMIT if kind.is_capped_by_account else most,
            kind.clause.only_for,
            kind.channel,
        )
        for i, kind in enumerate(worth.kinds)
    ]
    return _table(
        ("kind", pa.int32()),
        ("kind_name", pa.string()),
        ("points", pa.int64()),
        ("decay", pa.int32()),
        ("pseudo", pa.int64()),
        ("at_most", pa.int64()),
        ("only_for", pa.string()),
        ("channel_name", pa.string()),
        rows=rows,
    )


def _table(*fields: tuple[str, pa.DataType], rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    return pa.table(
        {name: pa.array(column, kind) for (name, kind), column in zip(fields, columns, strict=True)}
    )
