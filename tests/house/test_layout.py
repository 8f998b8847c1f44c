"""The shape of the house: rooms, sizes, words and imports."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "accord"
BANNED_NAMES = {"utils", "util", "helpers", "common", "base", "manager", "service", "misc"}


def modules() -> list[Path]:
    return [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_says_what_it_is_and_stays_short(path: Path) -> None:
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"
    assert text.count("\n") <= 500, f"{path} has {text.count(chr(10))} lines"
    assert path.stem not in BANNED_NAMES, f"{path} says nothing about what it holds"


def test_modules_are_short_as_a_rule() -> None:
    lengths = sorted(path.read_text().count("\n") for path in modules())
    assert lengths[int(len(lengths) * 0.95)] <= 350
    assert statistics.median(lengths) <= 160


def test_functions_are_short_as_a_rule() -> None:
    lengths = sorted(length(f) for path in modules() for f in functions(path))
    assert statistics.median(lengths) <= 12
    assert lengths[int(len(lengths) * 0.95)] <= 40


def test_views_only_parse_call_and_render() -> None:
    for path in (SOURCE / "server" / "web").rglob("*.py"):
        if "views" in path.parts or path.stem == "views":
            for function in functions(path):
                assert length(function) <= 25, f"{path}:{function.lineno} {function.name}"


def test_no_import_is_relative() -> None:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}:{node.lineno}"


def test_the_core_reads_no_clock_no_chance_and_no_network() -> None:
    core = {p.name for p in SOURCE.iterdir() if p.is_dir()} - {"server", "connectors", "world"}
    banned = re.compile(
        r"^\s*(?:import|from) (?:random|secrets|socket|http|urllib|requests|httpx|sqlite3)\b"
        r"|datetime\.now\(|date\.today\(|time\.time\(|utcnow\(",
        re.MULTILINE,
    )
    for path in modules():
        if path.relative_to(SOURCE).parts[0] in core:
            found = banned.search(path.read_text())
            assert not found, f"{path}: {found and found.group()}"


def test_every_package_has_a_page() -> None:
    for folder in SOURCE.iterdir():
        if folder.is_dir() and (folder / "__init__.py").exists():
            page = ROOT / "docs" / "packages" / f"{folder.name}.md"
            assert page.exists(), f"write {page.relative_to(ROOT)}"


def test_tests_mirror_packages() -> None:
    for folder in SOURCE.iterdir():
        if folder.is_dir() and (folder / "__init__.py").exists():
            assert list((ROOT / "tests" / folder.name).rglob("test_*.py")), folder.name
