"""Buying groups: multipliers, required people and CRM words."""

from accord.program import presets


def test_a_role_has_one_multiplier_and_a_junior_has_the_juniors():
    group = presets.program().group_of("main")
    assert group.multiplier_of("economic_buyer") == 1_500_000
    assert group.multiplier_of(None) == 700_000
    assert group.multiplier_of("juggler") == 700_000
    assert group.multiplier_of("economic_buyer", "junior") == 200_000


def test_required_people_go_by_treatment():
    leader = presets.program().group_of("main").roles["functional_leader"]
    assert [leader.required_of(t) for t in ("one_to_one", "one_to_few", "one_to_many")] == [2, 1, 1]
    assert leader.required_of("none") == 0


def test_a_picklist_value_names_its_role_whatever_its_case():
    program = presets.program()
    assert program.role_of("BUDGET_HOLDER") == "economic_buyer"
    assert program.role_of("decision maker", "main") == "functional_leader"
    assert program.role_of("champion") == "champion"
    assert program.role_of("Astrologer") is None
    assert program.role_of(None) is None
    assert program.role_of("") is None
