"""Days on which a source that usually speaks said nothing: no data is not the same as no interest."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_ENOUGH: Final = 14
"""Days with data below which nothing is usual yet."""
_USUAL: Final = 0.95
"""Share of a source's pauses that count as its usual ones."""
_TIMES: Final = 2
_AT_LEAST: Final = 3
_WEEK: Final = 7
_DARK_DAYS: Final = 3
"""Days of a week without data from which its figures are not to be read as quiet."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Days from the first to the last without data; an open one lasts until today."""

    source: str
    first_day: int
    last_day: int
    is_open: bool
    usual_pause: int

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return self.last_day - self.first_day + 1


def find(source: str, days: Iterable[int], today: int) -> list[Gap]:
    """Return the gaps of a source that has data on these days; `today` counts as not over yet.

    A gap is a pause at least twice as long as 19 of 20 pauses of that source, and at least
    three days: a weekly file is quiet for six days, a site for none.
    """
    heard = sorted({day for day in days if day <= today})
    if len(heard) < _ENOUGH:
        return []
    pauses = [after - before - 1 for before, after in itertools.pairwise(heard)]
    usual = sorted(pauses)[min(len(pauses) - 1, int(_USUAL * len(pauses)))]
    least = max(_AT_LEAST, _TIMES * usual + 1)
    found = [
        Gap(source, before + 1, after - 1, is_open=False, usual_pause=usual)
        for before, after in itertools.pairwise(heard)
        if after - before - 1 >= least
    ]
    silent = today - 1 - heard[-1]
    if silent >= least:
        found.append(Gap(source, heard[-1] + 1, today - 1, is_open=True, usual_pause=usual))
    return found


def weeks(gaps: Iterable[Gap], looks: Sequence[int]) -> list[int]:
    """Return the places of weeks, named by their last days, of which too many days are dark."""
    dark = {day for gap in gaps for day in range(gap.first_day, gap.last_day + 1)}
    return [
        place
        for place, look in enumerate(looks)
        if sum(day in dark for day in range(look - _WEEK + 1, look + 1)) >= _DARK_DAYS
    ]


def spans(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return runs of neighbouring places, as first and last."""
    found: list[tuple[int, int]] = []
    for place in sorted(places):
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found
