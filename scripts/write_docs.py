"""Write what docs take from the code: the map, formulas of measures, commands and settings."""

import ast
import sys
import tomllib
from pathlib import Path

import typer.main

from accord import cli
from accord.measurement import catalogue
from accord.server.configuration import Configuration

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


def commands() -> str:
    """Return every command with its words as a Markdown table."""
    rows = []
    for name, command in sorted(typer.main.get_command(cli.app).commands.items()):
        for inner, one in sorted(getattr(command, "commands", {"": command}).items()):
            words = (one.help or "").split("\n")[0]
            rows.append(f"| `{f'accord {name} {inner}'.strip()}` | {words} |")
    return "\n".join(["| command | what it does |", "|---|---|", *rows])


def settings() -> str:
    """Return every setting with its default as a Markdown table."""
    rows = [
        f"| `ACCORD_{name.upper()}` | `{field.default}` | {field.description} |"
        for name, field in Configuration.model_fields.items()
    ]
    return "\n".join(["| setting | default | what it is for |", "|---|---|---|", *rows])


def filled(text: str, mark: str, content: str) -> str:
    """Put content between the two marks of a page."""
    head, rest = text.split(f"<!-- {mark} -->", 1)
    tail = rest.split(f"<!-- /{mark} -->", 1)[1]
    return f"{head}<!-- {mark} -->\n{content}\n<!-- /{mark} -->{tail}"


def main() -> int:
    """Write them, or with --check only compare."""
    stale = []
    for page, mark, content in (
        ("README.md", "map", drawn_map()),
        ("docs/glossary.md", "measures", measures()),
        ("docs/commands.md", "commands", commands()),
        ("docs/commands.md", "settings", settings()),
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
