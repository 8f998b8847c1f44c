"""What a launch begins with: who is held out by lot, and the words of its mails."""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from accord.content import starting
from accord.evidence import power
from accord.plays import gate, holdout
from accord.plays.holdout import Assignment, Unit
from accord.program.model import Program
from accord.program.playbook import Play
from accord.program.reach import Holdout
from accord.server.playing import people
from accord.server.records.models import Campaign

_BASE: Final = 0.1
"""The share of accounts that answers without a play, where nothing better is known."""
UNITS: Final = """
    WITH RECURSIVE up(account, family, steps) AS (
        SELECT account, coalesce(parent, account), 1 FROM {accounts}
        WHERE list_contains($accounts, account)
        UNION ALL
        SELECT u.account, a.parent, u.steps + 1
        FROM up u JOIN {accounts} a ON a.account = u.family
        WHERE a.parent <> a.account AND u.steps < 20
    ),
    families AS (
        SELECT account, CASE WHEN max(steps) < 20 THEN arg_max(family, steps)
            ELSE min(family) FILTER (WHERE steps > 10) END AS family
        FROM up GROUP BY account
    )
    SELECT a.account, f.family, a.employees,
        coalesce(t.signed_tier, t.tier) AS tier, t.value_points AS value, s.fit, s.engagement
    FROM {accounts} a JOIN families f USING (account)
    LEFT JOIN {targets} t USING (account) LEFT JOIN shown s USING (account)
    WHERE list_contains($accounts, a.account) ORDER BY a.account
"""
"""What lots go by. A family is its tree's top; records that name each other in a circle are one."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The arm of every account, and how it was drawn."""

    arms: dict[int, str]
    seed: str
    words: str
    limit: float
    """How different the arms might be: a test of the effect draws by the same."""

    @property
    def held_out(self) -> int:
        """How many accounts the play never touches."""
        return sum(arm == "held_out" for arm in self.arms.values())

    def told(self) -> dict[str, Any]:
        """Return what is stored with the campaign."""
        told = {"seed": self.seed, "words": self.words, "held_out": self.held_out}
        return {**told, "limit": self.limit}


def draw(campaign: Campaign, program: Program) -> Drawn:
    """Draw who is held out of a campaign: the same draft is always drawn alike."""
    units = _units(campaign.accounts, program.reach.holdout)
    found = holdout.assign(units, program.reach.holdout, campaign.public)
    arms = {n: "held_out" if n in found.held_out else "treated" for n in campaign.accounts}
    return Drawn(arms, campaign.public, found.why_not or _words(found, len(units)), found.limit)


def foresee(campaign: Campaign, program: Program) -> str:
    """Say what a holdout of a draft would show, before anybody is drawn."""
    rule = program.reach.holdout
    open_ = holdout.drawn(_units(campaign.accounts, rule), rule)
    if why_not := holdout.why_not(len(open_), len(campaign.accounts), rule):
        return f"Nobody is held out: {why_not}."
    held = max(round(len(open_) * min(rule.share, rule.at_most_share)), 1)
    share = power.detectable_share(len(open_) - held, held, _BASE)
    mean = power.detectable_mean(len(open_) - held, held)
    shown = [f"engagement higher by {mean:.2f} standard deviations"] if mean else []
    if share is not None:
        shown.insert(0, f"a share of accounts that answers of {share:.0%} instead of {_BASE:.0%}")
    seen = " or ".join(shown) if shown else "no effect, however large"
    return (
        f"By lot {held} of {len(campaign.accounts):,} accounts are left alone. "
        f"Four times of five that shows {seen}; what is smaller can't be told from chance."
    )


def _words(found: Assignment, accounts: int) -> str:
    return (
        f"{len(found.held_out)} of {accounts:,} accounts are left alone by lot; before the launch "
        f"the arms differ by {found.worst:.2f} standard deviations at most (lot {found.draws:,}, "
        f"the first within {found.limit:.2f})"
    )


def _units(accounts: Sequence[int], rule: Holdout) -> list[Unit]:
    reader = people.reader()
    sql = UNITS.format(accounts=reader.source("accounts"), targets=reader.source("targets"))
    rows = reader.rows(sql, accounts=list(accounts))
    fits = sorted(row["fit"] for row in rows if row["fit"] is not None)
    return [_unit(row, fits, rule) for row in rows]


def _unit(row: Mapping[str, Any], fits: Sequence[int], rule: Holdout) -> Unit:
    fit = row["fit"]
    third = "unknown" if fit is None else f"{bisect_left(fits, fit) * 3 // len(fits)}"
    sizes = [row["fit"], row["engagement"], row["value"], row["employees"]]
    covariates = tuple(math.nan if one is None else math.log1p(max(one, 0)) for one in sizes)
    tier = row["tier"] or ""
    stratum = tuple({"tier": tier, "fit": third}[one] for one in rule.stratify)
    return Unit(row["account"], row["family"] or 0, tier, stratum, covariates)


def starting_texts(play: Play) -> dict[str, dict[str, str]]:
    """Return the mails that a draft begins with, by the step's place; marks say what is to write."""
    found = {}
    for place in gate.mail_places(play):
        text = starting.text_of(play.steps[place].do)
        found[str(place)] = {"subject": text.subject, "body": text.body}
    return found
