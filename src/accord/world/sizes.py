"""How big a world is: named sizes, and the same ones stretched to a number of activities."""

from dataclasses import dataclass, replace
from typing import Final

from accord.values.errors import AccordError


@dataclass(frozen=True)
class Size:
    """How much of everything one world holds, about."""

    name: str
    events: int
    accounts: int
    targets: int
    contacts: int
    opportunities: int
    months: int

    @property
    def weeks(self) -> int:
        """Weeks in which activities are heard."""
        return round(self.months * 52 / 12)


_SIZES: Final = (
    Size("tiny", 1_000, 50, 20, 200, 30, 3),
    Size("demo", 20_000, 400, 120, 2_000, 350, 12),
    Size("team", 100_000, 1_500, 300, 8_000, 1_200, 18),
    Size("mid", 1_000_000, 8_000, 800, 50_000, 6_000, 24),
    Size("bench", 1_000_000, 50_000, 2_000, 300_000, 15_000, 24),
    Size("large", 10_000_000, 100_000, 2_000, 300_000, 30_000, 24),
    Size("xl", 20_000_000, 200_000, 5_000, 1_000_000, 60_000, 24),
    Size("xxl", 100_000_000, 1_000_000, 10_000, 5_000_000, 200_000, 24),
)
SIZE_BY_NAME: Final = {size.name: size for size in _SIZES}


def named(name: str, *, events: int | None = None) -> Size:
    """Return a size by its name, with another number of activities when one is given."""
    size = SIZE_BY_NAME.get(name)
    if size is None:
        known = ", ".join(SIZE_BY_NAME)
        raise AccordError(f"There is no world of size {name!r}; choose one of {known}.")
    if events is None:
        return size
    if events < 1:
        raise AccordError(f"A world needs at least 1 activity, not {events}.")
    return replace(size, events=events)
