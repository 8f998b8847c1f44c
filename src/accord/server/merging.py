"""Merging: many small segments of a kind become one, while filing goes on beside it."""

from typing import Final

import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from accord.server import faults, manifest, segments
from accord.server.records.models import Segment

SMALL_AT_MOST: Final = 12
_SMALL_ROWS: Final = 1_000_000


def is_due() -> bool:
    """Tell whether some kind has more small segments than reading should open."""
    return bool(small(SMALL_AT_MOST))


def small(at_most: int) -> dict[str, list[Segment]]:
    """Return the small segments of each kind that has more of them than that."""
    found = {}
    for kind, rows in manifest.live_by_kind().items():
        few = [row for row in rows if row.row_count < _SMALL_ROWS]
        if len(few) > at_most:
            found[kind] = few
    return found


def merge(kind: str, rows: list[Segment]) -> int:
    """Put segments of one kind into one; call it inside the lease of the compactor."""
    return Merged(kind, rows).commit()


class Merged:
    """One segment made of several: written when this is made, part of the log once committed.

    Filing may go on between the two; the old files stay for those who read them.
    """

    def __init__(self, kind: str, rows: list[Segment]) -> None:
        self._kind, self._rows = kind, rows
        self._before = self._stamps()
        table = pa.concat_tables([segments.read(kind, row.name) for row in rows])
        self._name, self._row_count = segments.new_name(kind), table.num_rows
        self._size = segments.write(kind, self._name, table)

    def commit(self) -> int:
        """Take the place of the small ones; nothing happens if one was rewritten meanwhile.

        Call it inside the lease. Returns how many went.
        """
        names = [row.name for row in self._rows]
        live = Segment.objects.filter(name__in=names, removed_at=None)
        file = segments.path_of(self._kind, self._name)
        if not file.exists() or live.count() < len(names) or self._stamps() != self._before:
            file.unlink(missing_ok=True)
            return 0
        faults.reach("merge.before_commit")
        with transaction.atomic():
            Segment.objects.create(
                name=self._name, kind=self._kind, row_count=self._row_count, size=self._size
            )
            live.update(merged_into=self._name, removed_at=timezone.now())
        faults.reach("merge.committed")
        return len(names)

    def _stamps(self) -> list[tuple[int, int]]:
        """Return what changes when a file is written anew in its place."""
        found = [segments.path_of(self._kind, row.name).stat() for row in self._rows]
        return [(stat.st_ino, stat.st_mtime_ns) for stat in found]
