"""What nobody sees: each account's weekly interest, and the deals that come of it."""

from dataclasses import dataclass, field, fields
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from accord.world import fitness, plays, spans, words
from accord.world.plays import Assignment
from accord.world.scenarios import Scenario
from accord.world.spans import Floats, Ints, Span
from accord.world.streams import Streams

UNAWARE, AWARE, EVALUATING, DECIDING, AFTER = range(5)
_UP: Final = (0.015, 0.05, 0.10, 0.0, 0.0)
_DOWN: Final = (0.0, 0.08, 0.08, 0.08, 0.05)
_OPENING: Final = 0.22
_TRIGGER_WEEKS: Final = 6
DRAWS: Final = 9
"""Uniform draws that a week takes for each account."""
CHANNELS: Final = ("email", "ads", "event", "sales", "content")
CHANNEL_EFFECTS: Final = (0.10, 0.05, 0.15, 0.20, 0.10)
"""What one exposed account's weekly hazard gains by a channel, in logarithms."""
_EXPOSED_BY_TIER: Final = (0.15, 0.9, 0.7, 0.45)


class Luck(Protocol):
    """Uniform draws of a week: the same ones whatever else is switched on or off."""

    def of_week(self, week: int) -> npt.NDArray[np.float32]:
        """Return draws x accounts."""


@dataclass(frozen=True)
class FreshLuck:
    """Luck drawn anew each time it is asked, equal each time."""

    streams: Streams
    count: int

    def of_week(self, week: int) -> npt.NDArray[np.float32]:
        """Return draws x accounts."""
        return self.streams.of("intent", week).random((DRAWS, self.count), dtype=np.float32)


@dataclass(frozen=True)
class KeptLuck:
    """The luck of some accounts only, kept for running their lives again and again."""

    draws: npt.NDArray[np.float32]  # weeks x draws x accounts

    def of_week(self, week: int) -> npt.NDArray[np.float32]:
        """Return draws x accounts."""
        return np.asarray(self.draws[week], dtype=np.float32)


@dataclass(frozen=True)
class Setting:
    """Everything that decides the accounts' lives, luck aside."""

    scenario: Scenario
    span: Span
    fit: Floats  # systematic
    fit_total: Floats
    log_employees: Floats
    tier: npt.NDArray[np.int8]
    buys: npt.NDArray[np.bool_]
    family: Ints
    country: npt.NDArray[np.int8]
    runs_rival: npt.NDArray[np.bool_]
    roles: npt.NDArray[np.int8]  # accounts x states
    trigger_week: npt.NDArray[np.int16]  # accounts x 2
    trigger_gain: npt.NDArray[np.float32]
    exposed: npt.NDArray[np.bool_]  # accounts x CHANNELS
    was_customer: npt.NDArray[np.bool_]
    forced: dict[int, npt.NDArray[np.int8]] = field(default_factory=dict)  # the cast's states

    def of(self, rows: Ints) -> "Setting":
        """Return the same for some accounts only; their families are kept apart."""
        values: dict[str, Any] = {}
        for entry in fields(self):
            value = getattr(self, entry.name)
            values[entry.name] = value[rows] if isinstance(value, np.ndarray) else value
        _, values["family"] = np.unique(self.family[rows], return_inverse=True)
        values["forced"] = {}
        return Setting(**values)


@dataclass(frozen=True)
class Knobs:
    """Two numbers found by search, so that deals are as many and as often won as asked."""

    tempo: float = 1.0
    base_odds: float = -1.0


@dataclass(frozen=True)
class Deals:
    """Deals as they truly are: equal length columns, in the order in which they opened."""

    account: Ints
    opened: Ints  # day
    closes: Ints  # day, perhaps after the last one
    is_won: npt.NDArray[np.bool_]
    chance: Floats
    log_odds: Floats
    luck: Floats
    value: Floats  # USD a year
    edition: Ints
    is_expansion: npt.NDArray[np.bool_]
    is_inbound: npt.NDArray[np.bool_]
    competitor: Ints  # -1 none
    roles: Ints
    play_boost: Floats


@dataclass
class Lives:
    """How all accounts of a setting fared."""

    states: npt.NDArray[np.int8]  # accounts x all weeks
    customer_week: npt.NDArray[np.int16]  # plays.NEVER if they never bought
    deals: Deals


def live(setting: Setting, knobs: Knobs, assignment: Assignment, luck: Luck) -> Lives:
    """Let every account live through every week."""
    run = _Run(setting, knobs, assignment)
    for week in range(setting.span.all_weeks):
        run.step(week, luck.of_week(week))
    return Lives(run.states, run.customer_week, run.deals())


class _Run:
    """One pass through the weeks, and what stands at the moment."""

    def __init__(self, setting: Setting, knobs: Knobs, assignment: Assignment) -> None:
        count = setting.fit.size
        self.setting, self.knobs, self.assignment = setting, knobs, assignment
        self.state = np.zeros(count, dtype=np.int8)
        self.states = np.zeros((count, setting.span.all_weeks), dtype=np.int8)
        self.closing = np.full(count, -1, dtype=np.int32)
        self.winning = np.zeros(count, dtype=np.bool_)
        self.customer_week = np.where(setting.was_customer, 0, plays.NEVER).astype(np.int16)
        self.may_open = setting.buys.copy()
        self.may_open[list(setting.forced)] = False
        self.opened: list[dict[str, npt.NDArray[np.generic]]] = []
        reach = setting.exposed @ np.array(CHANNEL_EFFECTS)
        lift = setting.scenario.fit_on_intent * setting.fit_total + reach
        self.pull = (knobs.tempo * np.exp(lift)).astype(np.float32)

    def step(self, week: int, luck: npt.NDArray[np.float32]) -> None:
        """Live one week."""
        self._choose(week, luck[8])
        self._close(week)
        boost = self._play_boost(week)
        up = np.array(_UP, dtype=np.float32)[self.state] * self.pull * self._triggers(week)
        up = np.minimum(up * np.exp(boost), 0.9)
        down = np.array(_DOWN, dtype=np.float32)[self.state]
        free = self.closing < 0
        rise = (luck[0] < up) & free
        fall = (luck[0] > 1 - down) & free & ~rise
        after = self.state == AFTER
        self.state = np.where(after & fall, UNAWARE, self.state + rise - fall).astype(np.int8)
        for account, forced in self.setting.forced.items():
            self.state[account] = forced[week]
        self._open(week, luck, boost)
        self.states[:, week] = self.state

    def _choose(self, week: int, luck: npt.NDArray[np.float32]) -> None:
        """Let sales pick accounts for the confounded play in the week before it starts."""
        for number, play in enumerate(plays.PLAYS):
            if (
                play.policy != "confounded"
                or not np.isnan(self.assignment.propensity[number]).all()
            ):
                continue
            span = self.setting.span
            if week == plays.first_week(number, span.weeks, span.history_weeks):
                may = plays.eligible(number, self.setting.tier)
                plays.choose_the_warm(self.assignment, number, may, (self.state, luck, week))

    def _close(self, week: int) -> None:
        due = self.closing == week
        won = due & self.winning
        self.state[won] = AFTER
        self.state[due & ~self.winning] = AWARE
        first = won & (self.customer_week == plays.NEVER)
        self.customer_week[first] = week
        self.closing[due] = -1

    def _play_boost(self, week: int) -> npt.NDArray[np.float32]:
        boost = np.zeros(self.state.size, dtype=np.float32)
        for number, effect in enumerate(self.setting.scenario.play_effects):
            live = self.assignment.is_live(number, week)
            if effect and live.any():
                families = np.zeros(int(self.setting.family.max()) + 1, dtype=np.bool_)
                families[self.setting.family[live]] = True
                near = families[self.setting.family]
                boost += np.where(live, effect, np.where(near, plays.SPILL * effect, 0.0))
        return boost

    def _triggers(self, week: int) -> npt.NDArray[np.float32]:
        age = week - self.setting.trigger_week
        open_now = (age >= 0) & (age < _TRIGGER_WEEKS)
        gain = np.where(open_now, self.setting.trigger_gain, np.float32(1.0))
        return np.asarray(gain[:, 0] * gain[:, 1], dtype=np.float32)

    def _open(
        self, week: int, luck: npt.NDArray[np.float32], boost: npt.NDArray[np.float32]
    ) -> None:
        rows = np.flatnonzero((self.state == DECIDING) & (self.closing < 0) & self.may_open)
        breadth = np.minimum(self.setting.roles[rows, DECIDING], 4) - 2.0
        push = np.exp(self.setting.scenario.coverage_on_opening * breadth)
        rows = rows[luck[1, rows] < 1 - np.exp(-_OPENING * push)]
        if rows.size:
            self._record(week, rows, luck[:, rows].astype(np.float64), boost[rows])

    def _record(self, week: int, rows: Ints, luck: Floats, boost: npt.NDArray[np.float32]) -> None:
        setting = self.setting
        deal: dict[str, npt.NDArray[np.generic]] = {"account": rows}
        deal["opened"] = setting.span.first_day + 7 * week + (luck[2] * 7).astype(np.int64)
        deal["edition"], deal["value"] = _priced(setting, rows, luck[3])
        days = _cycle(deal["value"], luck[4])
        deal["is_expansion"] = self.customer_week[rows] < week
        deal["is_inbound"] = (luck[2] * 97) % 1 < 0.55
        deal["competitor"] = _competitor(setting, rows, (luck[3] * 89) % 1)
        deal["roles"] = np.minimum(setting.roles[rows, DECIDING], 6).astype(np.int64)
        deal["play_boost"] = boost.astype(np.float64)
        closes = _closing_day(np.asarray(deal["opened"], dtype=np.int64), days, (luck[4] * 83) % 1)
        odds = self.knobs.base_odds + _log_odds(setting, rows, deal, spans.is_quarter_end(closes))
        deal["log_odds"], deal["luck"] = odds, luck[5]
        deal["chance"] = np.minimum(fitness.chance(odds, setting.scenario.family), 0.92)
        won = luck[5] < deal["chance"]
        longer = np.where(won, 1.0, setting.scenario.lost_cycle_ratio)
        kept = np.asarray(deal["opened"]) + np.maximum((days * longer).astype(np.int64), 3)
        closes = np.where(longer == 1.0, closes, kept)
        deal["closes"], deal["is_won"] = closes, won
        self.opened.append(deal)
        self.closing[rows] = np.maximum((closes - setting.span.first_day) // 7, week + 1)
        self.winning[rows] = won

    def deals(self) -> Deals:
        """Return all deals that were opened."""
        columns: dict[str, Any] = {}
        for entry in fields(Deals):
            parts = [deal[entry.name] for deal in self.opened]
            columns[entry.name] = np.concatenate(parts) if parts else np.zeros(0)
        return Deals(**columns)


def _priced(setting: Setting, rows: Ints, luck: Floats) -> tuple[Ints, Floats]:
    """Choose an edition by company size and taste, and its price a year."""
    centred = (setting.log_employees[rows] - 5.0) / 1.9
    taste = ndtri(np.clip(luck, 1e-6, 1 - 1e-6))
    level = np.clip(3.2 + 0.60 * centred + 1.6 * taste, 0, len(words.EDITIONS) - 0.01)
    edition = level.astype(np.int64)
    price = np.array([price for _, price in words.EDITIONS], dtype=np.float64)[edition]
    wobble = 1 + 0.10 * ndtri(np.clip((luck * 101) % 1, 1e-6, 1 - 1e-6))
    tier = np.array((1.0, 3.0, 1.6, 1.0))[setting.tier[rows]]
    return edition, np.rint(price * np.maximum(wobble, 0.5) * tier / 100) * 100


def _cycle(value: npt.NDArray[np.generic], luck: Floats) -> Floats:
    middle = 40 + 45 * np.maximum(np.log10(np.asarray(value, dtype=np.float64) / 2_000), 0)
    spread = ndtri(np.clip(luck, 1e-6, 1 - 1e-6))
    return np.asarray(np.clip(middle * np.exp(0.75 * spread), 4, 900), dtype=np.float64)


def _closing_day(opened: Ints, days: Floats, luck: Floats) -> Ints:
    """Pull some deals to the end of a fiscal quarter that is less than a month away."""
    closes = opened + days.astype(np.int64)
    ahead = closes + 30
    pulled = spans.is_quarter_end(ahead) & ~spans.is_quarter_end(closes) & (luck < 0.25)
    late = np.asarray(
        spans.month_ends(ahead) - (luck * 37 % 1 * 9).astype(np.int64), dtype=np.int64
    )
    return np.where(pulled, late, closes)


def _competitor(setting: Setting, rows: Ints, luck: Floats) -> Ints:
    chance = 0.25 + 0.2 * setting.runs_rival[rows] * setting.scenario.has_signal
    which = (luck * 1000 % len(words.COMPETITORS)).astype(np.int64)
    return np.where(luck < chance, which, -1)


def _log_odds(
    setting: Setting,
    rows: Ints,
    deal: dict[str, npt.NDArray[np.generic]],
    is_quarter_end: npt.NDArray[np.bool_],
) -> Floats:
    scenario = setting.scenario
    fit = fitness.on_odds(setting.fit_total[rows], scenario)
    odds = fit + np.where(deal["is_inbound"], 0.3, -0.35)
    odds += np.where(deal["is_expansion"], 0.8, 0.0)
    odds -= np.where(np.asarray(deal["competitor"]) >= 0, 0.9, 0.0)
    odds += scenario.coverage_on_odds * (np.asarray(deal["roles"], dtype=np.float64) - 3)
    odds += scenario.quarter_end_odds * is_quarter_end
    return np.asarray(
        odds + 0.8 * np.asarray(deal["play_boost"], dtype=np.float64), dtype=np.float64
    )


def settle(setting: Setting, assignment: Assignment, luck: Luck, wanted: float) -> Knobs:
    """Find the tempo and base odds that give the wanted deals an account and share won."""
    low, high = -4.0, 4.0
    for _ in range(9):
        middle = (low + high) / 2
        deals = live(setting, Knobs(float(np.exp(middle))), _fresh(assignment), luck).deals
        low, high = (middle, high) if deals.account.size < wanted else (low, middle)
    tempo = float(np.exp((low + high) / 2))
    odds = deals.log_odds[~deals.is_expansion.astype(np.bool_)] + 1.0
    return Knobs(tempo, _base_odds(odds, setting.scenario))


def _fresh(assignment: Assignment) -> Assignment:
    return Assignment(assignment.start.copy(), assignment.propensity.copy())


def _base_odds(odds: Floats, scenario: Scenario) -> float:
    low, high = -12.0, 8.0
    for _ in range(40):
        middle = (low + high) / 2
        share = fitness.chance(odds + middle, scenario.family)
        mean = float(np.minimum(share, 0.92).mean()) if odds.size else scenario.won_share
        low, high = (middle, high) if mean < scenario.won_share else (low, middle)
    return (low + high) / 2


def exposure(tier: npt.NDArray[np.int8], streams: Streams) -> npt.NDArray[np.bool_]:
    """Draw which companies each channel reaches."""
    share = np.array(_EXPOSED_BY_TIER)[tier]
    luck = streams.of("exposure").random((tier.size, len(CHANNELS)))
    return np.asarray(luck < share[:, None], dtype=np.bool_)
