"""Campaigns that run, for tests: begun whatever their gate asks, and brought to a day."""

from datetime import timedelta

import pytest

from accord.server.actions import campaigns as actions
from accord.server.actions import play_tasks
from accord.server.playing import enrolling, parcels, steps
from accord.server.records.models import Campaign
from accord.server.records.queries import campaigns


def running(planner, play, number=3):
    """Let a campaign run that was planned for so many accounts, whatever its gate asks."""
    row = campaigns.find(actions.plan(planner, play, campaigns.signed()[:number]))
    recipe = campaigns.play_of(row)
    row.state, row.launched_at = Campaign.State.RUNNING, row.created_at
    row.ends_at = row.created_at + timedelta(days=recipe.length_days)
    row.save()
    enrolling.enrol(row, recipe, dict.fromkeys(row.accounts, "treated"), row.launched_at)
    return row


def day(row, number):
    """Do what is due by a day; return the moment."""
    moment = row.launched_at + timedelta(days=number, minutes=1)
    for _ in range(20):
        if not steps.run(moment):
            return moment
    pytest.fail("steps of one moment never come to an end")


def gift_tasks(row):
    """Return the parcels of a campaign at accounts where the step is for somebody."""
    return [
        task
        for task in row.tasks.filter(place=1).order_by("account")
        if parcels.meant([task])[task.pk]
        and parcels.industry_of(task.account) in ("software", "retail")
    ]


def give(planner, task, cost):
    play_tasks.approve(planner, task.campaign.public, task.public, cost, is_policy_asked=True)
