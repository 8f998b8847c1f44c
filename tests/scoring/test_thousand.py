"""On more than a thousand accounts of three worlds, reasons add up and both ways agree."""

from pathlib import Path

import pytest

import naive
import scenes
from accord.program import presets
from accord.scoring import receipts
from accord.values.receipt import Reason

WORLDS = (("standard", 21), ("no_signal", 22), ("gamma_time+noise", 23))


def adds_up(reason: Reason) -> bool:
    return not reason.parts or (
        reason.points == sum(part.points for part in reason.parts)
        and all(adds_up(part) for part in reason.parts)
    )


@pytest.mark.slow
def test_the_score_is_the_sum_of_its_reasons_on_a_thousand_accounts(tmp_path: Path) -> None:
    seen = reasons = 0
    for scenario, seed in WORLDS:
        log = scenes.world(scenario, seed, tmp_path / scenario, "demo")
        one = scenes.scored(log, presets.program())
        points = one.column("SELECT account, points FROM engagement_now")
        by_hand = naive.Naive(naive.facts_of(log), naive.who(one.session), one.program)
        expected = by_hand.engagement(one.as_of.day)
        assert points == {account: expected.get(account, 0) for account in points}
        found = receipts.engagements(one.session, one.program, one.as_of, list(points))
        for account, receipt in found.items():
            assert receipt.total == points[account] == sum(r.points for r in receipt.reasons)
            assert all(adds_up(reason) for reason in receipt.reasons)
            reasons += sum(len(reason.parts) for reason in receipt.reasons)
        seen += len(points)
        one.session.close()
    assert seen >= 1_000
    assert reasons > 5_000
