"""Which records are one account after people merged and un-merged them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Joined:
    """What somebody decided about two accounts, named by the record keys that are their ids."""

    kept: int
    other: int
    is_merged: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A company's record: its key, the group that rules put it in, and when it first came."""

    key: int
    group: int
    first_received_us: int


def apply(decided: Iterable[Joined], records: Iterable[Record]) -> dict[int, int]:
    """Return the account of each record's key; decisions come in the order they were made.

    The last word on a pair counts. A merge joins the groups of both; an un-merge takes the
    other record out of a group that rules made, and lets go of an earlier merge. The oldest
    record's key names the account, so a merge keeps the older id.
    """
    by_key = {record.key: record for record in records}
    last: dict[frozenset[int], Joined] = {}
    for joined in decided:
        if {joined.kept, joined.other} <= by_key.keys() and joined.kept != joined.other:
            last.pop(pair := frozenset({joined.kept, joined.other}), None)
            last[pair] = joined
    labels = {key: record.group for key, record in by_key.items()}
    for joined in last.values():
        if not joined.is_merged and labels[joined.kept] == labels[joined.other]:
            labels[joined.other] = -joined.other  # no group of rules is negative
    parents = {label: label for label in labels.values()}
    for joined in last.values():
        if joined.is_merged:
            parents[_root(parents, labels[joined.kept])] = _root(parents, labels[joined.other])
    return _named(by_key, {key: _root(parents, label) for key, label in labels.items()})


def _root(parents: Mapping[int, int], label: int) -> int:
    while parents[label] != label:
        label = parents[label]
    return label


def _named(by_key: Mapping[int, Record], root_by_key: Mapping[int, int]) -> dict[int, int]:
    """Name each set of records by the key of the one that came first."""
    oldest: dict[int, tuple[int, int]] = {}
    for key, root in root_by_key.items():
        age = (by_key[key].first_received_us, key)
        oldest[root] = min(age, oldest.get(root, age))
    return {key: oldest[root][1] for key, root in root_by_key.items()}
