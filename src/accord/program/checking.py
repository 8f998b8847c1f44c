"""Whether a program can run: everything wrong with it at once, each with a way out."""

from collections.abc import Iterator
from dataclasses import replace

from accord.program import parsing
from accord.program.catalogue import NOTHING_SEEN, Catalogue
from accord.program.checks import agreeing, choosing, deciding, hearing, journeys, playing
from accord.program.model import Program
from accord.program.parsing import Draft
from accord.program.problems import Problem


def check(program: Program, catalogue: Catalogue = NOTHING_SEEN) -> list[Problem]:
    """List what does not fit together, notices last; a program with problems does not run."""
    found = list(dict.fromkeys(_problems(program, catalogue)))
    return sorted(found, key=lambda problem: problem.is_notice)


def _problems(program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    yield from agreeing.problems(program, catalogue)
    yield from choosing.problems(program, catalogue)
    yield from deciding.problems(program)
    yield from hearing.problems(program, catalogue)
    yield from journeys.problems(program, catalogue)
    yield from playing.problems(program)


def review(text: str, catalogue: Catalogue = NOTHING_SEEN) -> Draft:
    """Parse and check a text: all problems together, by line; a program only if it can run."""
    draft = parsing.parse(text)
    if draft.provisional is None:
        return draft
    places = {problem.where for problem in draft.problems}
    found = [
        replace(problem, line=draft.line_of(problem.where))
        for problem in check(draft.provisional, catalogue)
        if not _is_covered(problem.where, places)
    ]
    problems = sorted((*draft.problems, *found), key=_by_line)
    stops = any(not problem.is_notice for problem in problems)
    return replace(draft, problems=tuple(problems), program=None if stops else draft.provisional)


def _is_covered(where: str, places: set[str]) -> bool:
    """Tell whether a faulty clause that was put right for the check is what it complains of."""
    return any(where == place or where.startswith(f"{place}.") for place in places if place)


def _by_line(problem: Problem) -> tuple[bool, int]:
    return problem.is_notice, problem.line or 0
