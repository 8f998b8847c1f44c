"""What plays and channels truly changed: the same lives lived again with one thing otherwise."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from accord.world import journeys, plays
from accord.world.journeys import KeptLuck, Lives, Setting
from accord.world.plays import Assignment
from accord.world.spans import Floats, Ints
from accord.world.universe import Universe

_SAMPLE: Final = 3_000
_AFTER_WEEKS: Final = 26


def _kept_luck(universe: Universe, rows: Ints) -> KeptLuck:
    luck = journeys.FreshLuck(universe.streams, len(universe.companies))
    weeks = [luck.of_week(week)[:, rows] for week in range(universe.span.all_weeks)]
    return KeptLuck(np.stack(weeks))


def _subjects(universe: Universe) -> Ints:
    """Return the companies whose lives are lived again: those on the list, up to some thousand."""
    rows = np.flatnonzero((universe.fitness.tier > 0) & universe.setting.buys)
    rows = rows[rows > 2]
    if rows.size > _SAMPLE:
        rows = np.sort(universe.streams.of("lift").permutation(rows)[:_SAMPLE])
    return rows


def _alone(setting: Setting) -> Setting:
    """Cut spill-over, so that an account's own treatment is what differs."""
    return replace(setting, family=np.arange(setting.fit.size))


def of_plays(universe: Universe) -> dict[str, Any]:
    """Return each play's true effect: shares of accounts with a deal, and with one won.

    Counted from the play's first week to half a year after; own treatment only, without
    what spills over from the family.
    """
    rows = _subjects(universe)
    luck = _kept_luck(universe, rows)
    setting = _alone(universe.setting.of(rows))
    fact = Assignment(universe.assignment.start[:, rows], universe.assignment.propensity[:, rows])
    span = universe.span
    found: dict[str, Any] = {}
    for number, play in enumerate(plays.PLAYS):
        may = ~np.isnan(fact.propensity[number])
        begins = plays.first_week(number, span.weeks, span.history_weeks)
        outcomes = []
        for week in (plays.NEVER, begins):
            start = fact.start.copy()
            start[number, may] = week
            lives = journeys.live(
                setting, universe.knobs, Assignment(start, fact.propensity.copy()), luck
            )
            outcomes.append(_outcome(setting, lives, begins))
        treated = fact.start[number] < plays.NEVER
        found[play.name] = {
            "policy": play.policy,
            "truth": play.truth,
            "hazard_effect": universe.scenario.play_effects[number],
            "starts_on": span.first_day + 7 * begins,
            "measured_weeks": _AFTER_WEEKS,
            "deal": _effects(outcomes, 0, may, treated),
            "won": _effects(outcomes, 1, may, treated),
            "warm": _effects(outcomes, 2, may, treated),
        }
    return found


def _outcome(setting: Setting, lives: Lives, begins: int) -> Floats:
    """Return, for each account: opened a deal, won one, and its share of warm weeks."""
    first = setting.span.first_day + 7 * begins
    last = first + 7 * _AFTER_WEEKS
    deals, count = lives.deals, setting.fit.size
    inside = (deals.opened >= first) & (deals.opened < last)
    won = inside & deals.is_won.astype(np.bool_)
    warm = lives.states[:, begins : begins + _AFTER_WEEKS] >= journeys.EVALUATING
    account = deals.account.astype(np.int64)
    return np.stack(
        [
            np.bincount(account[inside], minlength=count) > 0,
            np.bincount(account[won], minlength=count) > 0,
            warm.mean(axis=1),
        ]
    ).astype(np.float64)


def _effects(
    outcomes: list[Floats],
    measure: int,
    may: npt.NDArray[np.bool_],
    treated: npt.NDArray[np.bool_],
) -> dict[str, float | int | None]:
    without, treatment = outcomes[0][measure], outcomes[1][measure]
    effect = treatment - without
    both = may & treated
    naive = None
    if both.any() and (may & ~treated).any():
        naive = float(treatment[both].mean() - without[may & ~treated].mean())
    return {
        "ate": float(effect[may].mean()) if may.any() else None,
        "att": float(effect[both].mean()) if both.any() else None,
        "base": float(without[may].mean()) if may.any() else None,
        "naive": naive,
        "eligible": int(may.sum()),
        "treated": int(both.sum()),
    }


def of_channels(universe: Universe) -> dict[str, Any]:
    """Return what each channel truly added: deals and wins lost when it alone is switched off."""
    rows = _subjects(universe)
    luck = _kept_luck(universe, rows)
    setting = _alone(universe.setting.of(rows))
    fact = Assignment(universe.assignment.start[:, rows], universe.assignment.propensity[:, rows])
    base = _totals(setting, universe, fact, luck)
    found: dict[str, Any] = {"accounts": int(rows.size), "all": base}
    for number, channel in enumerate(journeys.CHANNELS):
        exposed = setting.exposed.copy()
        exposed[:, number] = False
        without = _totals(replace(setting, exposed=exposed), universe, fact, luck)
        found[channel] = {name: base[name] - without[name] for name in base}
    return found


def _totals(
    setting: Setting, universe: Universe, assignment: Assignment, luck: KeptLuck
) -> dict[str, float]:
    fresh = Assignment(assignment.start.copy(), assignment.propensity.copy())
    deals = journeys.live(setting, universe.knobs, fresh, luck).deals
    inside = (deals.opened >= universe.span.window_day) & (deals.closes <= universe.span.last_day)
    won = inside & deals.is_won.astype(np.bool_)
    return {
        "deals": float((deals.opened >= universe.span.window_day).sum()),
        "won": float(won.sum()),
        "value_usd": float(deals.value[won].sum()),
    }
