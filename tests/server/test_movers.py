"""A preview lists who moves, each with the clause that moved it; the rest is counted."""

import pytest

from accord.program import editing
from accord.server import movers, previews
from accord.server.actions import programs
from accord.server.records.models import ProgramPreview
from accord.server.records.queries import programs as asked
from accord.values import points

pytestmark = pytest.mark.slow


def preview_of(user, values):
    text = editing.set_values(asked.find_current().text, values)
    draft = programs.start_draft(user("mia"), "What if", text)
    programs.start_preview(user("mia"), draft)
    previews.run(ProgramPreview.objects.get(draft__version=draft).pk)
    return draft, asked.find_preview(draft)


def is_move(row):
    shifts = [abs((row[n] or 0) - (row[f"{n}_before"] or 0)) for n in ("fit", "engagement")]
    places = [row[n] != row[f"{n}_before"] for n in ("stage", "proposed_tier")]
    return any(places) or max(shifts) >= movers.POINTS_WORTH_SHOWING * points.MILLION


def test_every_mover_names_the_clause_that_moved_it(workspace, user):
    weights = {
        "profile.criteria.geography.weight": 24,
        "profile.criteria.industry.weight": 18,
        "profile.criteria.growth.weight": 0,
        "engagement.activities.content_download.points": 60,
    }
    _, found = preview_of(user, weights)
    assert 0 < found.movers < found.accounts
    assert all(is_move(row) for row in found.moved)
    reasons = {row["why"] for row in found.moved}
    assert all(reasons)
    assert any("weight of geography 10 → 24" in why for why in reasons)
    assert any("content download" in why for why in reasons)
    of_fit = [row for row in found.moved if row["engagement"] == row["engagement_before"]]
    assert of_fit
    assert all(row["where"].startswith("profile.criteria.") for row in of_fit)
    moves_list = [row["proposed_tier"] != row["proposed_tier_before"] for row in found.moved]
    assert moves_list == sorted(moves_list, reverse=True)  # list and tier first


def test_who_is_shut_out_by_a_rule_is_told_that_rule(workspace, user):
    must = [
        {"id": "we_can_serve", "field": "country", "in": ["US"], "why": "home only"},
        {"id": "large_enough", "field": "employees", "at_least": 100, "unknown_passes": True},
    ]
    changed = {"profile.must_have": must, "profile.criteria.growth.weight": 4}
    changed["profile.criteria.use_case.weight"] = 12
    _, found = preview_of(user, changed)
    gone = [row for row in found.moved if row["proposed_tier_before"] and not row["proposed_tier"]]
    assert any("we can serve" in row["why"].lower() for row in gone)


def test_a_remark_moves_nobody(workspace, user):
    draft = programs.start_draft(user("mia"), "Same", asked.find_current().text + "# a remark\n")
    programs.start_preview(user("mia"), draft)
    previews.run(ProgramPreview.objects.get(draft__version=draft).pk)
    found = asked.find_preview(draft)
    assert (found.movers, found.moved) == (0, ())
    assert found.sentence.startswith("Nobody moves")
