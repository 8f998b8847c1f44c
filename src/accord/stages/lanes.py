"""Those who walk, side by side: the flags of their stages as bits, by look and lane."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from accord.stages.moves import Flags, Ints, Part, Rules


@dataclass(frozen=True)
class Lanes:
    """One lane for each row of each part that walks, part by part.

    By look and lane, a bit for each stage: `enters`, `keeps`, `expels`, `fades`. By lane, a
    bit for each stage: `lasting`, `renewed`, `fading`, `barred_after`. By part and stage: `lasts`,
    `fades_for_days`.
    """

    part: Ints
    first: Ints
    end: Ints
    enters: Ints
    keeps: Ints
    expels: Ints
    fades: Ints
    lasting: Ints
    renewed: Ints
    fading: Ints
    barred_after: Ints
    lasts: Ints
    fades_for_days: Ints

    @property
    def kind(self) -> np.dtype[Any]:
        """The type of whole number that has a bit for each stage, and one more."""
        return self.enters.dtype

    def __len__(self) -> int:
        return self.part.size


def of(parts: Sequence[Part], rows: Sequence[Ints], looks: int) -> Lanes:
    """Lay out the rows of every part that walk."""
    most = max(len(part.rules) for part in parts)
    kind = np.min_scalar_type(1 << most)
    pairs = list(zip(parts, rows, strict=True))
    part = np.repeat(np.arange(len(parts)), [own.size for own in rows])

    def packed(flags_of: Callable[[Rules], Flags | None]) -> Ints:
        told = [_packed(map(flags_of, one.rules), own, (looks, kind)) for one, own in pairs]
        return np.ascontiguousarray(np.concatenate(told).T)

    def bits(tells: Callable[[Rules], bool]) -> Ints:
        codes = [sum(tells(rule) << at for at, rule in enumerate(one.rules)) for one in parts]
        return np.array(codes, kind)[part]

    def numbers(tells: Callable[[Rules], int]) -> Ints:
        told = [[tells(rule) for rule in one.rules] for one in parts]
        return np.array([row + [0] * (most - len(row)) for row in told], np.int32)

    return Lanes(
        part=part,
        first=np.concatenate([one.span.first[own] for one, own in pairs]),
        end=np.concatenate([one.span.end[own] for one, own in pairs]),
        enters=packed(lambda rule: rule.enters),
        keeps=packed(lambda rule: rule.keeps if rule.leaves_after_days is not None else None),
        expels=packed(lambda rule: rule.expels),
        fades=packed(lambda rule: rule.fades if rule.is_left_when_faded else None),
        lasting=bits(lambda rule: rule.lasts_as_entered),
        renewed=bits(lambda rule: rule.is_renewed),
        fading=bits(lambda rule: rule.is_left_when_faded),
        barred_after=bits(lambda rule: rule.is_barred_after),
        lasts=numbers(lambda rule: rule.lasts),
        fades_for_days=numbers(lambda rule: rule.fades_for_days),
    )


def _packed(flags: Iterable[Flags | None], rows: Ints, shape: tuple[int, np.dtype[Any]]) -> Ints:
    """Return a bit for each stage by row and look; the first stage, which all are in, has none."""
    looks, kind = shape
    bits = np.zeros((rows.size, looks), kind)
    for place, one in enumerate(flags):
        if one is not None and place:
            bits |= np.left_shift(one[rows], place, dtype=kind, casting="unsafe")
    return bits
