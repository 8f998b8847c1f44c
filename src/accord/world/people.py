"""Who works there: buying groups, the people the CRM knows of, and how they can be recognised."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.world import titles, words
from accord.world.companies import PROSPECT, UNIVERSITY, Companies
from accord.world.sizes import Size
from accord.world.spans import Floats, Ints
from accord.world.streams import Stream, Streams

_GROUP_BANDS: Final = ((99, 2.5), (499, 3.5), (999, 5.0), (4_999, 6.0), (10**9, 9.0))
_GROUP_SHAPE: Final = 6.0
_MEMBERS_AT_MOST: Final = 30
_SEATS: Final = (1, 4, 2, 3, 5, 6, 5, 8, 3, 4, 9, 7, 5, 6, 10)
_OTHER_SEATS: Final = (0.10, 0.12, 0.14, 0.16, 0.20, 0.10, 0.05, 0.06, 0.04, 0.03)
ACTIVE_BY_STATE: Final = (0.05, 0.25, 0.60, 0.85, 0.35)
"""Which share of a buying group looks at us, by the account's hidden state."""
AFTER: Final = len(ACTIVE_BY_STATE) - 1
FREE_MAIL_SHARE: Final = 0.22
ALIAS_SHARE: Final = 0.06
_CAST: Final = (
    ("Ada", "Okafor", "Chief Financial Officer"),
    ("Ivan", "Petrov", "Head of IT"),
    ("Cleo", "Marsh", "Director of Operations"),
)
ALIAS_NONE, ALIAS_FREE, ALIAS_DOTLESS, ALIAS_TYPO = range(4)


@dataclass(frozen=True)
class People:
    """All people of a world, ordered by company."""

    company: npt.NDArray[np.int32]
    role: npt.NDArray[np.int8]  # in titles.ROLES; 0 sits in no buying group
    is_known: npt.NDArray[np.bool_]  # the CRM has them
    reserve: npt.NDArray[np.float32]  # active when below ACTIVE_BY_STATE
    energy: npt.NDArray[np.float32]
    title: npt.NDArray[np.int16]
    first_name: npt.NDArray[np.int16]
    last_name: npt.NDArray[np.int16]
    alias: npt.NDArray[np.int8]  # how they write their address into forms
    number: npt.NDArray[np.int16]  # position within the company
    is_namesake: npt.NDArray[np.bool_]  # somebody before them there has the same name
    starts: Ints  # companies + 1: where each company's people begin

    def __len__(self) -> int:
        return int(self.company.size)


def draw(size: Size, companies: Companies, tier: npt.NDArray[np.int8], streams: Streams) -> People:
    """Draw everybody: buying groups, known in part, and the CRM's other contacts."""
    rng = streams.of("groups")
    members = _group_sizes(companies, rng)
    seats = np.repeat(np.arange(len(companies), dtype=np.int32), members)
    position = np.arange(seats.size) - np.repeat(np.cumsum(members) - members, members)
    roles = _seat_roles(position, rng)
    known_share = rng.beta(2.0, 3.0, len(companies))
    is_known = rng.random(seats.size) < known_share[seats]
    _know_the_cast(seats, position, is_known)
    wanted = _contacts(size, companies, tier, streams.of("contacts"))
    known = np.bincount(seats[is_known], minlength=len(companies))
    extra = np.maximum(wanted - known, 0)
    extra[:2] = (2, 3)
    extra[companies.kind != PROSPECT] = np.maximum(extra[companies.kind != PROSPECT], 3)
    others = np.repeat(np.arange(len(companies), dtype=np.int32), extra)
    company = np.concatenate([seats, others])
    role = np.concatenate([roles, np.zeros(others.size, dtype=np.int8)])
    seen = np.concatenate([is_known, np.ones(others.size, dtype=np.bool_)])
    order = np.argsort(company, kind="stable")
    everybody = _dressed(company[order], role[order], seen[order], streams.of("people"))
    study = np.flatnonzero(companies.kind[everybody.company] == UNIVERSITY)
    everybody.title[study] = titles.draw_students(study.size, streams.of("students"))
    return everybody


def _group_sizes(companies: Companies, rng: Stream) -> Ints:
    """Draw 1 + a negative binomial whose mean grows with the company."""
    limits = np.array([limit for limit, _ in _GROUP_BANDS])
    means = np.array([mean for _, mean in _GROUP_BANDS])
    mean = means[np.searchsorted(limits, companies.employees)] - 1
    size = 1 + rng.negative_binomial(_GROUP_SHAPE, _GROUP_SHAPE / (_GROUP_SHAPE + mean))
    size = np.minimum(np.minimum(size, companies.employees), _MEMBERS_AT_MOST)
    size[companies.kind != PROSPECT] = 0
    size[:3] = (7, 6, 2)
    return np.asarray(size, dtype=np.int64)


def _seat_roles(position: Ints, rng: Stream) -> npt.NDArray[np.int8]:
    usual = np.array(_SEATS, dtype=np.int8)[np.minimum(position, len(_SEATS) - 1)]
    other = rng.choice(np.arange(1, 11, dtype=np.int8), position.size, p=_OTHER_SEATS)
    is_usual = (rng.random(position.size) < 0.7) | (position < 1)
    is_usual[: 7 + 6 + 2] = True  # the cast's seats are always the same
    return np.asarray(np.where(is_usual, usual, other), dtype=np.int8)


def _know_the_cast(
    seats: npt.NDArray[np.int32], position: Ints, known: npt.NDArray[np.bool_]
) -> None:
    """The CRM has Ada, Ivan and Cleo; the rest of Acme's group has still to be found."""
    for company, people in ((0, 3), (1, 3), (2, 1)):
        rows = seats == company
        known[rows] = position[rows] < people


def _contacts(size: Size, companies: Companies, tier: npt.NDArray[np.int8], rng: Stream) -> Ints:
    weight = rng.gamma(1.2, 1.0, len(companies)) * np.log(companies.employees + 2.0)
    weight *= np.where(tier > 0, 4.0, 1.0)
    return np.asarray(rng.multinomial(size.contacts, weight / weight.sum()), dtype=np.int64)


def _dressed(
    company: npt.NDArray[np.int32],
    role: npt.NDArray[np.int8],
    is_known: npt.NDArray[np.bool_],
    rng: Stream,
) -> People:
    count = company.size
    starts = np.searchsorted(company, np.arange(int(company[-1]) + 2))  # the last is our own
    luck = rng.random(count)
    alias = np.select(
        [
            luck < FREE_MAIL_SHARE,
            luck < FREE_MAIL_SHARE + ALIAS_SHARE,
            luck < FREE_MAIL_SHARE + 0.08,
        ],
        [ALIAS_FREE, ALIAS_DOTLESS, ALIAS_TYPO],
        ALIAS_NONE,
    ).astype(np.int8)
    alias[: starts[2]] = ALIAS_NONE
    first = rng.integers(0, len(words.FIRST_NAMES), count)
    last = rng.integers(0, len(words.LAST_NAMES), count)
    title = titles.draw(role, rng)
    for at, (first_name, last_name, text) in enumerate(_CAST):
        first[at] = words.FIRST_NAMES.index(first_name)
        last[at] = words.LAST_NAMES.index(last_name)
        title[at] = next(i for i, one in enumerate(titles.pool()) if one.text == text)
    return People(
        company=company,
        role=role,
        is_known=is_known,
        reserve=rng.random(count, dtype=np.float32),
        energy=rng.gamma(1.2, 1.0, count).astype(np.float32),
        title=title,
        first_name=first.astype(np.int16),
        last_name=last.astype(np.int16),
        alias=alias,
        number=(np.arange(count) - starts[company]).astype(np.int16),
        is_namesake=_namesakes(company, first, last),
        starts=starts.astype(np.int64),
    )


def _namesakes(company: npt.NDArray[np.int32], first: Ints, last: Ints) -> npt.NDArray[np.bool_]:
    name = (company.astype(np.int64) << 20) + (first << 10) + last
    _, earliest = np.unique(name, return_index=True)
    again = np.ones(company.size, dtype=np.bool_)
    again[earliest] = False
    return again


def roles_engaged(people: People, companies: int) -> npt.NDArray[np.int8]:
    """Return how many roles look at us, for each company and hidden state."""
    table = np.zeros((companies, len(ACTIVE_BY_STATE)), dtype=np.int8)
    roles = len(titles.ROLES)
    for state, share in enumerate(ACTIVE_BY_STATE):
        active = (people.role > 0) & (people.reserve < share)
        pairs = np.unique(people.company[active].astype(np.int64) * roles + people.role[active])
        table[:, state] = np.minimum(np.bincount(pairs // roles, minlength=companies), 100)
    return table


def weights(people: People, rows: slice, state: int) -> Floats:
    """Return how likely each of some people is the one who acts, in a hidden state."""
    role = people.role[rows]
    active = (role > 0) & (people.reserve[rows] < ACTIVE_BY_STATE[state])
    base = np.where(active, 1.0, np.where(role > 0, 0.02, 0.12))
    return np.asarray(base * (0.2 + people.energy[rows]), dtype=np.float64)
