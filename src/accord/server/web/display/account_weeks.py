"""The weeks of an account as its chart draws them: points by channel, stages, plays."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accord.program.model import Program
from accord.server.records.queries import gaps
from accord.server.records.queries.account_page import AccountPage, Week
from accord.server.web import rounding, wording
from accord.values.points import MILLION

_SERIES: Final = 4
_WEEK: Final = 7
_APART: Final = 5
"""Weeks between two stage changes whose names would run into each other."""
_LEVELS: Final = 4


def chart(page: AccountPage, program: Program) -> dict[str, Any]:
    """Return what the chart reads as JSON; a week without any row is a gap, never a zero."""
    weeks = page.weeks
    if not any(week.earned_by_channel for week in weeks):
        return {"weeks": []}
    channels = _channels(weeks)
    return {
        "weeks": [wording.day(week.look_day) for week in weeks],
        "series": [
            {"title": title, "values": [_earned(week, names) for week in weeks]}
            for title, names in channels
        ],
        "stages": _stages(page, weeks),
        "plays": _plays(page, program, weeks),
        "gaps": [
            {"from": first, "to": last}
            for first, last in gaps.dark_weeks([week.look_day for week in weeks])
        ],
        "words": {
            "stage": _("journey stage"),
            "play": _("play"),
            "gap": _("no data"),
            "none": _("none"),
        },
    }


def _channels(weeks: tuple[Week, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the channels that earned most, the rest as one."""
    earned: Counter[str] = Counter()
    for week in weeks:
        earned.update(week.earned_by_channel)
    ranked = [name for name, n in earned.most_common() if n > 0]
    if len(ranked) <= _SERIES:
        return [(wording.words(name), (name,)) for name in ranked]
    first = [(wording.words(name), (name,)) for name in ranked[: _SERIES - 1]]
    return [*first, (_("Other channels"), tuple(ranked[_SERIES - 1 :]))]


def _earned(week: Week, names: tuple[str, ...]) -> float:
    return round(sum(week.earned_by_channel.get(name, 0) for name in names) / MILLION, 2)


def _week_of(weeks: tuple[Week, ...], day: int) -> int:
    """Return the place of the week that holds a day."""
    return next((place for place, week in enumerate(weeks) if week.look_day >= day), len(weeks) - 1)


def _stages(page: AccountPage, weeks: tuple[Week, ...]) -> list[dict[str, Any]]:
    """Return changes of the journey stage inside the weeks; close ones on levels of their own."""
    first = weeks[0].look_day - _WEEK
    found: list[dict[str, Any]] = []
    for step in page.journey:
        if step.entered_day <= first or step.motion != (page.row.motion or step.motion):
            continue
        week = _week_of(weeks, step.entered_day)
        taken = {mark["level"] for mark in found if week - mark["week"] < _APART}
        level = next(level for level in range(len(taken) + 1) if level not in taken)
        found.append({"week": week, "title": wording.words(step.stage), "level": level})
    return [mark for mark in found if mark["level"] < _LEVELS]


def _plays(page: AccountPage, program: Program, weeks: tuple[Week, ...]) -> list[dict[str, Any]]:
    """Return the plays that ran, each on the first lane that is free."""
    first, last = weeks[0].look_day - _WEEK, weeks[-1].look_day
    ends: list[int] = []
    found = []
    for row in sorted(page.play_runs, key=lambda row: row["starts_day"]):
        end = row["ends_day"] if row["ends_day"] is not None else last
        if end < first or row["starts_day"] > last:
            continue
        lane = next((n for n, busy in enumerate(ends) if busy < row["starts_day"]), len(ends))
        ends[lane : lane + 1] = [end]
        play = program.play(row["play"])
        title = play.title if play else wording.words(row["play"])
        held = row.get("arm") == "held_out"
        found.append(
            {
                "from": _week_of(weeks, max(first + 1, row["starts_day"])),
                "to": _week_of(weeks, min(last, end)),
                "title": _("%(play)s, held out") % {"play": title} if held else title,
                "lane": lane,
                "is_held_out": held,
            }
        )
    return found


def rows(page: AccountPage, chart_data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the chart's figures as a table, the latest week first."""
    if not chart_data["weeks"]:
        return []
    return [
        {
            "day": chart_data["weeks"][place],
            "cells": _cells(series["values"][place] for series in chart_data["series"]),
            "total": rounding.whole(week.points),
        }
        for place, week in reversed(list(enumerate(page.weeks)))
    ]


def _cells(values: Iterable[float]) -> SafeString:
    """Draw a week's points by channel as cells of a row; a page has a hundred of them."""
    written = [wording.number(math.floor(value + 0.5)) for value in values]
    return SafeString("".join(f'<td class="r ac-num">{number}</td>' for number in written))


def words(page: AccountPage, chart_data: dict[str, Any]) -> str:
    """Say what the chart shows to somebody who does not see it."""
    if not chart_data["weeks"]:
        return ""
    names = wording.joined([series["title"] for series in chart_data["series"]])
    return _(
        "Points of %(name)s by week, from %(channels)s. The table below holds the figures."
    ) % {
        "name": page.row.name,
        "channels": names,
    }
