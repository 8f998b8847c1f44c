"""The two checks that every room needs: words that are known, ids that stand once."""

from collections.abc import Iterator, Sequence

from accord.program.problems import Problem, did_you_mean


def unknown(where: str, names: Sequence[str], known: Sequence[str], noun: str) -> Iterator[Problem]:
    """Name each word that is not among the known ones."""
    for name in names:
        if name not in known:
            yield Problem(where, f'there is no {noun} "{name}"', did_you_mean(name, known))


def repeated(where: str, ids: Sequence[str]) -> Iterator[Problem]:
    """Name each id that stands twice."""
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        yield Problem(where, f'the id "{one}" stands {ids.count(one)} times', "give each its own")
