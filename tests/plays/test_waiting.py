"""Steps that wait, pass an account over, ask for approval, and come again."""

from datetime import UTC, datetime, timedelta

import pytest

from accord.plays import waiting
from accord.plays.waiting import SoFar
from accord.program import checking, in_force, presets
from accord.program.playbook import Step

PROGRAM = presets.program("default_mid_market_saas")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def step(**said):
    return Step(day=said.pop("day", 0), do=said.pop("do", "call"), **said)


def test_a_step_waits_until_so_many_people_are_reached():
    asks = step(needs="reached_people_at_least_2")
    assert "so far 1" in waiting.lacks(asks, SoFar(reached=1))
    assert waiting.lacks(asks, SoFar(reached=2)) == ""


def test_a_step_waits_until_the_parcel_has_arrived():
    asks = step(needs="parcel_delivered")
    assert "parcel" in waiting.lacks(asks, SoFar())
    assert waiting.lacks(asks, SoFar(has_parcel=True)) == ""
    assert waiting.lacks(step(), SoFar()) == ""


def test_a_gate_passes_over_whoever_is_not_on_the_signed_list():
    asks = step(gate="signed_list_only")
    assert waiting.is_passed_over(asks, SoFar(is_signed=False))
    assert not waiting.is_passed_over(asks, SoFar(is_signed=True))
    assert not waiting.is_passed_over(step(), SoFar(is_signed=False))


def test_whatever_goes_by_post_is_approved_first():
    assert waiting.needs_approval(step(do="print_and_post_briefing"))
    assert waiting.needs_approval(step(approval="budget"))
    assert not waiting.needs_approval(step())


def test_repeated_work_comes_on_its_days_until_the_play_ends():
    assert list(waiting.rounds(step(day=7, repeats_days=7), 30)) == [0, 7, 14, 21]
    assert list(waiting.rounds(step(day=7), 30)) == [0]


@pytest.mark.parametrize(("late", "expected"), [(0, 14), (9, 23), (200, 60)])
def test_the_days_between_two_steps_are_kept_after_a_wait(late, expected):
    play = PROGRAM.play("executive_briefing")
    now = START + timedelta(days=10 + late)
    assert waiting.next_due(play, 2, START, now) == START + timedelta(days=expected)


def test_a_step_that_does_not_wait_keeps_the_calendar_of_the_play():
    play = PROGRAM.play("executive_briefing")
    late = START + timedelta(days=40)
    assert waiting.next_due(play, 4, START, late) == START + timedelta(days=23)
    assert waiting.next_due(play, 6, START, late) == START + timedelta(days=60)


def test_work_that_is_approved_but_does_not_go_by_post_is_no_parcel():
    play = PROGRAM.play("executive_roundtable")
    paid = play.steps[0].model_copy(update={"do": "call", "approval": "budget"})
    changed = play.model_copy(update={"steps": [paid, *play.steps[1:]]})
    assert waiting.needs_approval(paid)
    assert waiting.posted_places(changed) == waiting.posted_places(play) == [1]


def test_of_the_keys_of_a_step_one_is_not_in_force():
    waits = [each.path for each in in_force.not_in_force(PROGRAM)]
    found = [path for path in waits if ".steps." in path]
    assert len(found) == 1
    assert found[0].endswith(".attendance_by")


def test_a_key_that_can_not_be_obeyed_is_refused():
    found = problems("needs: parcel_delivered", "needs: a_full_moon")
    assert any("steps.2.needs" in where for where in found)
    found = problems("to: accepted_leads}", "to: accepted_leads, repeats_days: 3}")
    assert any("repeats_days" in where for where in found)
    found = problems("attendance_by: [ics, file, phone_form]", "attendance_by: [hearsay]")
    assert any("attendance_by" in where for where in found)


def problems(before, after):
    text = presets.text("default_mid_market_saas")
    assert before in text
    return [each.where for each in checking.review(text.replace(before, after)).problems]
