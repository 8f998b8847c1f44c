"""The whole page of an account, gathered from its parts."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString

from accord.program.model import Program
from accord.server.records.queries.account_page import AccountPage
from accord.server.records.queries.picture import Pinned
from accord.server.web import tiers, wording
from accord.server.web.display import (
    account_group,
    account_head,
    account_products,
    account_story,
    account_target,
    account_weeks,
)
from accord.server.web.forms.decisions import OverrideForm, iso
from accord.values import time

_LOCK_DAYS = 90


def sheet(
    page: AccountPage, program: Program, pinned: Pinned, said: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what the page's template reads."""
    today = pinned.as_of_day
    step = account_head.step_of(page, program, today)
    group = account_head.main_group(page)
    solution = group.solution if group else next(iter(program.solutions))
    return {
        "row": page.row,
        "firmographics": account_head.firmographics(page),
        "line": account_head.line(page),
        "stats": account_head.stats(page, today),
        "answers": account_head.answers(page, today, said, step=step),
        "step": step,
        "target": page.target,
        "target_lines": account_target.target_lines(page, today),
        "override_fields": _override_fields(page, today),
        "tiers": tiers.choices(tuple(program.tiers)),
        "solution": solution,
        "roles": tuple((name, wording.words(name)) for name in program.group_of(solution).roles),
        **_people(page, program, today),
        **_story(page, program, today),
    }


def _people(page: AccountPage, program: Program, today: int) -> dict[str, Any]:
    return {
        "groups": account_group.cards(page, program, today),
        "people": account_group.people(page, today),
        "more_people": account_group.more_people(page),
        "people_words": account_group.people_words(page),
        "team": account_story.team(page),
        "notes": account_story.notes(page),
    }


def _story(page: AccountPage, program: Program, today: int) -> dict[str, Any]:
    chart = account_weeks.chart(page, program)
    return {
        "chart": chart,
        "chart_rows": account_weeks.rows(page, chart),
        "chart_words": account_weeks.words(page, chart),
        "journeys": account_story.lanes(page, program, today),
        "journey_words": account_story.journey_words(page),
        "opportunities": account_story.deals(page, today),
        "signals": account_story.heard(page, today),
        **account_products.sheet(page, today),
        "timeline": account_story.timeline(today, page.timeline[: account_story.SHOWN]),
        "timeline_words": account_story.timeline_words(page),
    }


def _override_fields(page: AccountPage, today: int) -> SafeString:
    tier = (page.target.proposed_tier if page.target else None) or page.row.tier or "one_to_few"
    until = time.from_day(today) + timedelta(days=_LOCK_DAYS)
    return _drawn_fields(tier, iso(time.day_number(until)), tuple(tiers.choices()))


@lru_cache(maxsize=64)
def _drawn_fields(tier: str, until: str, _choices: tuple[tuple[str, str], ...]) -> SafeString:
    """Draw the fields that keep an account in a tier; few accounts begin with others."""
    form = OverrideForm(initial={"tier": tier, "until": until}, auto_id="lock_%s")
    return SafeString(get_template("parts/fields.html").render({"form": form}))
