"""The presets that come along, as text; `presets` reads them as programs."""

from functools import cache
from importlib import resources
from typing import Final

DEFAULT: Final = "default_mid_market_saas"

NAMES: Final = (
    DEFAULT,
    "demo",
    "demandbase_style",
    "rollworks_style",
    "adobe_style",
    "factors_style",
)
"""Every preset, the default first."""


@cache
def text(name: str) -> str:
    """Return the text of a preset."""
    if name not in NAMES:
        message = f"there is no preset {name!r}; there are {', '.join(NAMES)}"
        raise KeyError(message)
    return (resources.files("accord.program.presets") / f"{name}.yaml").read_text("utf-8")
