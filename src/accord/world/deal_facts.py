"""Deals and subscriptions as the CRM tells them: a whole record each time something changed."""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.world import addresses, columns, dealings, words
from accord.world.dealings import Book, Steps, Subscriptions
from accord.world.people import ACTIVE_BY_STATE
from accord.world.spans import Floats, Ints
from accord.world.streams import Stream
from accord.world.universe import Universe

RATES: Final = (1.0, 1.09, 1.27)
"""USD for one unit of each of words.CURRENCIES, about which the weekly rates wander."""
_FORECAST_ERROR: Final = 21
_NAMELESS: Final = 0.08
_NAMES_PEOPLE: Final = 0.75


def tables(universe: Universe, book: Book, terms: Subscriptions) -> dict[str, pa.Table]:
    """Return opportunities, their stages, and subscriptions."""
    rng = universe.streams.of("deal_facts")
    steps = dealings.stepped(book, universe.streams.of("stages"))
    seconds = rng.integers(0, 8 * 3600, len(book))[steps.deal] + _same_day(steps)
    moments = columns.morning(steps.day, seconds)
    traits = _Traits(universe, book, steps, rng)
    return {
        "opportunities": columns.table("opportunities", "crm", moments, traits.opportunities()),
        "opportunity_stages": columns.table(
            "opportunity_stages",
            "crm",
            moments,
            {
                "opportunity_external_id": columns.numbered("O", steps.deal),
                "stage": columns.picked([name for name, _ in dealings.STAGES], steps.stage),
                "probability": traits.probability,
                "amount_minor": traits.amount,
            },
        ),
        "subscriptions": _subscriptions(universe, terms, rng),
    }


def _same_day(steps: Steps) -> Ints:
    """Keep changes of one day in order: a second apart."""
    return np.arange(steps.deal.size) % 1000


def _currency(universe: Universe, account: Ints) -> Ints:
    return np.array(words.COUNTRY_CURRENCIES)[universe.companies.country[account]]


class _Traits:
    """The columns of every record of every deal."""

    def __init__(self, universe: Universe, book: Book, steps: Steps, rng: Stream) -> None:
        self.universe, self.book, self.steps = universe, book, steps
        currency = _currency(universe, book.account)
        self.currency = currency[steps.deal]
        self.probability = np.array([share for _, share in dealings.STAGES], dtype=np.float64)[
            steps.stage
        ]
        worth = book.value / np.array(RATES)[currency]
        guess = worth * rng.choice((0.7, 0.85, 1.0, 1.2, 1.4), len(book))
        early = steps.stage < 2
        self.worth = np.where(early, guess[steps.deal], worth[steps.deal])
        blank = (rng.random(len(book)) < 0.15)[steps.deal] & early
        self.amount = columns.unless(
            blank, np.rint(self.worth / 100).astype(np.int64) * 10_000, pa.int64()
        )
        self.is_closed = steps.stage >= dealings.WON
        self.luck = rng.random((6, len(book)))
        self.error = rng.integers(-_FORECAST_ERROR, 2 * _FORECAST_ERROR, len(book))

    def opportunities(self) -> dict[str, Any]:
        """Return the columns of `opportunities`."""
        book, steps, deal = self.book, self.steps, self.steps.deal
        firms = self.universe.companies
        account = book.account[deal]
        nameless = (self.luck[0] < _NAMELESS * self.universe.scenario.dirt)[deal] & ~self.is_closed
        expected = np.maximum(book.closes + self.error, book.opened + 14)
        return {
            "external_id": columns.numbered("O", deal),
            "company_external_id": columns.emptied(addresses.company_ids(account), nameless),
            "company_name": columns.picked(firms.names, account),
            "name": self._names().take(pa.array(deal)),
            "solution": pa.repeat("main", deal.size),
            "kind": columns.picked(dealings.KINDS, book.kind[deal]),
            "stage": columns.picked([name for name, _ in dealings.STAGES], steps.stage),
            "probability": self.probability,
            "amount_minor": self.amount,
            "currency": columns.picked(words.CURRENCIES, self.currency),
            "created_on": book.opened[deal],
            "closed_on": np.where(self.is_closed, book.closes[deal], expected[deal]),
            "is_closed": self.is_closed,
            "is_won": steps.stage == dealings.WON,
            "owner": columns.picked(_sellers(), owners(self.universe)[account]),
            "competitor": columns.picked(words.COMPETITORS, self._competitor()),
            "loss_reason": columns.picked(words.LOSS_REASONS, self._loss_reason()),
            "contact_external_ids": self._contacts(),
            "is_deleted": np.zeros(deal.size, dtype=np.bool_),
        }

    def _names(self) -> pa.Array:
        return pc.binary_join_element_wise(
            columns.picked(self.universe.companies.names, self.book.account),
            columns.picked([f"- {name}" for name, _ in words.EDITIONS], self.book.edition),
            columns.picked([kind.lower() for kind in dealings.KINDS], self.book.kind),
            " ",
        )

    def _competitor(self) -> Ints:
        told = (self.luck[1] < 0.8)[self.steps.deal] & (self.steps.stage >= 2)
        return np.where(told, self.book.competitor[self.steps.deal], -1)

    def _loss_reason(self) -> Ints:
        """Say why: a competitor is named only where there was one."""
        running = np.cumsum(words.LOSS_SHARES)
        reason = np.minimum(np.searchsorted(running, self.luck[2]), len(words.LOSS_SHARES) - 1)
        rival = words.LOSS_REASONS.index("Lost to competitor")
        reason = np.where((reason == rival) & (self.book.competitor < 0), 0, reason)
        is_lost = self.steps.stage == dealings.LOST
        return np.where(is_lost, reason[self.steps.deal], -1)

    def _contacts(self) -> pa.Array:
        """Name the known members of the buying group, or some of them, or nobody."""
        everybody = self.universe.people
        named = []
        for deal, account in enumerate(self.book.account.tolist()):
            rows = slice(int(everybody.starts[account]), int(everybody.starts[account + 1]))
            active = everybody.reserve[rows] < ACTIVE_BY_STATE[3]
            group = np.flatnonzero((everybody.role[rows] > 0) & everybody.is_known[rows] & active)
            some = 1 + int(self.luck[3, deal] * 5) if self.luck[4, deal] < _NAMES_PEOPLE else 0
            kept = group[:some]
            named.append([addresses.person_id(rows.start + int(one)) for one in kept])
        return pa.array(named, type=pa.list_(pa.string())).take(pa.array(self.steps.deal))


def _sellers() -> tuple[str, ...]:
    return tuple(mail for mail, _, part in words.USERS if part == "account_executive")


def owners(universe: Universe) -> Ints:
    """Return the seller of each company, as a position among sellers; Acme is Sam's."""
    sellers = len(_sellers())
    owner = universe.companies.family * 7 % sellers
    owner[:3] = 0
    return np.asarray(owner, dtype=np.int64)


def sellers() -> tuple[str, ...]:
    """Return the addresses of all sellers."""
    return _sellers()


def _subscriptions(universe: Universe, terms: Subscriptions, rng: Stream) -> pa.Table:
    currency = _currency(universe, terms.account)
    worth: Floats = terms.value / np.array(RATES)[currency]
    starts = np.maximum(terms.starts, universe.span.first_day - 400)
    return columns.table(
        "subscriptions",
        "crm",
        columns.morning(starts, rng.integers(0, 3600, starts.size)),
        {
            "external_id": columns.numbered("S", np.arange(starts.size)),
            "company_external_id": addresses.company_ids(terms.account),
            "solution": pa.repeat("main", starts.size),
            "starts_on": terms.starts,
            "ends_on": terms.ends,
            "amount_minor": np.rint(worth / 100).astype(np.int64) * 10_000,
            "currency": columns.picked(words.CURRENCIES, currency),
            "health": columns.picked(dealings.HEALTH, terms.health),
            "is_deleted": np.zeros(starts.size, dtype=np.bool_),
        },
    )
