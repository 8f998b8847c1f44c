"""Cutting and pasting YAML: exact where it can be done, honest where it can't."""

import pytest

from accord.program import splicing

TEXT = """\
a: {x: 1, y: [p], z: {}}   # remark
b:
  - id: one
    n: 2
  - id: two
c: |
  block
d: &d [1]
e:"""


def test_values_are_replaced_on_their_line():
    cut = splicing.replaced(TEXT, {("a", "x"): 10, ("b", 0, "n"): [True, None]})
    assert cut is not None
    assert cut.startswith("a: {x: 10, y: [p], z: {}}   # remark\n")
    assert "    n: [true, null]\n" in cut


@pytest.mark.parametrize("path", [("c",), ("d",), ("e",), ("b",), ("nothing",), ("a", "x", "deep")])
def test_what_has_no_exact_place_is_not_replaced(path):
    assert splicing.replaced(TEXT, {path: 1}) is None


def test_keys_and_items_are_inserted_in_both_forms():
    assert "{x: 1, y: [p], z: {}, w: 2}" in (splicing.inserted(TEXT, ("a", "w"), 2) or "")
    assert "z: {w: 2}" in (splicing.inserted(TEXT, ("a", "z", "w"), 2) or "")
    assert "    n: 2\n    m: 3\n" in (splicing.inserted(TEXT, ("b", 0, "m"), 3) or "")
    assert "y: [p, q r]" in (splicing.appended(TEXT, ("a", "y"), "q r") or "")
    assert "  - id: two\n  - {id: three}\nc:" in (
        splicing.appended(TEXT, ("b",), {"id": "three"}) or ""
    )
    assert splicing.inserted("a: 1", ("b",), 2) == "a: 1\nb: 2"


def test_what_cannot_be_inserted_is_not():
    assert splicing.inserted(TEXT, ("a", "x", "deep"), 1) is None
    assert splicing.inserted(TEXT, ("f",), 1) is None
    assert splicing.appended(TEXT, ("nothing",), 1) is None
    assert splicing.appended("a:\n  - |\n    x\n", ("a",), 1) is None


def test_entries_are_deleted_with_their_comma_or_their_lines():
    assert "{y: [p], z: {}}" in (splicing.deleted(TEXT, ("a", "x")) or "")
    assert "{x: 1, y: [p]}" in (splicing.deleted(TEXT, ("a", "z")) or "")
    assert "y: []" in (splicing.deleted(TEXT, ("a", "y", 0)) or "")
    assert "  - id: one\n  - id: two\n" in (splicing.deleted(TEXT, ("b", 0, "n")) or "")
    assert splicing.deleted("a: 1\nb: 2", ("b",)) == "a: 1\n"


@pytest.mark.parametrize("path", [("b", 0, "id"), ("b", 1, "id"), ("c",), ("e",), ("nothing", "x")])
def test_what_cannot_be_deleted_by_lines_is_not(path):
    assert splicing.deleted(TEXT, path) is None


def test_long_values_are_written_over_lines_and_short_ones_on_one():
    value = {"first": {"text": "x" * 60}, "second": ["y" * 50, {"z": "z" * 120}], "third": 3}
    cut = splicing.inserted("a: 1\n", ("b",), value) or ""
    assert cut == (
        "a: 1\nb:\n"
        f"  first: {{text: {'x' * 60}}}\n"
        f"  second:\n    - {'y' * 50}\n    - z: {'z' * 120}\n"
        "  third: 3\n"
    )
    assert splicing.inserted("a: 1\n", ("b",), "w" * 150) == f"a: 1\nb: {'w' * 150}\n"
