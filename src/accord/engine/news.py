"""What a log says that an earlier derivation did not know: told by fingerprints, and by files."""

from pathlib import Path
from typing import Final

from accord.engine import log as logs
from accord.engine.kept import MadeOf
from accord.engine.session import AsOf, Session
from accord.facts.log import Log

ACTIVITIES: Final = "activities"

_PRINT: Final = """
SELECT count(*), CAST(coalesce(sum(CAST(
    hash(source, fact_id, known_at, received_at) AS HUGEINT)), 0) AS VARCHAR)
FROM {facts}
"""


def print_of(session: Session, facts: str) -> str:
    """Return a text that is equal for equal facts, in whatever files and order they lie."""
    ((count, total),) = session.rows(_PRINT.format(facts=facts))
    return f"{count}:{total}"


def segments_of(log: Log, kind: str = ACTIVITIES) -> tuple[str, ...]:
    """Return the files of a kind, each with its size and age: one that was rewritten is another."""
    found = []
    for path in log.paths_by_kind.get(kind, ()):
        about = Path(path).stat()
        found.append(f"{path}|{about.st_size}|{about.st_mtime_ns}")
    return tuple(found)


def view_fresh(
    session: Session, name: str, before: MadeOf, now: tuple[str, ...], as_of: AsOf
) -> bool:
    """Make a view of the activities that an earlier derivation had no file of or did not know yet.

    Those in memory are among them. False: a file of the earlier derivation is no more.
    """
    if not set(before.segments) <= set(now):
        return False
    fresh = tuple(_path(one) for one in now if one not in set(before.segments))
    old = tuple(_path(one) for one in before.segments)
    parts = [logs.Part(ACTIVITIES, (), 0, as_of.us)]
    if fresh:
        parts.append(logs.Part(ACTIVITIES, fresh, 0, as_of.us))
    if old:
        parts.append(logs.Part(ACTIVITIES, old, before.as_of_us + 1, as_of.us))
    for place, part in enumerate(parts):
        logs.view_part(session, f"{name}_{place}", part)
    listed = " UNION ALL ".join(f"SELECT * FROM {name}_{place}" for place in range(len(parts)))
    session.make(name, listed)
    return True


def held(session: Session, name: str, as_of_us: int) -> str:
    """Return a query of the activities that are in memory only."""
    logs.view_part(session, f"{name}_rows", logs.Part(ACTIVITIES, (), 0, as_of_us))
    return f"SELECT * FROM {name}_rows"


def _path(segment: str) -> str:
    return segment.rsplit("|", 2)[0]
