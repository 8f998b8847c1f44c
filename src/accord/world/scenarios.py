"""What is true in a world: the form of its laws and the numbers drawn for them by the seed."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from accord.values.errors import AccordError
from accord.world.streams import Streams

FAMILIES: Final = ("logit", "threshold", "gamma_time")
"""How odds depend on fit: smoothly, by a step, or as a race of two gamma times."""
NAMES: Final = ("standard", "no_signal", *FAMILIES)
_NOISE: Final = "+noise"


@dataclass(frozen=True)
class Scenario:
    """The laws of one world; every number in it is known truth."""

    name: str
    family: str
    has_signal: bool
    fit_weights: tuple[float, ...]  # industry, size, country, technology, growth, locations
    fit_noise: float
    fit_on_intent: float
    fit_on_odds: float
    intent_on_odds: float
    coverage_on_opening: float
    coverage_on_odds: float
    quarter_end_odds: float
    won_share: float
    lost_cycle_ratio: float
    play_effects: tuple[float, ...]  # on the weekly hazard, in the order of plays.PLAYS
    mail_lift: float
    dirt: float

    def as_json(self) -> dict[str, Any]:
        """Return every parameter, for the truth folder."""
        return asdict(self)


def drawn(name: str, streams: Streams) -> Scenario:
    """Return a scenario by its name ("standard", "standard+noise", ...), drawn by the seed."""
    plain = name.removesuffix(_NOISE)
    if plain not in NAMES:
        known = ", ".join(NAMES)
        raise AccordError(
            f"There is no scenario {name!r}; choose one of {known} (or add {_NOISE})."
        )
    rng = streams.of("scenario")
    family = FAMILIES[int(rng.integers(len(FAMILIES)))]
    weights = rng.lognormal(0.0, 0.35, 6) * (1.0, 1.0, 0.6, 0.9, 0.6, 0.4)
    scenario = Scenario(
        name=name,
        family=plain if plain in FAMILIES else family,
        has_signal=True,
        fit_weights=tuple(float(weight) for weight in weights),
        fit_noise=float(rng.uniform(0.15, 0.35)),
        fit_on_intent=float(rng.uniform(0.45, 0.75)),
        fit_on_odds=float(rng.uniform(1.3, 2.4)),
        intent_on_odds=float(rng.uniform(0.1, 0.4)),
        coverage_on_opening=0.35,
        coverage_on_odds=float(rng.uniform(0.1, 0.3)),
        quarter_end_odds=float(rng.choice((0.0, 0.6, 1.2))),
        won_share=float(rng.uniform(0.24, 0.36)),
        lost_cycle_ratio=float(rng.choice((0.4, 1.0, 2.5))),
        play_effects=(float(rng.uniform(0.35, 0.8)), 0.25, float(rng.uniform(0.2, 0.5)), 0.0, -0.4),
        mail_lift=float(rng.choice((0.0, 0.02, 0.045, 0.075))),
        dirt=1.0,
    )
    if name.endswith(_NOISE):
        scenario = replace(scenario, dirt=2.0, fit_noise=scenario.fit_noise + 0.3)
    return _without_signal(scenario) if plain == "no_signal" else scenario


def _without_signal(scenario: Scenario) -> Scenario:
    """Cut every path from what is known of a company to whether a deal with it is won.

    Coverage goes too: bigger companies have bigger groups. So does the unequal length of won
    and lost cycles: dear deals would be closed less often by the last day, and the dear ones
    are those of big companies.
    """
    return replace(
        scenario,
        has_signal=False,
        fit_weights=(0.0,) * 6,
        coverage_on_opening=0.0,
        coverage_on_odds=0.0,
        lost_cycle_ratio=1.0,
        play_effects=(0.0,) * 5,
    )
