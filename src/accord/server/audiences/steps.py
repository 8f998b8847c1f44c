"""What changed in an audience since its last file: who came, and who has to go."""

from collections.abc import Iterable
from dataclasses import dataclass

from accord.server.records.models import Audience, AudienceFile


@dataclass(frozen=True, slots=True)
class Change:
    """Numbers of accounts or people that are new since the last file, and that are gone."""

    added: tuple[int, ...]
    removed: tuple[int, ...]
    is_first: bool


def since_last(audience: Audience, members: Iterable[int]) -> Change:
    """Compare who stands in an audience now with who stood in its last file."""
    last: AudienceFile | None = audience.files.order_by("-pk").first()
    before = set(last.members) if last else set()
    now = set(members)
    return Change(tuple(sorted(now - before)), tuple(sorted(before - now)), last is None)
