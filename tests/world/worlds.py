"""Worlds that the tests of this folder share: each is built once."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from accord.world import simulate, sizes, universe

UNTIL = date(2026, 6, 30)
folders: list[Path] = []


@cache
def built(size: str, scenario: str, seed: int) -> universe.Universe:
    return universe.build(sizes.named(size), scenario, seed, UNTIL)


@cache
def written(size: str, scenario: str, seed: int) -> Path:
    folder = Path(mkdtemp(prefix="accord-world-"))
    folders.append(folder)
    simulate.simulate(size, scenario, seed, folder, UNTIL)
    return folder


def asked(folder: Path, question: str) -> list[tuple]:
    """Answer SQL over the files of a world: {facts} and {truth} name its folders."""
    connection = duckdb.connect()
    sql = question.format(facts=folder / "facts", truth=folder / "truth")
    return connection.execute(sql).fetchall()
