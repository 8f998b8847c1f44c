"""Clauses that no room reads yet: listed, kept, without effect on what rules need."""

from accord.program import editing, in_force, presets, shelf


def test_clauses_not_in_force_are_listed_once_where_they_stand():
    clauses = in_force.not_in_force(presets.program())
    paths = [clause.path for clause in clauses]
    assert len(set(paths)) == len(paths)
    assert {
        "reach.gifts.approval_above",
        "checkpoints",
        "reviews",
        "first_month",
        "list_refresh",
        "list_builders.look_alikes",
        "tiers.one_to_one.owed_each_quarter",
        "plays.industry_benchmark.start.when.cluster_signed",
        "engagement.activities.email_reply.not_when",
    } <= set(paths)
    assert all(clause.words for clause in clauses)
    in_use = {"engagement", "stages", "profile", "service_levels", "handoff"}
    assert not in_use & set(paths)


def test_what_is_not_written_is_not_listed():
    program = presets.program(changes={"plays": [], "reviews": None})
    text = editing.remove(presets.text(shelf.DEFAULT), "reviews")
    assert "reviews:" not in text
    paths = {clause.path for clause in in_force.not_in_force(program)}
    assert not any(path.startswith("plays.") for path in paths)


def test_clauses_not_in_force_survive_an_edit_as_they_were_written():
    before = presets.text(shelf.DEFAULT)
    after = editing.set_value(before, "tiers.one_to_one.capacity", 12)
    for name in ("service_levels", "handoff", "reach", "reviews", "lead_review"):
        start = before.index(f"\n{name}:")
        assert before[start : start + 400] in after
