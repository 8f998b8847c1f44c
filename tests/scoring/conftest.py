"""Small worlds, scored once for all tests of scoring."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

import scenes
from accord.facts.log import Log
from accord.program import presets
from scenes import Scored


@pytest.fixture
def score_facts() -> Iterator[Callable[..., Scored]]:
    """Score a log by the default program, or by one with other values at dotted paths."""
    made: list[Scored] = []

    def run(log: Log, day: date = scenes.UNTIL, **changes: object) -> Scored:
        dotted = {path.replace("__", "."): value for path, value in changes.items()}
        made.append(scenes.scored(log, presets.program(changes=dotted), day))
        return made[-1]

    yield run
    for one in made:
        one.session.close()


WORLDS = (("standard", 1), ("no_signal", 2), ("standard+noise", 3))


@pytest.fixture(scope="session", params=WORLDS, ids=lambda world: world[0])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scored:
    scenario, seed = request.param
    log = scenes.world(scenario, seed, tmp_path_factory.mktemp("world"))
    return scenes.scored(log, presets.program())
