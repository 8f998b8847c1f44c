"""The rule language over arrays: a rule of the program as flags by account and look."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, assert_never

import numpy as np
from numpy.typing import NDArray

from accord.program import rules, words

Flags = NDArray[np.bool_]
Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Field:
    """What rules read: measures by account and look, and flags that stand by name.

    A measure may begin late: columns that it lacks in front are looks before anything that
    counts was heard, at which it is `cold`. `named` holds the flags of named rules
    ("qualification") and of overrides.
    """

    shape: tuple[int, int]
    values: Mapping[rules.Wanted, Ints]
    named: Mapping[str, Flags] = field(default_factory=dict)

    def where(self, wanted: rules.Wanted, test: Callable[[Ints], Flags]) -> Flags:
        """Tell at which accounts and looks a measure passes a test."""
        values = self.values[wanted]
        if not values.strides[1]:  # the same at every look
            return np.broadcast_to(test(values[:, :1]), self.shape)
        if values.shape[1] == self.shape[1]:
            return test(values)
        flags = np.empty(self.shape, np.bool_)
        begins = self.shape[1] - values.shape[1]
        flags[:, :begins] = test(np.array([cold(wanted)], np.int64))[0]
        flags[:, begins:] = test(values)
        return flags

    def at(self, wanted: rules.Wanted, rows: Ints, places: Ints) -> Ints:
        """Return a measure at accounts (by row) and looks (by place)."""
        values = self.values[wanted]
        begins = self.shape[1] - values.shape[1]
        found = values[rows, np.maximum(places - begins, 0)].astype(np.int64)
        return np.where(places < begins, cold(wanted), found)

    def all_true(self) -> Flags:
        """Return flags that hold everywhere."""
        return np.ones(self.shape, np.bool_)

    def flags_of(self, name: str) -> Flags:
        """Return the flags that stand by a name; nowhere when there are none."""
        return self.named.get(name, np.zeros(self.shape, np.bool_))

    def among(self, rows: Ints) -> "Field":
        """Return the field of some accounts only."""
        named = {name: flags[rows] for name, flags in self.named.items()}
        return Field((rows.size, self.shape[1]), _Among(self.values, rows), named)

    def plus(self, name: str, flags: Flags) -> "Field":
        """Return this field with further flags by name."""
        return Field(self.shape, self.values, {**self.named, name: flags})


@dataclass(frozen=True)
class _Among(Mapping[rules.Wanted, Ints]):
    """Measures of some rows, taken when asked for."""

    whole: Mapping[rules.Wanted, Ints]
    rows: Ints

    def __getitem__(self, wanted: rules.Wanted) -> Ints:
        return self.whole[wanted][self.rows]

    def __iter__(self) -> Iterator[rules.Wanted]:
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)


def cold(wanted: rules.Wanted) -> int:
    """Return what a measure is before anything that counts was heard."""
    return words.UNKNOWN if wanted[0] == "days_since_human_activity" else 0


def holds(rule: rules.Rule, over: Field) -> Flags:
    """Tell at which accounts and looks a rule holds."""
    match rule:
        case rules.AllOf():
            return all_hold(rule.all, over)
        case rules.AnyOf():
            return reduce(np.logical_or, (holds(part, over) for part in rule.any))
        case rules.Not():
            return ~holds(rule.not_, over)
        case rules.Always():
            return over.all_true()
        case rules.Named():
            return over.flags_of(rule.rule)
        case rules.Condition():
            return _compare(rule, over)
        case _:
            assert_never(rule)


def all_hold(parts: Sequence[rules.Rule], over: Field) -> Flags:
    """Tell where all rules hold, each asked only of accounts at which those before hold."""
    flags = holds(parts[0], over)
    for part in parts[1:]:
        rows = np.flatnonzero(flags.any(axis=1))
        if 2 * rows.size > flags.shape[0]:
            flags = flags & holds(part, over)
        else:
            held = flags[rows] & holds(part, over.among(rows))
            flags = np.zeros(over.shape, np.bool_)
            flags[rows] = held
    return flags


def _compare(condition: rules.Condition, over: Field) -> Flags:
    flags = over.where(condition.wanted, lambda values: meets(condition, values))
    if condition.or_override is not None:
        flags = flags | over.flags_of(condition.or_override)
    return flags


def meets(condition: rules.Condition, values: Ints) -> Flags:
    """Tell which values meet a comparison; an unknown one never does."""
    low, high, accepted = condition.low, condition.high, condition.accepted
    if low is not None and low > words.UNKNOWN and high is None and accepted is None:
        above: Flags = values >= low
        return above
    flags: Flags = values != words.UNKNOWN
    if low is not None:
        flags = flags & (values >= low)
    if high is not None:
        flags = flags & (values <= high)
    if accepted is not None:
        flags = flags & np.isin(values, list(accepted))
    return flags
