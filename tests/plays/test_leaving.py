"""An account that leaves a play goes somewhere, and why is told."""

import pytest

from accord.plays import leaving
from accord.plays.leaving import Standing
from accord.program import presets

PROGRAM = presets.program("default_mid_market_saas")
BRIEFING = PROGRAM.play("executive_briefing")
ALWAYS_ON = PROGRAM.play("always_on_content")


def left(play=BRIEFING, is_over=False, **standing):
    found = leaving.leave(play, Standing(True, **standing), is_over=is_over)
    return found and (found.to, found.sign)


def test_an_account_stays_while_nothing_says_otherwise():
    assert left(stages=frozenset({"aware"}), acts=frozenset({"page_view"})) is None


def test_an_account_off_the_list_leaves_whatever_else_it_did():
    standing = Standing(False, frozenset({"qualified"}))
    assert leaving.leave(BRIEFING, standing) == leaving.LEFT_LIST


@pytest.mark.parametrize("stage", ["qualified", "active_sales_review", "expansion_qualified"])
def test_a_qualified_account_goes_to_qualification(stage):
    assert left(stages=frozenset({stage})) == ("qualification", "qualified")


def test_a_meeting_goes_on_as_the_play_says():
    assert left(acts=frozenset({"meeting_held"})) == ("sales_progression", "meeting_held")


def test_only_exits_that_the_play_names_count():
    assert left(ALWAYS_ON, acts=frozenset({"meeting_held"})) is None
    assert left(ALWAYS_ON, stages=frozenset({"engaged"})) == ("follow_up", "engaged")
    assert left(BRIEFING, stages=frozenset({"engaged"})) is None


@pytest.mark.parametrize("play", PROGRAM.plays, ids=lambda play: play.id)
def test_at_its_end_every_play_lets_every_account_go_somewhere(play):
    found = leaving.leave(play, Standing(True), is_over=True)
    assert found is not None
    assert found.to in play.exits.values()
    assert found.sign == "ended"
