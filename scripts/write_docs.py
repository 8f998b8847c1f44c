"""Write what the docs take from the code: the map of the rooms, the formulas of the measures."""

import ast
import sys
import tomllib
from pathlib import Path

from accord.measurement import catalogue

ROOT = Path(__file__).parents[1]


def sentence(room: str) -> str:
    """Return the first sentence of a room's docstring."""
    folder = ROOT / "src" / "accord" / room
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    return (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n")[0]


def drawn_map() -> str:
    """Return the map as a Markdown table, highest room first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    rows = [f"| `{room}` | {sentence(room)} |" for room in layers]
    return "\n".join(["| room | what it says |", "|---|---|", *rows])


def measures() -> str:
    """Return every measure with its formula, window and unit as a Markdown table."""
    rows = [
        f"| {one.title} (`{one.name}`) | {one.formula} | {one.window} | {one.unit} |"
        for one in catalogue.DEFINITIONS
    ]
    return "\n".join(["| measure | formula | window | unit |", "|---|---|---|---|", *rows])


def filled(text: str, mark: str, content: str) -> str:
    """Put content between the two marks of a page."""
    head, rest = text.split(f"<!-- {mark} -->", 1)
    tail = rest.split(f"<!-- /{mark} -->", 1)[1]
    return f"{head}<!-- {mark} -->\n{content}\n<!-- /{mark} -->{tail}"


def main() -> int:
    """Write both, or with --check only compare."""
    stale = []
    for page, mark, content in (
        ("README.md", "map", drawn_map()),
        ("docs/glossary.md", "measures", measures()),
    ):
        text = (ROOT / page).read_text()
        fresh = filled(text, mark, content)
        if fresh != text:
            stale.append(page)
            if "--check" not in sys.argv:
                (ROOT / page).write_text(fresh)
    if stale and "--check" in sys.argv:
        sys.stdout.write(f"stale: {', '.join(stale)}; run scripts/write_docs.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
