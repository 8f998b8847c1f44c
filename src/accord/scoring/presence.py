"""On which days anything was done at all: what was taken back later no longer shows."""

from typing import Final

import numpy as np

from accord.scoring import cells as cells_
from accord.scoring.cells import Cells, Flags, Grid, Ints

NEVER: Final = -(2**31)
"""A day before every day."""


def days_seen(place: Ints, places: int, rows: Cells, grid: Grid, window: int) -> Ints:
    """Count by place and look the days of a window on which anything was done."""
    where, once = _turns(place, rows, _taken_back(place, places, rows))
    return cells_.net_seen(where, places, once, grid, (0, window))


def last_day(place: Ints, places: int, rows: Cells, grid: Grid) -> Ints:
    """Return by place and look the last day on which anything was done; NEVER if none."""
    found = np.full((places, grid.looks.size), NEVER, np.int32)
    seen, row = cells_.numbered(place)
    found[seen] = _last_day(row, seen.size, rows, grid)
    return found


def _last_day(place: Ints, places: int, rows: Cells, grid: Grid) -> Ints:
    looks = grid.looks.size
    last = np.full((places, looks), NEVER, np.int32)
    is_doubtful = _taken_back(place, places, rows)
    plain = ~is_doubtful[place] & (rows.n > 0)
    first = grid.first_look(rows)
    keep = plain & (first < looks)
    days = rows.day[keep].astype(np.int32)
    np.maximum.at(last.reshape(-1), place[keep] * looks + first[keep], days)
    np.maximum.accumulate(last, axis=1, out=last)
    doubtful = is_doubtful[place]
    if doubtful.any():
        where, turns = _turns(place[doubtful], rows.where(doubtful), is_doubtful)
        keys, key = np.unique(where * 2**32 + turns.day + 2**31, return_inverse=True)
        opens = grid.first_look(turns)
        closes = np.full(opens.size, looks)
        stands = cells_.spread(key, keys.size, turns.n, (opens, closes), looks) > 0
        days = (keys % 2**32 - 2**31).astype(np.int32)
        np.maximum.at(last, keys >> 32, np.where(stands, days[:, None], np.int32(NEVER)))
    return last


def _taken_back(place: Ints, places: int, rows: Cells) -> Flags:
    """Tell which places have a row with a minus sign."""
    flags = np.zeros(places, np.bool_)
    flags[place[rows.n < 0]] = True
    return flags


def _turns(place: Ints, rows: Cells, is_doubtful: Flags) -> tuple[Ints, Cells]:
    """Return one row where a day of a place begins to show, and one where it ceases to."""
    keep = (rows.n > 0) | is_doubtful[place]
    place, rows = place[keep], rows.where(keep)
    order = np.lexsort((rows.known_day, rows.day, place))
    place, rows = place[order], rows.where(order)
    is_new_day = _changes(place, rows.day)
    running = np.cumsum(rows.n)
    running -= np.repeat(
        running[is_new_day] - rows.n[is_new_day],
        np.diff(np.append(np.flatnonzero(is_new_day), place.size)),
    )
    is_last_known = np.ones(place.size, np.bool_)
    is_last_known[:-1] = _changes(place, rows.day, rows.known_day)[1:]
    place, rows, running = place[is_last_known], rows.where(is_last_known), running[is_last_known]
    shows = running > 0
    showed = np.zeros(shows.size, np.bool_)
    showed[1:] = shows[:-1]
    turns = shows != (showed & ~_changes(place, rows.day))
    sign = np.where(shows, 1, -1)[turns]
    found = rows.where(turns)
    return place[turns], Cells(
        found.account, found.person, found.day, found.known_day, found.kind, sign
    )


def _changes(*columns: Ints) -> Flags:
    """Tell which rows differ from the one before in any column; the first does."""
    flags = np.ones(columns[0].size, np.bool_)
    flags[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return flags
