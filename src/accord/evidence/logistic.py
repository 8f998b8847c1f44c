"""Logistic regression with a Gaussian prior, by Newton's method: small data, honest spread."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Reals: TypeAlias = NDArray[np.float64]

_STEPS: Final = 50
_STILL: Final = 1e-8
_FARTHEST: Final = 30.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Coefficients, the intercept first, their posterior covariance, and the log evidence.

    The evidence (Laplace's approximation) tells which of several priors the data favour.
    """

    coefficients: Reals
    covariance: Reals
    evidence: float

    def log_odds(self, features: Reals) -> Reals:
        """Return the log odds of rows of features."""
        found: Reals = self.coefficients[0] + features @ self.coefficients[1:]
        return found


def chance(log_odds: Reals) -> Reals:
    """Return the chance that log odds stand for."""
    found: Reals = 1 / (1 + np.exp(-np.clip(log_odds, -_FARTHEST, _FARTHEST)))
    return found


def fit(
    features: Reals,
    outcome: Reals,
    weights: Reals,
    *,
    precision: float | Reals,
    expected: Reals | None = None,
) -> Fitted:
    """Fit by maximum posterior; `precision` is that of the prior on each coefficient.

    A row stands for `weights` deals, of which the share `outcome` was won. `expected` is the
    prior's mean: rules that somebody wrote, in log odds a feature; without it the prior is
    centred on nothing. The intercept is free.
    """
    design = np.column_stack([np.ones(outcome.size), features])
    prior = np.concatenate([[1e-6], np.broadcast_to(precision, features.shape[1])])
    mean = np.zeros(design.shape[1])
    if expected is not None:
        mean[1:] = expected
    found = mean.copy()
    for _ in range(_STEPS):
        p = chance(design @ found)
        curvature = _curvature(design, weights * p * (1 - p), prior)
        pull = design.T @ (weights * (outcome - p)) - prior * (found - mean)
        step = np.linalg.solve(curvature, pull)
        found = found + np.clip(step, -5, 5)
        if np.max(np.abs(step)) < _STILL:
            break
    p = chance(design @ found)
    curvature = _curvature(design, weights * p * (1 - p), prior)
    covariance = np.asarray(np.linalg.inv(curvature), dtype=np.float64)
    told = outcome * np.log(p) + (1 - outcome) * np.log(1 - p)
    penalty = float(np.sum(prior * (found - mean) ** 2))
    volume = float(np.sum(np.log(prior)) - np.linalg.slogdet(curvature)[1])
    return Fitted(found, covariance, float(told @ weights) + (volume - penalty) / 2)


def _curvature(design: Reals, spread: Reals, prior: Reals) -> Reals:
    found: Reals = (design * spread[:, None]).T @ design + np.diag(prior)
    return found
