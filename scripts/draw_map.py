"""Write the map of the rooms into README.md from the import contract and the docstrings."""

import ast
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- map -->", "<!-- /map -->"


def sentence(room: str) -> str:
    """Return the first sentence of a room's docstring."""
    folder = ROOT / "src" / "accord" / room
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    return (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n")[0]


def drawn() -> str:
    """Return the map as a Markdown table, highest room first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    rows = [f"| `{room}` | {sentence(room)} |" for room in layers]
    return "\n".join([BEGIN, "| room | what it says |", "|---|---|", *rows, END])


def main() -> int:
    """Write the map, or with --check only compare."""
    readme = ROOT / "README.md"
    text = readme.read_text()
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    fresh = head + drawn() + tail
    if "--check" in sys.argv:
        if fresh != text:
            sys.stdout.write("README.md: the map is stale; run scripts/draw_map.py\n")
            return 1
        return 0
    readme.write_text(fresh)
    return 0


if __name__ == "__main__":
    sys.exit(main())
