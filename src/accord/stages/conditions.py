"""The rule language over arrays: a rule of the program as flags by account and look."""

from collections.abc import Mapping
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

    `named` holds the flags of named rules ("qualification") and of overrides.
    """

    shape: tuple[int, int]
    values: Mapping[rules.Wanted, Ints]
    named: Mapping[str, Flags] = field(default_factory=dict)

    def all_true(self) -> Flags:
        """Return flags that hold everywhere."""
        return np.ones(self.shape, np.bool_)

    def flags_of(self, name: str) -> Flags:
        """Return the flags that stand by a name; nowhere when there are none."""
        return self.named.get(name, np.zeros(self.shape, np.bool_))

    def plus(self, name: str, flags: Flags) -> "Field":
        """Return this field with further flags by name."""
        return Field(self.shape, self.values, {**self.named, name: flags})


def holds(rule: rules.Rule, over: Field) -> Flags:
    """Tell at which accounts and looks a rule holds."""
    match rule:
        case rules.AllOf():
            return reduce(np.logical_and, (holds(part, over) for part in rule.all))
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


def _compare(condition: rules.Condition, over: Field) -> Flags:
    values = over.values[condition.wanted]
    flags = np.broadcast_to(values != words.UNKNOWN, over.shape)
    if condition.low is not None:
        flags = flags & (values >= condition.low)
    if condition.high is not None:
        flags = flags & (values <= condition.high)
    if condition.accepted is not None:
        flags = flags & np.isin(values, list(condition.accepted))
    if condition.or_override is not None:
        flags = flags | over.flags_of(condition.or_override)
    return flags
