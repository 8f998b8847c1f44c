"""What every measure must say of itself before it may be shown."""

from dataclasses import dataclass
from typing import Literal

Way = Literal["share", "mean", "count", "total"]
"""How amounts become one figure: a share of yes, a mean, a number of rows, a sum."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One measure: its words, and the rows behind it.

    `rows` is a query of (slice, account, amount) over the tables of the earlier rooms; it may
    bind $day, $quarter_from, $quarter_to, $qualified_from and $solution. For a share, an
    amount is 1 or 0. `patience` names the clause of the program's patience that it waits for.
    """

    name: str
    title: str
    formula: str
    window: str
    unit: str
    way: Way
    rows: str
    patience: str | None = None
    note: str = ""
    enough: int = 10
    needs_goal: bool = False

    @property
    def awaits(self) -> str:
        """What may keep the figure back: a goal that is not set, or patience by its clause."""
        return "goal" if self.needs_goal else self.patience or ""
