"""What tells people from machines, in worlds whose truth is known."""

import importlib.util
import statistics
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "benchmarks" / "verdicts.py"
SPEC = importlib.util.spec_from_file_location("verdict_figures", PATH)
assert SPEC is not None
assert SPEC.loader is not None
FIGURES = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(FIGURES)

SEEDS = range(4101, 4107)
"""Worlds that nobody looked at while weights were chosen."""


@pytest.fixture(scope="module")
def worlds() -> list[dict[str, dict[str, float]]]:
    return [FIGURES.of_seed(seed, "team") for seed in SEEDS]


@pytest.mark.slow
def test_scanners_are_told_from_people(worlds: list[dict[str, dict[str, float]]]) -> None:
    assert FIGURES.together(worlds, "ours", "scanner_clicks_as_human") <= 0.02
    assert FIGURES.together(worlds, "ours", "human_clicks_lost") <= 0.01
    for world in worlds:
        assert world["ours"]["unknown_share"] <= FIGURES.AT_MOST["unknown_share"]
        assert world["ours"]["unknown_share_of_clicks"] <= FIGURES.AT_MOST["unknown_share"]
        assert world["ours"]["tau"] >= FIGURES.TAU
    scoring = [world["ours"]["non_buyers_scoring"] for world in worlds]
    assert statistics.mean(scoring) <= FIGURES.NON_BUYERS_AT_MOST


@pytest.mark.slow
@pytest.mark.parametrize("way", ["agent list only", "two of three"])
def test_the_usual_ways_do_worse(worlds: list[dict[str, dict[str, float]]], way: str) -> None:
    for world in worlds:
        ours, usual = world["ours"], world[way]
        assert ours["scanner_clicks_as_human"] < usual["scanner_clicks_as_human"] / 10
        assert ours["tau"] > usual["tau"]


def test_habits_are_drawn_anew_for_every_world() -> None:
    from accord.world import traffic
    from accord.world.streams import Streams

    one, other = (traffic.drawn(Streams(seed).of("habits")) for seed in (1, 2))
    assert one == traffic.drawn(Streams(1).of("habits"))
    assert one.soonest != other.soonest


def test_no_list_knows_the_networks_of_homes() -> None:
    from accord.identity import networks
    from accord.program.verdicts import Networks
    from accord.world import hits

    assert all(networks.kind_of(f"{n}.7.7.0/24", Networks()) == 0 for n in hits._HOMES)
    assert networks.kind_of(f"{hits._UNLISTED}.7.7.0/24", Networks()) == 0
