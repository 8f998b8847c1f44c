"""What the team calls its tiers, and how deeply each is treated: one wording on every page."""

from functools import lru_cache
from time import monotonic
from typing import Final

from django.utils.translation import gettext as _

from accord.server.records.queries import programs
from accord.server.web import wording

ORDER: Final = ("one_to_one", "one_to_few", "one_to_many")
"""The treatments, the deepest first."""

_SECONDS: Final = 2


def label(code: str | None) -> str:
    """Return the program's own name of a tier ("Tier 1"), else its treatment in words."""
    return _labels(int(monotonic() / _SECONDS)).get(code or "") or wording.words(code)


def place(code: str | None) -> str:
    """Return where an account stands: its tier, or that it is off the list."""
    return label(code) if code else _("off the list")


def treatment(code: str | None) -> str:
    """Return how deeply a tier is treated, where its name does not say it; for a tooltip."""
    said = wording.words(code)
    return said if said != label(code) else ""


def choices(codes: tuple[str, ...] = ORDER) -> list[tuple[str, str]]:
    """Return tiers to choose from, by code and name."""
    return [(code, label(code)) for code in codes]


@lru_cache(maxsize=1)
def _labels(_tick: int) -> dict[str, str]:
    return programs.tier_labels()
