"""The launch gate: every need is named until it is met."""

from dataclasses import replace

import pytest

from accord.plays import gate
from accord.plays.gate import Launch
from accord.program import presets

PROGRAM = presets.program("default_mid_market_saas")
PLAY = PROGRAM.play("industry_benchmark")
READY = Launch(
    play=PLAY,
    answers=dict.fromkeys(gate.QUESTIONS, "an answer"),
    accounts=[1, 2],
    signed=[1, 2, 3],
    goal="qualified_signal",
    sellers=["sam@us.example"],
    acknowledged=["sam@us.example", "ann@us.example"],
    texts=gate.mail_places(PLAY),
    is_basis_checked=True,
    is_budget_approved=True,
)


def open_needs(launch):
    return [need.name for need in gate.needs(launch, PROGRAM) if not need.is_met]


def test_a_launch_that_is_thought_through_may_start():
    assert open_needs(READY) == []
    assert gate.is_open(READY, PROGRAM)


@pytest.mark.parametrize(
    ("lacking", "name", "words"),
    [
        ({"accounts": []}, "accounts", "at least one"),
        ({"answers": {}}, "eight_answers", "q1_accounts"),
        ({"signed": ()}, "signed_list", "no list is signed"),
        ({"signed": [1]}, "signed_list", "1 accounts are not"),
        ({"acknowledged": ()}, "sellers_acknowledged", "sam@us.example"),
        ({"texts": ()}, "mails_written", "write the mail of step"),
        ({"is_basis_checked": False}, "legal_basis_checked", "look at"),
        ({"is_budget_approved": False}, "budget_approved", "approve"),
        ({"goal": "fame"}, "success_goal", "choose"),
    ],
)
def test_what_is_missing_is_named_with_the_way_out(lacking, name, words):
    launch = replace(READY, **lacking)
    assert name in open_needs(launch)
    assert words in next(n.words for n in gate.needs(launch, PROGRAM) if n.name == name)
    assert not gate.is_open(launch, PROGRAM)


def test_a_claim_without_a_proof_keeps_the_gate_shut():
    bare = PROGRAM.messages.claims["cost_of_status_quo"].model_copy(update={"proof": ()})
    claims = {**PROGRAM.messages.claims, "cost_of_status_quo": bare}
    messages = PROGRAM.messages.model_copy(update={"claims": claims})
    program = PROGRAM.model_copy(update={"messages": messages})
    found = {need.name: need for need in gate.needs(READY, program)}
    assert not found["claims_named"].is_met
    assert "cost_of_status_quo" in found["claims_named"].words


def test_a_program_may_ask_for_less():
    defaults = PROGRAM.play_defaults.model_copy(update={"launch_needs": ("eight_answers",)})
    program = PROGRAM.model_copy(update={"play_defaults": defaults})
    names = [need.name for need in gate.needs(replace(READY, signed=()), program)]
    assert names == ["accounts", "eight_answers", "mails_written"]


def test_mails_that_leave_by_themselves_are_those_that_no_seller_writes():
    kinds = {PLAY.steps[place].do for place in gate.mail_places(PLAY)}
    assert kinds == {"email_benchmark", "webinar_invitation", "email_peer_case_study"}
    rising = PROGRAM.play("rising_account_follow_up")
    assert gate.mail_places(rising) == ()
