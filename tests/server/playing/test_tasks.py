"""Work that steps ask for: approved within a budget, done once, taken back, and never forgotten."""

from datetime import timedelta

import pytest
from campaigning import day, gift_tasks, give, running

from accord.plays import waiting
from accord.server import facts_now
from accord.server.actions import decisions, play_tasks
from accord.server.actions import steps as answers
from accord.server.actions.play_tasks import Done
from accord.server.playing import checking, parcels
from accord.server.records.models import Enrolment, PlayTask
from accord.server.records.queries import campaigns
from accord.server.web.display import task_sheet
from accord.values import ids
from accord.values.errors import AccordError, ConflictError, NotFoundError, RefusedError

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("workspace", "pinned")]
State = PlayTask.State


def test_work_of_the_team_comes_on_its_day_once_an_account(planner):
    row = running(planner, "content_syndication")
    day(row, 0)
    assert set(row.tasks.values_list("place", flat=True)) == {0}
    assert row.tasks.count() == len(row.accounts)
    moment = day(row, 7)
    reviews = row.tasks.filter(place=1, account=row.accounts[0]).order_by("round")
    days = [(each.due_at - reviews[0].due_at).days for each in reviews]
    assert days == list(range(0, 54, 7)), "a review comes again until the play ends"
    Enrolment.objects.filter(campaign=row).update(next_place=0, due_at=moment)
    before = row.tasks.count()
    day(row, 7)
    assert row.tasks.count() == before, "what was asked for is not asked for again"


def test_what_goes_by_post_waits_for_approval_and_the_next_mail_for_the_parcel(planner):
    row = running(planner, "executive_roundtable", 20)
    row.budget = 14
    row.save()
    day(row, 1)
    first, second, *_ = gift_tasks(row)
    assert {first.state, second.state} == {State.TO_APPROVE}
    with pytest.raises(ConflictError, match="waits for approval"):
        play_tasks.finish(planner, row.public, first.public, Done())
    with pytest.raises(AccordError, match="no amount"):
        play_tasks.approve(planner, row.public, first.public, "much")
    with pytest.raises(RefusedError, match="left of the campaign's budget"):
        play_tasks.approve(planner, row.public, first.public, str(row.budget + 1))
    give(planner, first, "7")
    with pytest.raises(RefusedError, match=r"\(7 of 14\)"):
        give(planner, second, "8")
    with pytest.raises(AccordError, match="say why"):
        play_tasks.refuse(planner, row.public, second.public, " ")
    play_tasks.refuse(planner, row.public, second.public, "the gift rules forbid it")
    play_tasks.finish(planner, row.public, first.public, Done("arrived"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.DONE, State.REFUSED)
    with pytest.raises(ConflictError, match="answered already"):
        give(planner, second, "1")


def test_who_was_invited_by_post_is_invited_and_nobody_else_gets_the_mail_after_it(planner):
    row = running(planner, "executive_roundtable", 8)
    day(row, 1)
    row.tasks.filter(place=1, account__in=row.accounts[:4]).update(state=State.OPEN)
    day(row, 8)
    mailed = set(row.sendings.filter(place=2).values_list("account", flat=True))
    assert mailed
    assert mailed <= set(row.accounts[:4])


def test_a_step_that_waits_is_asked_again_each_day_and_ends_with_the_play(planner):
    row = running(planner, "executive_briefing", 1)
    enrolment = row.enrolments.get()
    enrolment.next_place, enrolment.due_at = 2, row.launched_at + timedelta(days=14)
    enrolment.save()
    moment = day(row, 14)
    enrolment.refresh_from_db()
    assert (enrolment.next_place, enrolment.due_at) == (2, moment + timedelta(days=1))
    task = row.tasks.create(account=enrolment.account, place=1, due_at=moment)
    play_tasks.finish(planner, row.public, task.public, Done())
    day(row, 20)
    enrolment.refresh_from_db()
    assert enrolment.next_place == 3
    assert enrolment.due_at.date() == (row.launched_at + timedelta(days=22)).date(), "two days on"
    waits = running(planner, "executive_briefing", 1)
    waits.enrolments.update(next_place=2)
    day(waits, 60)
    assert waits.enrolments.get().state == Enrolment.State.LEFT
    assert waits.enrolments.get().left_for, "it leaves into nothing"


def test_work_that_is_done_is_a_touch_and_may_let_the_account_go(planner):
    row = running(planner, "stalled_opportunity_rescue", 2)
    day(row, 3)
    task = row.tasks.filter(place=0).first()
    with pytest.raises(AccordError, match="has no exit"):
        play_tasks.finish(planner, row.public, task.public, Done("", "elsewhere"))
    play_tasks.finish(planner, row.public, task.public, Done("agreed", "next_step_agreed"))
    left = row.enrolments.get(account=task.account)
    assert (left.state, left.left_for) == (Enrolment.State.LEFT, "sales_progression")
    assert left.left_reason == "next step agreed"
    states = row.tasks.filter(account=task.account).values_list("state", flat=True)
    assert set(states) == {State.DONE, State.CANCELLED}
    touches = [
        fact
        for table in facts_now.log().tables_by_kind["touches"]
        for fact in table.to_pylist()
        if fact["fact_id"] == f"play-task-{task.public}"
    ]
    assert [(fact["account"], fact["step"]) for fact in touches] == [(task.account, "stall_reason")]
    with pytest.raises(ConflictError, match="answered already"):
        play_tasks.finish(planner, row.public, task.public, Done())


def test_a_step_that_is_done_on_today_closes_its_task_and_is_one_touch(planner):
    row = running(planner, "stalled_opportunity_rescue", 2)
    day(row, 3)
    task = row.tasks.filter(place=0).first()
    before = len(touches(task.account))
    public = ids.public_id(task.account)
    done = answers.Answer(row.play, "stall_reason", "done", "they wait for a budget")
    answers.answer_step(planner, public, done)
    task.refresh_from_db()
    assert (task.state, task.words) == (State.DONE, "they wait for a budget")
    assert len(touches(task.account)) == before + 1
    other = row.tasks.exclude(account=task.account).get(place=0)
    assert other.state == State.OPEN, "another account's task stands"
    answers.answer_step(planner, public, done)
    assert len(touches(task.account)) == before + 2, "without a task it is a touch all the same"


def test_what_was_done_before_its_day_is_not_asked_for_on_its_day(planner):
    row = running(planner, "stalled_opportunity_rescue", 2)
    account, other = row.accounts
    before = len(touches(account))
    done = answers.Answer(row.play, "stall_reason", "done", "they told us already")
    answers.answer_step(planner, ids.public_id(account), done)
    task = row.tasks.get()
    assert (task.state, task.words) == (State.DONE, "they told us already")
    assert len(touches(account)) == before + 1
    day(row, 3)
    asked = row.tasks.filter(place=task.place).values_list("account", "state")
    assert set(asked) == {(account, State.DONE), (other, State.OPEN)}
    assert row.enrolments.get(account=account).next_place > task.place, "the play goes on"
    answers.answer_step(planner, ids.public_id(account), done)
    assert row.tasks.filter(account=account, place=task.place).count() == 1
    assert len(touches(account)) == before + 2, "done again, it is a touch of its own"


def test_what_has_to_be_approved_is_asked_for_on_its_day_though_somebody_was_early(planner):
    row = running(planner, "executive_roundtable", 1)
    (account,) = row.accounts
    posted = waiting.posted_places(campaigns.play_of(row))[0]
    early = answers.Answer(row.play, campaigns.play_of(row).steps[posted].do, "done")
    answers.answer_step(planner, ids.public_id(account), early)
    assert not row.tasks.exists()
    row.enrolments.update(next_place=posted)
    day(row, campaigns.play_of(row).steps[posted].day)
    assert row.tasks.get(place=posted).state == State.TO_APPROVE


def touches(account):
    tables = facts_now.log().tables_by_kind.get("touches", [])
    return [f for table in tables for f in table.to_pylist() if f["account"] == account]


def test_an_event_that_was_held_asks_for_its_follow_up_by_the_promise(planner):
    row = running(planner, "industry_benchmark", 1)
    row.enrolments.update(next_place=3)
    moment = day(row, 35)
    held = row.tasks.get(place=3)
    play_tasks.finish(planner, row.public, held.public, Done("three came"))
    after = row.tasks.get(place=3, round=1)
    assert after.state == State.OPEN
    assert after.due_at > row.launched_at
    play_tasks.finish(planner, row.public, after.public, Done())
    assert row.tasks.filter(place=3).count() == 2, "a follow-up has no follow-up"
    assert moment > row.launched_at


def test_nothing_is_asked_for_or_done_at_a_frozen_account(planner):
    row = running(planner, "stalled_opportunity_rescue", 2)
    frozen, other = row.accounts
    dispute = decisions.New("account_frozen", account=frozen, reason="dispute")
    decisions.record(planner, "freeze", [dispute], "x")
    assert frozen in checking.held([frozen], row.launched_at + timedelta(minutes=1))
    day(row, 0)
    assert set(row.tasks.values_list("account", flat=True)) == {other}
    assert row.enrolments.get(account=frozen).next_place == 0, "its step is not forgotten"
    task = row.tasks.create(account=frozen, place=0, due_at=row.launched_at)
    with pytest.raises(RefusedError, match="frozen"):
        play_tasks.finish(planner, row.public, task.public, Done())


def test_addresses_are_of_approved_work_and_leave_out_who_must_not_be_contacted(planner):
    row = running(planner, "executive_roundtable", 8)
    moment = day(row, 1)
    assert parcels.rows(row, moment) == [], "nothing is approved yet"
    row.tasks.filter(place=1).update(state=State.OPEN, approved_by="mia@us.example")
    lines = parcels.rows(row, moment)
    assert lines
    assert {line["Approved by"] for line in lines} == {"mia@us.example"}
    assert (
        play_tasks.addresses(planner, row.public)
        .decode("utf-8-sig")
        .startswith("Task,Company,Name")
    )
    gone = row.tasks.get(public=lines[0]["Task"]).account
    suppressed = decisions.New("contact_suppressed", account=gone, reason="they said so")
    decisions.record(planner, "suppress", [suppressed], "x")
    left = {row.tasks.get(public=line["Task"]).account for line in parcels.rows(row, moment)}
    assert gone not in left


def test_the_page_leads_with_what_whoever_looks_can_do(planner, user):
    row = running(planner, "executive_roundtable", 20)
    day(row, 1)
    row.tasks.update(due_at=row.launched_at)
    seen = task_sheet.sheet(row, planner)
    assert seen["tasks"][0]["is_to_approve"]
    assert not seen["has_parcels"]
    assert not task_sheet.sheet(row, user("sam"))["tasks"][0]["is_to_approve"]
    give(planner, gift_tasks(row)[-1], "5")
    assert task_sheet.sheet(row, planner)["has_parcels"]


def test_what_was_approved_is_written_out_though_much_else_waits(planner, monkeypatch):
    monkeypatch.setattr(task_sheet, "_SHOWN", 1)
    row = running(planner, "executive_roundtable", 20)
    day(row, 1)
    row.tasks.update(due_at=row.launched_at)
    give(planner, gift_tasks(row)[-1], "5")
    shown = task_sheet.sheet(row, planner)
    assert len(shown["tasks"]) == 1
    assert shown["tasks"][0]["is_to_approve"]
    assert shown["has_parcels"]


def test_held_out_accounts_get_no_work(planner):
    row = running(planner, "stalled_opportunity_rescue", 3)
    held = row.accounts[0]
    row.enrolments.filter(account=held).update(state=Enrolment.State.HELD_OUT, due_at=None)
    day(row, 30)
    assert held not in set(row.tasks.values_list("account", flat=True))
    assert row.tasks.exists()


def test_only_marketing_approves_and_a_wrong_task_is_told(planner, user):
    row = running(planner, "executive_roundtable", 1)
    day(row, 1)
    task = row.tasks.get(place=1)
    with pytest.raises(RefusedError, match="may not approve"):
        play_tasks.approve(user("sam"), row.public, task.public, "1")
    with pytest.raises(RefusedError, match="may not take addresses"):
        play_tasks.addresses(user("sam"), row.public)
    with pytest.raises(NotFoundError, match="no task"):
        play_tasks.approve(planner, row.public, "0", "1")
