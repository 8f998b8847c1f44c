"""How the funnel reads: its stages, and in a line each who on the list stands beside it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.server.records.queries import accounts
from accord.server.records.queries.scorecard import Beside, FunnelStage, Scorecard
from accord.server.web import drawing, tiers, wording


def sheet(found: Scorecard) -> dict[str, Any]:
    """Return the inverted funnel: it widens, because its bars are people per account."""
    stages = found.funnel
    top = max((s.high or s.people_per_account or 0 for s in stages), default=1) or 1
    return {
        "funnel": [_stage(stage, top) for stage in stages],
        "funnel_words": _sum(sum(stage.accounts for stage in stages), found.listed),
        "funnel_beside": [line for each in found.beside for line in _lines(each)],
    }


def _stage(stage: FunnelStage, top: float) -> dict[str, Any]:
    bar = drawing.FunnelBar(stage.people_per_account, max(0.0, stage.low or 0), stage.high, top)
    words = (
        f"{stage.people_per_account:.1f}"
        if stage.people_per_account is not None
        else wording.counted(
            stage.accounts,
            "1 account, too few for a figure",
            "%(n)s accounts, too few for a figure",
        )
    )
    chosen = {"stage": (stage.stage,), "motion": ("new",), "tier": tiers.ORDER}
    is_listed_so = accounts.count_accounts(accounts.Filters(chosen=chosen)) == stage.accounts
    return {
        "title": wording.words(stage.stage),
        "accounts": stage.accounts,
        "drawing": drawing.funnel_bar(bar, words),
        "spoken": _("accounts, %(n)s people each") % {"n": words},
        "link": _list(f"stage={stage.stage}&motion=new") if is_listed_so else "",
    }


def _sum(inside: int, listed: int) -> str:
    return _("%(n)s of %(all)s accounts of the list stand here, by their new business.") % {
        "n": f"{inside:,}",
        "all": f"{listed:,}",
    }


def _lines(found: Beside) -> list[dict[str, str]]:
    """Say who is worked in another motion: left out of the funnel, or in it by the past."""
    motion = wording.small_words(found.motion) if found.motion else _("no motion yet")
    link = _list(f"motion={found.motion or ''}")
    out = ngettext(
        "One more stands in no journey of new business: %(motion)s.",
        "%(n)s more stand in no journey of new business: %(motion)s.",
        found.outside,
    )
    past = ngettext(
        "One of these is worked as %(motion)s now; the list shows it there.",
        "%(n)s of these are worked as %(motion)s now; the list shows them there.",
        found.inside,
    )
    said = [(found.outside, out), (found.inside, past)]
    return [
        {"words": text % {"n": f"{n:,}", "motion": motion}, "link": link} for n, text in said if n
    ]


def _list(query: str) -> str:
    return reverse("accounts") + f"?{query}&" + "&".join(f"tier={tier}" for tier in tiers.ORDER)
