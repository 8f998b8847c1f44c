from accord.groups import grid
from accord.groups.grid import Seated
from accord.program import presets

PROGRAM = presets.program()


def test_people_stand_by_department_and_depth() -> None:
    people = [
        Seated(1, "finance", "c_level", "economic_buyer"),
        Seated(2, "finance", "practitioner"),
        Seated(3, "it", "manager", "technical_evaluator"),
        Seated(4, "engineering", "practitioner"),
        Seated(5, "operations", "manager", "champion", is_engaged=True),
        Seated(6, "operations", "manager", "champion"),
        Seated(7, "hr", "c_level"),
        Seated(8, "finance", "unknown"),
    ]
    found = grid.grid(people, PROGRAM, "main")
    assert found.departments == ("finance", "it", "operations")
    placed = {
        cell: [one.person for one in there] for cell, there in found.people_by_cell.items() if there
    }
    assert placed == {
        ("finance", "budget_holder"): [1],
        ("finance", "end_user"): [2],
        ("it", "influencer"): [3],
        ("it", "end_user"): [4],
        ("operations", "influencer"): [5, 6],
    }
    assert found.filled == 5
    assert len(found.people_by_cell) == 9


def test_engaged_people_stand_first() -> None:
    people = [Seated(1, "it", "vp"), Seated(2, "it", "vp", is_engaged=True)]
    found = grid.grid(people, PROGRAM, "main")
    assert [one.person for one in found.people_by_cell["it", "budget_holder"]] == [2, 1]


def test_an_empty_group_is_nine_empty_cells() -> None:
    found = grid.grid([], PROGRAM, "main")
    assert found.filled == 0
    assert len(found.people_by_cell) == 9


def test_a_buying_function_that_is_named_already_makes_no_fourth_column() -> None:
    program = presets.program(changes={"solutions.main.buying_function": "finance"})
    assert grid.grid([], program, "main").departments == ("finance", "it")
