"""One world, complete but for its activities: everybody in it and how they fared."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from accord.world import (
    companies,
    fitness,
    happenings,
    journeys,
    people,
    plays,
    scenarios,
)
from accord.world.companies import Companies
from accord.world.fitness import Fitness
from accord.world.happenings import Happenings
from accord.world.journeys import FreshLuck, Knobs, Lives, Setting
from accord.world.people import People
from accord.world.plays import Assignment
from accord.world.scenarios import Scenario
from accord.world.sizes import Size
from accord.world.spans import Floats, Ints, Span
from accord.world.streams import Streams

HISTORY_WEEKS = 52
"""Weeks lived through before the first activity, so that nothing starts from nothing."""
_SEARCHED = 1_500
_NEW_BUSINESS = 0.64
"""Share of the deals asked for that are not renewals."""
_CUSTOMERS = 0.065
"""Customers from before the first week, for each deal asked for."""


@dataclass(frozen=True)
class Universe:
    """Everything true of one world."""

    size: Size
    scenario: Scenario
    seed: int
    span: Span
    streams: Streams
    companies: Companies
    fitness: Fitness
    people: People
    happenings: Happenings
    setting: Setting
    assignment: Assignment
    knobs: Knobs
    lives: Lives
    volume: Floats
    is_scanned: npt.NDArray[np.bool_]


def build(size: Size, scenario_name: str, seed: int, until: date) -> Universe:
    """Draw a world and let its accounts live."""
    streams = Streams(seed)
    scenario = scenarios.drawn(scenario_name, streams)
    span = Span(until, size.weeks, HISTORY_WEEKS)
    firms = companies.draw(size, streams)
    fit = fitness.draw(firms, size.targets, scenario, streams)
    everybody = people.draw(size, firms, fit.tier, streams)
    events = happenings.draw(len(firms), span, streams)
    roles = people.roles_engaged(everybody, len(firms))
    rest = (span, roles, events, size.opportunities)
    setting = _setting(firms, fit, scenario, rest, streams)
    assignment = plays.assigned(firms, fit.tier, (span.weeks, span.history_weeks), streams)
    knobs = _knobs(size, setting, assignment, streams)
    lives = journeys.live(setting, knobs, assignment, FreshLuck(streams, len(firms)))
    rng = streams.of("volume")
    volume = rng.gamma(1.2, 1.0, len(firms)) + 0.02
    volume[:3] = (0.6, 2.0, 0.3)
    return Universe(
        size=size,
        scenario=scenario,
        seed=seed,
        span=span,
        streams=streams,
        companies=firms,
        fitness=fit,
        people=everybody,
        happenings=events,
        setting=setting,
        assignment=assignment,
        knobs=knobs,
        lives=lives,
        volume=volume,
        is_scanned=rng.random(len(firms)) < 0.15,
    )


def _setting(
    firms: Companies,
    fit: Fitness,
    scenario: Scenario,
    rest: tuple[Span, npt.NDArray[np.int8], Happenings, int],
    streams: Streams,
) -> Setting:
    span, roles, events, deals = rest
    odds = 1 / (1 + np.exp(-(1.2 * fit.total - 2.6)))
    wanted = _CUSTOMERS * deals
    bought = streams.of("old_customers").random(len(firms)) < odds * wanted / odds.sum()
    bought &= firms.kind == companies.PROSPECT
    bought[:3] = False
    return Setting(
        scenario=scenario,
        span=span,
        fit=fit.systematic,
        fit_total=fit.total,
        log_employees=np.log(firms.employees),
        tier=fit.tier,
        buys=firms.kind == companies.PROSPECT,
        family=firms.family,
        country=firms.country,
        runs_rival=firms.technologies[:, 1],
        roles=roles,
        trigger_week=events.week,
        trigger_gain=events.gain,
        exposed=journeys.exposure(fit.tier, streams),
        was_customer=bought,
        forced=_cast_states(span),
    )


def _cast_states(span: Span) -> dict[int, npt.NDArray[np.int8]]:
    """Acme wakes up in the last two weeks; Globex looks around; Initech reads a little."""
    weeks = span.all_weeks
    acme = np.full(weeks, journeys.AWARE, dtype=np.int8)
    acme[: weeks - 12] = journeys.UNAWARE
    acme[-2:] = (journeys.EVALUATING, journeys.DECIDING)
    globex = np.full(weeks, journeys.AWARE, dtype=np.int8)
    globex[-9:-3] = journeys.EVALUATING
    initech = np.full(weeks, journeys.AWARE, dtype=np.int8)
    return {0: acme, 1: globex, 2: initech}


def _knobs(size: Size, setting: Setting, assignment: Assignment, streams: Streams) -> Knobs:
    """Search the tempo on a part of the accounts that is small enough to live many times."""
    count = min(_SEARCHED, setting.fit.size)
    rows: Ints = np.sort(streams.of("search").permutation(setting.fit.size)[:count])
    luck = journeys.KeptLuck(
        np.stack(
            [
                streams.of("search_luck", week).random((journeys.DRAWS, count), dtype=np.float32)
                for week in range(setting.span.all_weeks)
            ]
        )
    )
    part = Assignment(assignment.start[:, rows], assignment.propensity[:, rows])
    wanted = _NEW_BUSINESS * size.opportunities * count / setting.fit.size
    return journeys.settle(setting.of(rows), part, luck, wanted)
