import pytest

from accord.groups import sought
from accord.identity import roles, titles
from accord.program import presets, words

PROGRAM = presets.program()


@pytest.mark.parametrize("buying", ["operations", "finance", "it", "hr", "marketing"])
def test_a_title_to_look_for_is_read_back_as_the_role(buying) -> None:
    program = presets.program(changes={"solutions.main.buying_function": buying})
    for role in program.group_of("main").roles:
        found = sought.titles_of(program, "main", role)
        assert len(found) <= sought.AT_MOST
        assert len(set(found)) == len(found)
        for title in found:
            read = titles.read(title)
            assert read.department in words.DEPARTMENTS
            told = roles.of_title(read.level, read.department, buying, is_small=False)
            assert told is not None
            assert told[0] == role, title


def test_the_roles_that_titles_tell_have_some_and_a_champion_has_none() -> None:
    for role in (
        "economic_buyer",
        "functional_leader",
        "technical_evaluator",
        "legal",
        "procurement",
    ):
        assert sought.titles_of(PROGRAM, "main", role), role
    assert "CFO" in sought.titles_of(PROGRAM, "main", "economic_buyer")
    assert sought.titles_of(PROGRAM, "main", "champion") == ()
