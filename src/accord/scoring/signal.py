"""What won and lost deals say about the profile: a signal, or honestly none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from accord.evidence import auc, estimates, fdr, logistic, permutation
from accord.scoring import signal_columns
from accord.scoring.signal_columns import Columns
from accord.values.estimate import Estimate

Reals: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

ENOUGH: Final = 20
"""With fewer wins or fewer losses the rules that people wrote stay."""
CHANCE: Final = 0.01
"""A pattern that luck gives more often than this is no signal."""
FALSE_FIELDS: Final = 0.10
"""Of the fields said to tell, at most so many may be luck."""

ALIKE: Final = 0.3
"""How alike the outcomes of one account's deals are taken to be."""
RULES: Final = "points of the profile"
"""The rules' own points stand among the fields: a good profile is found with few deals."""

_FOLDS: Final = 5
_REPEATS: Final = 3
_PRECISIONS: Final = (1.0, 4.0, 16.0, 64.0, 256.0)
_LEAST: Final = 1.0


class Verdict(StrEnum):
    """What may be concluded."""

    SIGNAL = "usable signal"
    NO_SIGNAL = "no usable signal"
    TOO_FEW = "too few deals"


@dataclass(frozen=True)
class Deals:
    """Closed deals: which account each is of, whether it was won, and what was known before.

    A category that is not known is None, a number NaN. Deals of one group (an account and
    its duplicates) never stand on both sides of a test. `rules` is what the profile says of
    each, where there is one.
    """

    groups: Sequence[str]
    won: Sequence[bool]
    categories: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    numbers: Mapping[str, Sequence[float]] = field(default_factory=dict)
    rules: Sequence[float] | None = None
    late_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a field: how many deals had it, and the share that was won."""

    name: str
    wins: int
    deals: int
    win_rate: Estimate


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """What one field says by itself; `tells` allows for how many fields were looked at."""

    name: str
    chance: float
    tells: bool
    known: int
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """The answer: a verdict in words, how well wins are told from losses, field by field."""

    verdict: Verdict
    sentence: str
    wins: int
    losses: int
    groups: int
    learned: auc.Area | None
    rules: auc.Area | None
    chance: float | None
    fields: tuple[FieldEvidence, ...]


def learn(deals: Deals) -> Signal:
    """Look for what tells wins from losses, and say so only if luck is no likely explanation.

    A signal needs both: a pattern that luck gives in fewer than one of a hundred worlds (signs
    of whole accounts turned), and a model that tells wins from losses at accounts it has not
    seen, better than a coin by the 95 % interval.
    """
    won = np.asarray(deals.won, dtype=np.bool_)
    wins, losses = int(won.sum()), int((~won).sum())
    numbers = dict(deals.numbers)
    if deals.rules is not None:
        numbers[RULES] = deals.rules
    columns = signal_columns.read(deals.categories, numbers)
    groups = signal_columns.grouped(deals.groups, columns)
    rules = _of_rules(deals, won, groups)
    if min(wins, losses) < ENOUGH or not columns.names:
        return _too_few((wins, losses, groups), rules, bool(columns.names))
    tested = _tested(columns, won, groups)
    learned = auc.area(_unseen(columns, won, groups), won, groups)
    chance = _chance(tested, columns)
    areas = [one for one in (learned, rules) if one is not None]
    is_signal = chance < CHANCE and any(one.low > 1 / 2 for one in areas)
    verdict = Verdict.SIGNAL if is_signal else Verdict.NO_SIGNAL
    fields = _fields(deals, columns, won, tested, is_signal=is_signal)
    count = int(np.unique(groups).size)
    sentence = _sentence(verdict, (wins, losses, count), learned, fields)
    return Signal(
        verdict,
        sentence + _lateness(deals.late_share),
        wins,
        losses,
        count,
        learned,
        rules,
        chance,
        fields,
    )


def _chance(tested: permutation.Found, columns: Columns) -> float:
    """Return how often luck would do as well; half of what is allowed goes to the rules alone."""
    of_fields = 2 * min(tested.overall, tested.at_best)
    if RULES not in columns.names:
        return min(1.0, of_fields)
    of_rules = float(tested.of_blocks[columns.names.index(RULES)])
    return min(1.0, 2 * min(of_rules, of_fields))


def _too_few(
    counted: tuple[int, int, Ints],
    rules: auc.Area | None,
    has_fields: bool,
) -> Signal:
    wins, losses, groups = counted
    sentence = f"{wins} {_plural(wins, 'win', 'wins')} and {losses} {_plural(losses, 'loss', 'losses')}: rules stay"
    if not has_fields:
        sentence += "; no field of the accounts differs between deals"
    elif min(wins, losses) < ENOUGH:
        sentence += f". From {ENOUGH} of each on, deals are asked what they say"
    return Signal(
        Verdict.TOO_FEW, sentence, wins, losses, int(np.unique(groups).size), None, rules, None, ()
    )


def _of_rules(deals: Deals, won: Flags, groups: Ints) -> auc.Area | None:
    if deals.rules is None or not won.size:
        return None
    return auc.area(np.asarray(deals.rules, dtype=np.float64), won, groups)


def _tested(columns: Columns, won: Flags, groups: Ints) -> permutation.Found:
    """Test the columns by what each group adds to the covariance with winning.

    Deals of one account are alike, so that its hundredth says little that is new: a group
    of n counts as n / (1 + (n - 1) * ALIKE) deals. Otherwise one loyal customer would make
    the mean, and everybody else's distance from it would look like a law.
    """
    _, places, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    weights = (1 / (1 + (sizes - 1) * ALIKE))[places]
    whole = weights.sum()
    surplus = (won - (weights @ won) / whole) * weights
    centred = columns.matrix - (weights @ columns.matrix) / whole
    sums = np.zeros((sizes.size, columns.matrix.shape[1]))
    np.add.at(sums, places, centred * surplus[:, None])
    return permutation.sign_test(sums, columns.fields)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Deals that are alike, gathered: what they have in common, how many, the share won."""

    features: Reals
    groups: Ints
    share: Reals
    deals: Reals

    def where(self, kept: Flags) -> "_Rows":
        return _Rows(self.features[kept], self.groups[kept], self.share[kept], self.deals[kept])

    @property
    def is_mixed(self) -> bool:
        """Tell whether there are wins and losses."""
        wins = float(self.share @ self.deals)
        return 0 < wins < float(self.deals.sum())


def _unseen(columns: Columns, won: Flags, groups: Ints) -> Reals:
    """Return what models that have not seen a group say of its deals, mean of some splits."""
    scale = columns.matrix.std(axis=0)
    features = (columns.matrix - columns.matrix.mean(axis=0)) / np.where(scale > 0, scale, 1)
    keyed = np.column_stack([groups, np.round(features, 9)])
    _, first, places = np.unique(keyed, axis=0, return_index=True, return_inverse=True)
    places = places.ravel()
    deals = np.bincount(places).astype(np.float64)
    share = np.bincount(places, won) / deals
    is_rules = np.array([columns.names[field] == RULES for field in columns.fields])
    rows = _Rows(features[first], groups[first], share, deals)
    said = np.zeros(deals.size)
    for repeat in range(_REPEATS):
        folds = _folds(rows.groups, repeat)
        for fold in range(_FOLDS):
            out = folds == fold
            if out.any() and (seen := rows.where(~out)).is_mixed:
                fitted = _fit(seen, is_rules)
                said[out] += fitted.log_odds(rows.features[out]) - fitted.coefficients[0]
    return np.asarray(said[places])


def _fit(rows: _Rows, free: NDArray[np.bool_]) -> logistic.Fitted:
    """Fit with the shrinkage that the data favour; the rules' own points are shrunk least."""
    tried = (
        logistic.fit(
            rows.features, rows.share, rows.deals, precision=np.where(free, _LEAST, precision)
        )
        for precision in _PRECISIONS
    )
    return max(tried, key=lambda fitted: fitted.evidence)


def _folds(groups: Ints, repeat: int) -> Ints:
    """Deal whole groups to folds; the repeat's number is the seed."""
    names, places = np.unique(groups, return_inverse=True)
    order = np.random.default_rng(repeat).permutation(names.size)
    folds: Ints = (order % _FOLDS)[places].astype(np.int64)
    return folds


def _fields(
    deals: Deals, columns: Columns, won: Flags, tested: permutation.Found, *, is_signal: bool
) -> tuple[FieldEvidence, ...]:
    """Return the evidence of each field, the surest first; without a signal none tells."""
    kept = fdr.benjamini_hochberg(tested.of_blocks, FALSE_FIELDS)
    found = []
    for place, name in enumerate(columns.names):
        numbers = {**deals.numbers, **({RULES: deals.rules} if deals.rules is not None else {})}
        labels = signal_columns.labels(name, deals.categories, numbers)
        levels = tuple(_levels(labels, won))
        known = sum(level.deals for level in levels)
        tells = bool(kept[place]) and is_signal
        found.append(FieldEvidence(name, float(tested.of_blocks[place]), tells, known, levels))
    return tuple(sorted(found, key=lambda one: (one.chance, one.name)))


def _levels(labels: Sequence[str | None], won: Flags) -> list[Level]:
    names = sorted({label for label in labels if label is not None})
    told = np.array([label if label is not None else "" for label in labels], dtype=np.object_)
    levels = []
    for name in names:
        here = told == name
        wins, deals = int(won[here].sum()), int(here.sum())
        levels.append(Level(name, wins, deals, estimates.of_share(wins, deals)))
    return levels


def _sentence(
    verdict: Verdict,
    counted: tuple[int, int, int],
    learned: auc.Area | None,
    fields: Sequence[FieldEvidence],
) -> str:
    wins, losses, groups = counted
    basis = f"{wins:,} wins and {losses:,} losses at {groups:,} accounts"
    told = (
        f"told apart {learned.value:.2f} of the time, {learned.low:.2f} to {learned.high:.2f}; "
        "a coin does 0.50"
        if learned
        else "not to be told apart"
    )
    if verdict is Verdict.NO_SIGNAL:
        return f"No usable signal: {basis} do not say who wins ({told}). Rules stay"
    names = [one.name.replace("_", " ") for one in fields if one.tells][:3]
    which = f", most by {', '.join(names)}" if names else ""
    return f"Usable signal: {basis} say who wins ({told}){which}"


def _lateness(share: float) -> str:
    if share <= 0:
        return ""
    return (
        f". At {share:.0%} of the deals the account is known only as it was recorded later, "
        "so this may be flattered by what was written after the outcome"
    )


def _plural(n: int, one: str, many: str) -> str:
    return one if n == 1 else many
