"""The CRM's book of deals: new, expansion and renewal, each with its way through the stages."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from accord.world import plays, words
from accord.world.spans import Floats, Ints
from accord.world.streams import Stream
from accord.world.universe import Universe

NEW, EXPANSION, RENEWAL = range(3)
KINDS: Final = ("New Business", "Expansion", "Renewal")
STAGES: Final = (
    *(("Prospecting", 10), ("Qualified", 20), ("Solution fit", 40), ("Proposal", 60)),
    *(("Negotiation", 80), ("Closed Won", 100), ("Closed Lost", 0)),
)
WON, LOST = 5, 6
HEALTH: Final = ("good", "fair", "poor")
_RENEWS: Final = (0.95, 0.85, 0.50)
_YEAR: Final = 365
_STAGE_TIME: Final = (2.0, 2.0, 3.0, 2.0, 1.0)
_LOST_AT: Final = (0.12, 0.23, 0.30, 0.22, 0.13)
_SKIPS: Final = 0.06
_REGRESSES: Final = 0.08


@dataclass(frozen=True)
class Book:
    """All deals of the CRM; the first ones are those of journeys.Deals, in their order."""

    account: Ints
    kind: Ints
    opened: Ints
    closes: Ints
    is_won: npt.NDArray[np.bool_]
    value: Floats  # USD a year
    edition: Ints
    competitor: Ints
    is_inbound: npt.NDArray[np.bool_]
    chance: Floats

    def __len__(self) -> int:
        return int(self.account.size)


@dataclass(frozen=True)
class Subscriptions:
    """Terms of a year each: one row a term."""

    account: Ints
    starts: Ints
    ends: Ints
    value: Floats
    edition: Ints
    health: Ints
    renewal: Ints  # the deal that decides on the next term; -1 none yet


_Columns = TypeVar("_Columns", Book, Subscriptions)
_TERM_COLUMNS: Final = tuple(entry.name for entry in fields(Subscriptions))


@dataclass(frozen=True)
class Steps:
    """Stages that deals stood in: one row each time a deal enters one."""

    deal: Ints
    stage: Ints
    day: Ints


def booked(universe: Universe) -> tuple[Book, Subscriptions]:
    """Return all deals, and the subscriptions that came of those won."""
    deals = universe.lives.deals
    opening = Book(
        account=deals.account.astype(np.int64),
        kind=np.where(deals.is_expansion.astype(np.bool_), EXPANSION, NEW),
        opened=deals.opened.astype(np.int64),
        closes=deals.closes.astype(np.int64),
        is_won=deals.is_won.astype(np.bool_),
        value=deals.value,
        edition=deals.edition.astype(np.int64),
        competitor=deals.competitor.astype(np.int64),
        is_inbound=deals.is_inbound.astype(np.bool_),
        chance=deals.chance,
    )
    rng = universe.streams.of("subscriptions")
    first = _first_terms(universe, opening, rng)
    terms, renewals = [first], []
    at = len(opening)
    while terms[-1].account.size:
        renewal, following, decided = _renewed(universe, terms[-1], at, rng)
        terms[-1] = decided
        renewals.append(renewal)
        terms.append(following)
        at += len(renewal)
    return _stacked([opening, *renewals]), _stacked(terms)


def _stacked(parts: Sequence[_Columns]) -> _Columns:
    """Return the rows of all parts, one after another."""
    names = [entry.name for entry in fields(parts[0])]
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return type(parts[0])(**whole)


def _first_terms(universe: Universe, book: Book, rng: Stream) -> Subscriptions:
    """Begin a term for every old customer and every deal won by the end."""
    old = np.flatnonzero(universe.setting.was_customer)
    began = universe.span.first_day - rng.integers(1, _YEAR, old.size)
    edition = np.minimum(rng.poisson(2.0, old.size), len(words.EDITIONS) - 1)
    price = np.array([price for _, price in words.EDITIONS], dtype=np.float64)
    won = np.flatnonzero(book.is_won & (book.closes <= universe.span.last_day))
    starts = np.concatenate([began, book.closes[won] + 7])
    account = np.concatenate([old, book.account[won]])
    return Subscriptions(
        account=account,
        starts=starts,
        ends=starts + _YEAR,
        value=np.concatenate([price[edition], book.value[won]]),
        edition=np.concatenate([edition, book.edition[won]]),
        health=rng.choice(3, account.size, p=(0.60, 0.28, 0.12)),
        renewal=np.full(account.size, -1, dtype=np.int64),
    )


def _renewed(
    universe: Universe, terms: Subscriptions, number: int, rng: Stream
) -> tuple[Book, Subscriptions, Subscriptions]:
    """Open a renewal for every term that ends soon; won ones begin another term."""
    last = universe.span.last_day
    due = np.flatnonzero(terms.ends - 120 <= last)
    chance = np.array(_RENEWS)[terms.health[due]]
    is_won = rng.random(due.size) < chance
    raised = terms.value[due] * rng.choice((1.0, 1.0, 1.05, 1.10), due.size)
    renewal = Book(
        account=terms.account[due],
        kind=np.full(due.size, RENEWAL),
        opened=terms.ends[due] - 120,
        closes=terms.ends[due] - rng.integers(0, 25, due.size),
        is_won=is_won,
        value=raised,
        edition=terms.edition[due],
        competitor=np.full(due.size, -1),
        is_inbound=np.ones(due.size, dtype=np.bool_),
        chance=chance,
    )
    decided = terms.renewal.copy()
    decided[due] = number + np.arange(due.size)
    goes_on = np.flatnonzero(is_won & (terms.ends[due] < last))
    rows = due[goes_on]
    drift = np.clip(terms.health[rows] + rng.integers(-1, 2, rows.size), 0, 2)
    following = Subscriptions(
        account=terms.account[rows],
        starts=terms.ends[rows],
        ends=terms.ends[rows] + _YEAR,
        value=raised[goes_on],
        edition=terms.edition[rows],
        health=drift,
        renewal=np.full(rows.size, -1, dtype=np.int64),
    )
    columns = {name: getattr(terms, name) for name in _TERM_COLUMNS}
    return renewal, following, Subscriptions(**(columns | {"renewal": decided}))


def stepped(book: Book, rng: Stream) -> Steps:
    """Walk every deal through its stages: most forward, some skip one, some fall back."""
    count = len(book)
    share = rng.dirichlet(_STAGE_TIME, count) if count else np.zeros((0, 5))
    reached = np.where(book.is_won, 5, 1 + rng.choice(5, count, p=_LOST_AT))
    open_stages = np.arange(5) < reached[:, None]
    share = np.where(open_stages, share, 0)
    share /= share.sum(axis=1, keepdims=True)
    begun = np.cumsum(share, axis=1) - share
    skips = rng.random((count, 5)) < _SKIPS
    skips[:, 0] = False
    skips[np.arange(count), reached - 1] = False
    deal, stage = np.nonzero(open_stages & ~skips)
    length = (book.closes - book.opened).astype(np.float64)
    day = book.opened[deal] + np.floor(begun[deal, stage] * length[deal]).astype(np.int64)
    falls = np.flatnonzero((rng.random(count) < _REGRESSES) & (reached >= 3))
    last = reached[falls] - 1
    left = share[falls, last] * length[falls]
    again = book.opened[falls] + (begun[falls, last] * length[falls]).astype(np.int64)
    closing = np.arange(count)
    deal = np.concatenate([deal, falls, falls, closing])
    stage = np.concatenate([stage, last - 1, last, np.where(book.is_won, WON, LOST)])
    back = (again + np.ceil(0.3 * left)).astype(np.int64)
    retry = (again + np.ceil(0.6 * left)).astype(np.int64)
    day = np.concatenate([day, back, np.maximum(retry, back), book.closes])
    order = np.lexsort((np.arange(deal.size), day, deal))
    return Steps(deal[order], stage[order], day[order])


def days_as_customer(universe: Universe, terms: Subscriptions) -> Ints:
    """Return the first day on which each company owned the solution; far ahead if never."""
    first = np.full(len(universe.companies), plays.NEVER * 7, dtype=np.int64)
    np.minimum.at(first, terms.account, terms.starts)
    return first
