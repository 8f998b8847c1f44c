"""What a user should look at first: accounts worth acting on, promises, changes, waiting work."""

from dataclasses import dataclass
from typing import Any

from accord.server.records.queries.accounts import AccountRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for this user: to sign, to review, to import."""

    kind: str
    title: str
    n: int
    link: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the last signed list or the week before, in words with its unit."""

    account: int
    public_id: str
    name: str
    kind: str
    sentence: str
    day: int


@dataclass(frozen=True, slots=True)
class Today:
    """The page of today."""

    accounts: tuple[AccountRow, ...]
    changes: tuple[Change, ...]
    rising: tuple[AccountRow, ...]
    waiting: tuple[Waiting, ...]
    plays: tuple[dict[str, Any], ...]
