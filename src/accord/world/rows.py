"""Activities on their way: whole-number columns that point into the world's words."""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from accord.facts import activity_kinds
from accord.world.spans import Ints

KINDS: Final = tuple(activity_kinds.CHANNEL_BY_KIND)
KIND: Final = {kind: at for at, kind in enumerate(KINDS)}
HUMAN, CRAWLER, SCANNER, STEALTH, PROXY, PICTURES = range(6)
PLAIN, HEADERS_ONLY, HIDDEN_LINK = range(3)
BY_NOBODY, BY_BROWSER, BY_MAIL, BY_BOTH = range(4)
"""How an activity names its person: browser id, mail address, or both as in a form."""


@dataclass
class Rows:
    """Columns of equal length, one row an activity; -1 is none."""

    company: Ints
    person: Ints
    device: Ints
    moment: Ints  # UTC microseconds
    kind: Ints
    asset: Ints
    text: Ints
    agent: Ints
    campaign: Ints
    named: Ints  # BY_*
    verdict: Ints
    audience: Ints
    is_placed: npt.NDArray[np.bool_]  # the network told the company
    message: Ints  # the mail that it belongs to; 0 none
    delivered: Ints  # when that mail was sent
    trick: Ints  # PLAIN, or what only machines do

    def __len__(self) -> int:
        return int(self.company.size)

    def take(self, which: npt.NDArray[Any]) -> "Rows":
        """Return some rows: positions or a mask."""
        return Rows(**{entry.name: getattr(self, entry.name)[which] for entry in fields(self)})

    def later(self, micros: Ints | int, **changed: Any) -> "Rows":
        """Return the same people's next rows: moved in time, some columns set."""
        columns = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        columns["moment"] = self.moment + micros
        for name, value in changed.items():
            columns[name] = np.broadcast_to(np.asarray(value), (len(self),)).copy()
        return Rows(**columns)


def joined(parts: list[Rows]) -> Rows:
    """Return the rows of all parts, one after another."""
    return Rows(
        **{
            entry.name: np.concatenate([getattr(part, entry.name) for part in parts])
            for entry in fields(Rows)
        }
    )
