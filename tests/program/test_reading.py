"""Program text to plain data: lines, doubles, tags, bombs."""

import pytest

from accord.program import reading


def only_problem(text):
    (problem,) = reading.read(text).problems
    return problem


def test_plain_data_and_the_line_of_every_clause_are_read():
    read = reading.read("a: 1\nb:\n  - {c: 0.5, d: [x, null]}\n  - yes\n")
    assert read.data == {"a": 1, "b": [{"c": 0.5, "d": ["x", None]}, "yes"]}
    assert read.problems == []
    assert read.lines[("b",)] == 2
    assert read.lines[("b", 0, "d")] == 3
    assert read.line_of(("b", 1, "far", "away")) == 4
    assert read.line_of(()) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("1_000", 1000),
        ("0x1F", 31),
        ("0o17", 15),
        ("1e3", 1000.0),
        ("-.inf", float("-inf")),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("NO", "NO"),
        ("on", "on"),
        ("2026-02-01", "2026-02-01"),
        ('"7"', "7"),
    ],
)
def test_scalars_mean_what_yaml_1_2_says(text, value):
    read = reading.read(f"a: {text}\n")
    assert read.problems == []
    assert read.data == {"a": value}
    assert type(read.data["a"]) is type(value)


def test_a_number_with_far_too_many_digits_is_a_problem():
    for text in ("9" * 5000, "1e999"):
        assert "is no number" in only_problem(f"a: {text}\n").message


def test_a_key_that_stands_twice_is_named_with_both_lines():
    first, second = reading.read("a: 1\nb: 2\na: 3\nb: 4\n").problems
    assert (first.where, first.line, first.hint) == ("a", 3, "it also stands on line 1")
    assert (second.where, second.line) == ("b", 4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: b: c\n", "put text that holds a colon in quotes"),
        ("a: [1, 2\nb: 3\n", "check indents"),
        ("a:\n\t- 1\n", "indent with blanks"),
        ("a: 'x\n", "check indents"),
    ],
)
def test_text_that_is_no_yaml_is_one_problem_with_a_line(text, words):
    problem = only_problem(text)
    assert problem.message.startswith("this is not YAML")
    assert words in problem.hint
    assert problem.line is not None


@pytest.mark.parametrize(
    "text", ["a: \x00\n", "a: \x07b\n", "--- a\n--- b\n", "%YAML 9.9\n---\na: 1\n"]
)
def test_binary_and_several_documents_are_one_problem(text):
    assert len(reading.read(text).problems) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the program is empty"),
        ("# only a remark\n", "the program is empty"),
        ("- a\n- b\n", "a program is a mapping"),
        ("just words\n", "a program is a mapping"),
    ],
)
def test_what_is_no_program_says_so(text, words):
    problem = only_problem(text)
    assert words in problem.message
    assert problem.hint


def test_text_of_two_gigabytes_or_half_a_megabyte_is_refused_before_it_is_read():
    assert "500,000 characters" in only_problem("a" * 500_000).message


def test_a_bomb_of_aliases_is_one_problem_and_unfolds_no_further():
    lines = ['a0: &a0 ["x","x","x","x","x","x","x","x","x"]']
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    read = reading.read("\n".join(lines))
    (problem,) = read.problems
    assert "aliases unfold to more than 100,000 values" in problem.message
    assert read.nodes < 200_000


def test_an_alias_to_itself_is_a_problem():
    problems = reading.read("a: &a\n  b: *a\n").problems
    assert any("nested more than 40 deep" in problem.message for problem in problems)


def test_nesting_without_end_is_a_problem():
    for opening in ("[" * 5000, "{a: [" * 2000, "[a, " * 90_000):
        assert "nested too deeply" in only_problem(f"a: {opening}").message
    deep = "".join(f"{' ' * level}a:\n" for level in range(600))
    assert any("nested" in problem.message for problem in reading.read(deep).problems)
    assert reading.read('a: "[[[["\nb: [1] # [[[[\n').problems == []
    read = reading.read("a: " + "[" * 60 + "]" * 60)
    assert any("nested more than 40 deep" in problem.message for problem in read.problems)


def test_tags_merges_and_keys_that_are_no_words_are_problems():
    read = reading.read("a: !!python/object:os.system x\nb: &b {c: 1}\nd:\n  <<: *b\n? [x]\n: 1\n")
    assert [problem.where for problem in read.problems] == ["a", "d", ""]
    assert read.data == {"a": None, "b": {"c": 1}, "d": {}}


def test_an_overlay_merges_mappings_replaces_lists_and_removes_by_null():
    under = {"a": {"x": 1, "y": [1, 2], "z": 3}, "b": 1}
    over = {"a": {"y": [9], "z": None, "new": {"n": 1}}, "c": 2}
    assert reading.merged(under, over) == {"a": {"x": 1, "y": [9], "new": {"n": 1}}, "b": 1, "c": 2}
    assert under["a"] == {"x": 1, "y": [1, 2], "z": 3}


def test_a_change_touches_nothing_of_the_old_data():
    data = {"a": [{"b": 1}, {"b": 2}], "c": 3}
    assert reading.changed(data, ("a", 1, "b"), 5) == {"a": [{"b": 1}, {"b": 5}], "c": 3}
    assert reading.changed(data, ("d", "e"), 5)["d"] == {"e": 5}
    assert reading.changed(data, ("c", "e"), 5)["c"] == {"e": 5}
    assert data == {"a": [{"b": 1}, {"b": 2}], "c": 3}
