"""What the facts hold that a program may name: custom fields and kinds that were seen."""

from dataclasses import dataclass
from typing import Final

from accord.facts import activity_kinds
from accord.program import words

CUSTOM: Final = "custom."
"""How a program names a field of a team's own: `custom.region`."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Fields and kinds seen among the facts, and the time zone that the workspace began with.

    `time_zone` is None before the first program is adopted.
    """

    custom_fields: frozenset[str] = frozenset()
    activity_kinds: frozenset[str] = frozenset()
    trigger_kinds: frozenset[str] = frozenset()
    intent_vendors: frozenset[str] = frozenset()
    time_zone: str | None = None

    def fields(self) -> tuple[str, ...]:
        """List every field that a criterion may read."""
        return (*words.PROFILE_FIELDS, *sorted(CUSTOM + name for name in self.custom_fields))

    def kinds(self) -> frozenset[str]:
        """List every kind of activity that is known by name or was seen."""
        return self.activity_kinds | set(activity_kinds.CHANNEL_BY_KIND) | set(words.MADE_KINDS)


NOTHING_SEEN: Final = Catalogue()
"""The catalogue of a workspace without facts."""
