"""`accord check` tells problems from notices and counts both."""

import pytest

from accord.program import checking, editing, shelf
from accord.server import telling


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"profile.criteria.industry.weight": 40}, "1 problem keeps this program from running:"),
        (
            {"profile.criteria.industry.weight": 40, "rising.false_discovery_rate": "often"},
            "2 problems keep this program from running:",
        ),
    ],
)
def test_problems_are_counted_apart_from_notices(tmp_path, capsys, values, said):
    text = editing.set_values(shelf.text(shelf.DEFAULT), values)
    file = tmp_path / "program.yaml"
    file.write_text(text, encoding="utf-8")
    assert not telling.check(file)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == said
    notices = [each for each in checking.review(text).problems if each.is_notice]
    if notices:
        assert any(line.startswith(f"{len(notices)} notice") for line in lines)
    assert "This program can run." not in lines


def test_notices_alone_let_a_program_run(tmp_path, capsys):
    text = shelf.text(shelf.DEFAULT)
    file = tmp_path / "program.yaml"
    file.write_text(text, encoding="utf-8")
    notices = [each for each in checking.review(text).problems if each.is_notice]
    assert notices
    assert telling.check(file)
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == "This program can run."
    assert "problem" not in said.splitlines()[0]
    word = "notice" if len(notices) == 1 else "notices"
    assert said.startswith(f"{len(notices)} {word}: worth reading")
