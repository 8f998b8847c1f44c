"""A campaign from its plan to its end: gate, arms, steps that come due, mails that leave once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accord.groups import legal_basis
from accord.plays import gate
from accord.server import facts_now
from accord.server.actions import campaigns as actions
from accord.server.actions import contact
from accord.server.mailing import building
from accord.server.mailing import how as hows
from accord.server.mailing.outcomes import Outcome
from accord.server.playing import checking, drawing, enrolling, post, steps
from accord.server.records.models import Campaign, Decision, Enrolment, Sending
from accord.server.records.queries import campaigns, programs
from accord.values import time
from accord.values.errors import ConflictError, RefusedError

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("workspace", "pinned")]
PLAY = "industry_benchmark"


@pytest.fixture
def awake(planner):
    """Let the law ask for nothing, so that what says no are caps and wishes."""
    grounds = dict.fromkeys(legal_basis.PURPOSES, "opt_out")
    rows = [
        {"country": "*", "purpose": purpose, "sender": "*", "ground": ground}
        for purpose, ground in grounds.items()
    ]
    contact.set_table(planner, rows, "as this test needs it")


def told_of(kind):
    return [row for table in facts_now.log().tables_by_kind[kind] for row in table.to_pylist()]


def ready(planner, accounts=None):
    """Plan a campaign whose gate is open."""
    accounts = accounts or campaigns.signed()
    public = actions.plan(planner, PLAY, accounts)
    row = campaigns.find(public)
    fields = {**row.answers, "goal": row.goal, "title": row.title}
    fields |= {"is_basis_checked": "yes", "is_budget_approved": "yes"}
    actions.change(planner, public, fields)
    for place in gate.mail_places(campaigns.play_of(row)):
        actions.write_mail(planner, public, place, "About your year", "Hello, a benchmark.")
    for seller in campaigns.sellers(accounts):
        campaigns.find(public).readings.create(seller=seller)
    return public


def test_a_plan_is_prefilled_and_says_what_is_missing(planner):
    public = actions.plan(planner, PLAY, campaigns.signed())
    row = campaigns.find(public)
    assert set(row.answers) == set(gate.QUESTIONS)
    assert all(row.answers.values())
    with pytest.raises(RefusedError, match="not read yet by"):
        actions.launch(planner, public)
    assert campaigns.find(public).state == Campaign.State.DRAFT


def test_a_launch_is_told_to_the_log_and_can_not_be_done_twice(planner):
    public = ready(planner)
    actions.launch(planner, public)
    row = campaigns.find(public)
    assert row.state == Campaign.State.RUNNING
    assert set(row.enrolments.values_list("account", flat=True)) == set(row.accounts)
    told = told_of("plays")
    mine = [fact for fact in told if fact["source"] == "accord" and fact["play"] == PLAY]
    assert {fact["account"] for fact in mine} == set(row.accounts)
    with pytest.raises(ConflictError, match="was launched"):
        actions.launch(planner, public)
    with pytest.raises(ConflictError, match="was launched"):
        actions.change(planner, public, {"title": "another"})


def test_some_are_left_alone_by_lot_and_the_log_knows_who(planner):
    row = campaigns.find(ready(planner))
    program = programs.current_program()
    rule = program.reach.holdout.model_copy(update={"never_below_accounts": 5, "share": 0.3})
    reach = program.reach.model_copy(update={"holdout": rule})
    drawn = drawing.draw(row, program.model_copy(update={"reach": reach}))
    assert drawn == drawing.draw(row, program.model_copy(update={"reach": reach}))
    assert 0 < drawn.held_out < len(row.accounts)
    now = timezone.now()
    row.state, row.launched_at, row.ends_at = "running", now, now + timedelta(days=84)
    row.save()
    enrolling.enrol(row, campaigns.play_of(row), drawn.arms, now)
    enrolling.tell(row, row.enrolments.all())
    held = {account for account, arm in drawn.arms.items() if arm == "held_out"}
    arms = {f["account"]: f["arm"] for f in told_of("plays") if f["source"] == "accord"}
    assert {account for account, arm in arms.items() if arm == "held_out"} == held
    for day in range(8, 92, 8):
        steps.run(now + timedelta(days=day))
    assert row.sendings.exists()
    assert not row.sendings.filter(account__in=held).exists(), "a held-out account was touched"


def test_too_few_accounts_hold_nobody_out_and_say_so(planner):
    row = launched(planner)
    assert row.holdout["held_out"] == 0
    assert "too few" in row.holdout["words"]


def test_readers_and_sellers_plan_nothing(user):
    for name in ("sam",):
        with pytest.raises(RefusedError, match="may not plan"):
            actions.plan(user(name), PLAY, [1])


def launched(planner, **kwargs):
    public = ready(planner, **kwargs)
    actions.launch(planner, public)
    return campaigns.find(public)


def test_steps_come_due_on_their_day_and_a_mail_is_written_once_for_each_person(planner):
    row = launched(planner)
    start = row.launched_at
    assert steps.run(start) == row.enrolments.count()
    assert row.sendings.count() == 0, "the first step is one of ads"
    assert steps.run(start + timedelta(days=6)) == 0
    day = start + timedelta(days=7, minutes=1)
    assert steps.run(day) > 0
    first = set(row.sendings.values_list("person", flat=True))
    assert first
    Enrolment.objects.filter(campaign=row).update(next_place=1, due_at=day)
    steps.run(day)
    assert row.sendings.count() == len(first), "what was written is not written again"


def mails(row, at=None):
    """Bring a campaign to its first mail; return the moment."""
    steps.run(row.launched_at)
    day = at or row.launched_at + timedelta(days=7, minutes=1)
    steps.run(day)
    return day


def outcomes(kind="sent"):
    heard = []

    def deliver(sending):
        heard.append(sending.email)
        return Outcome(kind, "as the test says")

    return heard, lambda _rows: deliver


def noon(row):
    """Return a moment after the first mail is due at which it is day in Europe and America."""
    day = row.launched_at + timedelta(days=9)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.replace(hour=16, minute=0, second=0, microsecond=0)


def test_mails_leave_once_and_become_touches(planner, awake):
    row = launched(planner)
    mails(row)
    heard, deliver = outcomes()
    moment = noon(row)
    while post.run(deliver, moment):
        pass
    sent = row.sendings.filter(state=Sending.State.SENT)
    assert sorted(heard) == sorted(sent.values_list("email", flat=True))
    assert len(set(heard)) == len(heard) > 0
    told = told_of("touches")
    mine = {fact["fact_id"] for fact in told if fact["fact_id"].startswith("sending-")}
    assert mine == {f"sending-{public}" for public in sent.values_list("public", flat=True)}
    left = {fact["message_id"]: fact for fact in told_of("activities") if fact["message_id"]}
    ids = {building.id_of(key, hows.load()) for key in mine}
    assert {name for name, fact in left.items() if fact["kind_name"] == "email_sent"} >= ids
    post.run(deliver, moment)
    assert len(heard) == sent.count()


def test_without_a_basis_in_law_nothing_leaves_and_the_rule_is_told(planner):
    row = launched(planner)
    mails(row)
    heard, deliver = outcomes()
    while post.run(deliver, noon(row)):
        pass
    allowed = row.sendings.filter(state=Sending.State.SENT).count()
    refused = row.sendings.filter(state=Sending.State.REFUSED)
    assert len(heard) == allowed
    assert refused.exists()
    assert all(refused.values_list("rule", flat=True))


def test_a_suppression_reaches_what_waits(planner, awake):
    row = launched(planner)
    mails(row)
    one = row.sendings.first()
    Decision.objects.create(
        fact_id="no-more", kind="contact_suppressed", account=one.account, decided_by="x",
        occurred_us=1, known_us=1, received_us=1,
    )  # fmt: skip
    heard, deliver = outcomes()
    while post.run(deliver, noon(row)):
        pass
    one.refresh_from_db()
    assert (one.state, one.rule) == (Sending.State.REFUSED, "suppressed_account")
    assert one.email not in heard


def test_what_is_cancelled_between_the_question_and_the_mail_does_not_leave(
    planner, awake, monkeypatch
):
    row = launched(planner)
    mails(row)
    heard, deliver = outcomes()
    real = checking.check

    def ask(rows, now):
        answers = real(rows, now)
        post.cancel([rows[0].email], "withdrawn", "they said no")
        return answers

    monkeypatch.setattr(checking, "check", ask)
    post.run(deliver, noon(row), at_most=1)
    assert heard == []
    assert row.sendings.filter(state=Sending.State.CANCELLED, rule="withdrawn").count() == 1


def test_a_mail_whose_answer_is_lost_is_unknown_and_not_sent_again(planner, awake):
    row = launched(planner)
    mails(row)
    heard, deliver = outcomes("unknown")
    moment = noon(row)
    while post.run(deliver, moment):
        pass
    unknown = row.sendings.filter(state=Sending.State.UNKNOWN).count()
    assert unknown == len(heard) > 0
    post.run(deliver, moment + timedelta(days=2))
    assert row.sendings.filter(state=Sending.State.UNKNOWN).count() == unknown


def test_a_busy_server_is_asked_again_later_and_given_up_at_last(planner, awake):
    row = launched(planner)
    mails(row)
    _heard, deliver = outcomes("later")
    moment = noon(row)
    for _ in range(12):
        post.run(deliver, moment, at_most=1)
        moment += timedelta(minutes=1)
    one = row.sendings.order_by("due_at", "pk").exclude(attempts=0).first()
    assert one.state == Sending.State.WAITING
    assert one.due_at > noon(row)
    Sending.objects.filter(pk=one.pk).update(attempts=5, due_at=moment)
    Sending.objects.exclude(pk=one.pk).delete()
    post.run(deliver, moment)
    one.refresh_from_db()
    assert one.state == Sending.State.FAILED


def test_a_worker_that_died_before_the_server_heard_leaves_the_mail_to_others(planner, awake):
    row = launched(planner)
    mails(row)
    moment = noon(row)
    claimed = post._claim(moment, 1)[0]
    assert post._claim(moment, 1)[0].pk != claimed.pk, "what is claimed is claimed once"
    post.give_back(moment + timedelta(minutes=1))
    claimed.refresh_from_db()
    assert claimed.state == Sending.State.CLAIMED
    post.give_back(moment + timedelta(minutes=6))
    claimed.refresh_from_db()
    assert claimed.state == Sending.State.WAITING


def test_a_paused_campaign_sends_nothing_and_goes_on_where_it_stood(planner, awake):
    row = launched(planner)
    mails(row)
    actions.pause(planner, row.public)
    heard, deliver = outcomes()
    assert post.run(deliver, noon(row)) == 0
    assert steps.run(noon(row) + timedelta(days=30)) == 0
    actions.resume(planner, row.public)
    assert post.run(deliver, noon(row)) > 0
    assert heard


def test_ending_it_cancels_what_waits_and_tells_the_log_the_day(planner):
    row = launched(planner)
    mails(row)
    actions.end(planner, row.public, "the budget is gone")
    assert not row.sendings.filter(state=Sending.State.WAITING).exists()
    assert not row.enrolments.filter(state=Enrolment.State.LIVE).exists()
    told = told_of("plays")
    last = {fact["account"]: fact for fact in told if fact["source"] == "accord"}
    today = time.day_number(timezone.localdate())
    assert all(abs(last[account]["ends_on"] - today) <= 1 for account in row.accounts)


def test_an_account_off_the_list_leaves_and_its_mails_are_taken_back(planner):
    row = launched(planner)
    steps.run(row.launched_at)
    stranger = Enrolment.objects.create(
        campaign=row, account=424_242, state=Enrolment.State.LIVE, starts_at=row.launched_at,
        next_place=1, due_at=row.launched_at,
    )  # fmt: skip
    Sending.objects.create(
        campaign=row, account=424_242, person=7, place=1, email="x@y.example",
        due_at=row.launched_at,
    )  # fmt: skip
    steps.run(row.launched_at + timedelta(minutes=1))
    stranger.refresh_from_db()
    assert (stranger.state, stranger.left_for) == (Enrolment.State.LEFT, "account_review")
    mail = Sending.objects.get(account=424_242)
    assert (mail.state, mail.rule) == (Sending.State.CANCELLED, "left_list")


def test_after_its_last_step_every_account_has_gone_somewhere(planner):
    row = launched(planner)
    moment = row.launched_at
    for _ in range(12):
        moment += timedelta(days=8)
        steps.run(moment)
    assert not row.enrolments.filter(state=Enrolment.State.LIVE).exists()
    gone = set(row.enrolments.filter(state=Enrolment.State.LEFT).values_list("left_for", flat=True))
    assert gone
    assert gone <= {*campaigns.play_of(row).exits.values(), "account_review"}
