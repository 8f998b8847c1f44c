"""Gifts on their way through a campaign: approved within the rules, counted over a year."""

from datetime import timedelta

import pytest
from campaigning import day, gift_tasks, give, running

from accord.server.actions import decisions, play_tasks
from accord.server.playing import parcels
from accord.server.records.models import PlayGift, PlayTask
from accord.server.records.queries import programs
from accord.server.web.display import task_sheet
from accord.values.errors import RefusedError

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("workspace", "pinned")]


@pytest.fixture
def row(planner):
    found = running(planner, "executive_roundtable", 20)
    day(found, 1)
    found.tasks.update(due_at=found.launched_at)
    return found


def goes_to(task):
    return parcels.recipients([task], task.due_at)[task.pk]


def test_a_gift_is_approved_within_the_rules_and_goes_to_whom_it_was_approved_for(row, planner):
    task = gift_tasks(row)[0]
    people = goes_to(task)
    with pytest.raises(RefusedError, match="ask whether the recipient"):
        play_tasks.approve(planner, row.public, task.public, "5")
    with pytest.raises(RefusedError, match="a person is more than reach.gifts allows"):
        give(planner, task, str(100 * len(people) + 1))
    give(planner, task, str(100 * len(people)))
    assert set(task.gifts.values_list("person", "amount")) == {(who.person, 100) for who in people}
    lines = parcels.rows(row, row.launched_at)
    assert len(lines) == len(people)
    task.gifts.filter(person=people[0].person).update(person=1)
    left = parcels.rows(row, row.launched_at)
    assert len(left) == len(lines) - 1, "whoever became known after the approval is sent nothing"


def test_a_year_of_gifts_counts_over_campaigns_until_it_is_taken_back(row, planner):
    task = gift_tasks(row)[0]
    people = goes_to(task)
    give(planner, task, str(100 * len(people)))
    later = running(planner, "executive_roundtable", 20)
    day(later, 1)
    again = later.tasks.get(account=task.account, place=1)
    with pytest.raises(RefusedError, match=r"a person a year .* \(had 100 USD\)"):
        give(planner, again, str(51 * len(people)))
    PlayTask.objects.filter(pk=task.pk).update(state=PlayTask.State.CANCELLED)
    give(planner, again, str(51 * len(people)))
    PlayTask.objects.filter(pk=task.pk).update(state=PlayTask.State.DONE)
    person = people[0].person
    given = PlayGift.objects.get(task=task, person=person)
    since = given.given_at + timedelta(days=1)
    assert parcels.given_since([person], since) == {}, "what is a year ago is forgotten"


def test_a_gift_whose_address_was_taken_counts_though_the_work_is_taken_back(row, planner):
    task = gift_tasks(row)[0]
    people = goes_to(task)
    give(planner, task, str(100 * len(people)))
    taken = play_tasks.addresses(planner, row.public).decode("utf-8-sig")
    assert all(who.name in taken for who in people)
    PlayTask.objects.filter(pk=task.pk).update(state=PlayTask.State.CANCELLED)
    later = running(planner, "executive_roundtable", 20)
    day(later, 1)
    again = later.tasks.get(account=task.account, place=1)
    with pytest.raises(RefusedError, match="had 100 USD"):
        give(planner, again, str(51 * len(people)))


def test_whoever_must_not_be_contacted_has_no_part_in_a_gift(row, planner):
    task = gift_tasks(row)[0]
    suppressed = decisions.New("contact_suppressed", account=task.account, reason="they said so")
    decisions.record(planner, "suppress", [suppressed], "x")
    assert parcels.meant([task])[task.pk]
    with pytest.raises(RefusedError, match="may be contacted"):
        give(planner, task, "1")


def test_an_industry_that_the_rules_name_is_given_nothing(row, planner, monkeypatch):
    task = gift_tasks(row)[0]
    industry = parcels.industry_of(task.account)
    program = programs.current_program()
    rules = program.reach.gifts.model_copy(update={"never_for": (industry,)})
    reach = program.reach.model_copy(update={"gifts": rules})
    changed = program.model_copy(update={"reach": reach})
    monkeypatch.setattr(programs, "current_program", lambda: changed)
    with pytest.raises(RefusedError, match=f"never_for has {industry}"):
        give(planner, task, "1")
    assert not PlayGift.objects.exists()
    task.refresh_from_db()
    assert task.state == PlayTask.State.TO_APPROVE


def test_the_page_says_for_whom_and_begins_with_what_would_be_allowed(row, planner):
    shown = {each["public"]: each for each in task_sheet.sheet(row, planner)["tasks"]}
    for task in gift_tasks(row):
        seen = shown[task.public]
        assert seen["is_policy_asked"]
        assert seen["recipients"]
        assert 0 < seen["per_account"] <= 100 * len(parcels.meant([task])[task.pk])
        give(planner, task, str(seen["per_account"]))


def test_a_refusal_is_said_on_the_campaigns_page_which_asks_again(row, planner, client):
    client.force_login(planner)
    task, without = gift_tasks(row)[0], None
    for each in row.tasks.filter(place=1).order_by("account"):
        without = without or (None if parcels.meant([each])[each.pk] else each)
    address, page = f"/campaigns/{row.public}/tasks/{task.public}/", f"/campaigns/{row.public}/"
    said = {"what": "approve", "cost": "99999", "policy": "yes"}
    answer = client.post(address, said, headers={"Referer": page}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    shown = answer.content.decode()
    assert "campaign&#x27;s budget" in shown
    assert f'id="c-{task.public}"' in shown
    assert f'id="c-{without.public}"' not in shown, "where nobody is known nothing can be approved"
    assert "Say who plays which role" in shown
