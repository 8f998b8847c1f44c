"""Who would be a good customer: true fit as a sum over company traits, and what it does to odds."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.world import words
from accord.world.companies import Companies
from accord.world.scenarios import Scenario
from accord.world.spans import Floats
from accord.world.streams import Stream, Streams

FEATURES: Final = ("industry", "employees", "country", "technologies", "growth", "locations")
_INDUSTRY: Final = (1.0, 1.0, 0.8, 0.7, 0.6, 0.5, 0.2, 0.3)
_COUNTRY: Final = (1.0, 0.9, 0.9, 0.8, 0.8, 0.7, 0.7, 0.7, 0.1, 0.1, 0.2)
_BEST_SIZE: Final = 900
_STEP: Final = 0.8
"""Where the threshold family's step stands, in standard deviations of fit."""


@dataclass(frozen=True)
class Fitness:
    """What makes the companies of one world fit."""

    features: Floats  # companies x FEATURES, standardised
    systematic: Floats  # what company facts can tell; 0 everywhere in a world without signal
    total: Floats  # with what nobody can see
    tier: npt.NDArray[
        np.int8
    ]  # as sales sees it: 0 none, 1 one-to-one, 2 one-to-few, 3 one-to-many


def draw(companies: Companies, targets: int, scenario: Scenario, streams: Streams) -> Fitness:
    """Return the true fit of every company, and the tier that sales would give it."""
    rng = streams.of("fit")
    features = _features(companies, rng)
    systematic = features @ np.array(scenario.fit_weights)
    spread = float(systematic.std())
    systematic = (systematic - systematic.mean()) / spread if spread > 0 else systematic
    total = systematic + rng.normal(0.0, scenario.fit_noise, len(companies))
    return Fitness(features, systematic, total, _tiers(companies, total, targets, rng))


def _features(companies: Companies, rng: Stream) -> Floats:
    industry = np.array(_INDUSTRY) + rng.normal(0.0, 0.2, len(_INDUSTRY))
    country = np.array(_COUNTRY) + rng.normal(0.0, 0.1, len(_COUNTRY))
    distance = (np.log(companies.employees) - np.log(_BEST_SIZE)) / 1.4
    has = {name: companies.technologies[:, at] for at, name in enumerate(words.TECHNOLOGIES)}
    columns = np.column_stack(
        [
            industry[companies.industry],
            -np.minimum(distance**2, 4.0),
            country[companies.country],
            0.6 * has["complementary_platform"] + 0.4 * has["product_we_replace"],
            np.clip(companies.growth, -15, 30),
            np.log(np.minimum(companies.locations, 20)),
        ]
    )
    return np.asarray((columns - columns.mean(axis=0)) / columns.std(axis=0), dtype=np.float64)


def _tiers(companies: Companies, fit: Floats, targets: int, rng: Stream) -> npt.NDArray[np.int8]:
    """Rank by what sales believes: fit, company size, and a good deal of habit."""
    prospects = np.flatnonzero(companies.kind == 0)
    size = np.log(companies.employees)
    belief = fit + rng.normal(0.0, 0.7, len(companies))
    if np.ptp(fit) > 0 and not np.allclose(fit, 0):
        belief = belief + 0.3 * (size - size.mean()) / size.std()
    belief[:2] = (9.0, 8.0)
    belief[2] = -9.0
    best = prospects[np.argsort(-belief[prospects], kind="stable")][:targets]
    one, few = max(2, min(20, targets // 12)), max(6, min(200, targets // 3))
    tier = np.zeros(len(companies), dtype=np.int8)
    tier[best] = 3
    tier[best[: one + few]] = 2
    tier[best[:one]] = 1
    tier[1] = 2
    return tier


def on_odds(fit: Floats, scenario: Scenario) -> Floats:
    """Return what fit adds to the log-odds of winning, in the form of the world's family."""
    if not scenario.has_signal:
        return np.zeros_like(fit)
    if scenario.family == "threshold":
        return np.asarray(
            scenario.fit_on_odds * 2.6 * (1 / (1 + np.exp(-8 * (fit - _STEP))) - 0.4),
            dtype=np.float64,
        )
    return scenario.fit_on_odds * fit


def chance(log_odds: Floats, family: str) -> Floats:
    """Return the chance to win.

    In the gamma-time family two gamma times of shape 2, one to win and one to lose, race:
    their ratio is beta prime, so the chance to be first is 3q^2 - 2q^3 of the logistic q.
    """
    logistic = 1 / (1 + np.exp(-log_odds))
    if family == "gamma_time":
        return np.asarray(3 * logistic**2 - 2 * logistic**3, dtype=np.float64)
    return np.asarray(logistic, dtype=np.float64)
