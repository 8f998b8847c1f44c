"""The manifest as the storage code reads it: watermark, live segments, current generation."""

import os
from collections.abc import Mapping, Sequence

from accord.facts.log import Log
from accord.server import home, inbox, segments
from accord.server.records.models import Generation, Segment, Watermark


def inbox_name() -> str:
    """Return the name under which this home's inbox file has its watermark."""
    return f"inbox-{inbox.identity(home.path('inbox.db'))}"


def watermark() -> int:
    """Return how far the inbox is filed."""
    row, _ = Watermark.objects.get_or_create(name=inbox_name())
    return row.seq


def live_by_kind() -> dict[str, list[Segment]]:
    """Return the segments that are the log now, by kind, oldest first."""
    found: dict[str, list[Segment]] = {}
    for row in Segment.objects.filter(removed_at=None).order_by("name"):
        found.setdefault(row.kind, []).append(row)
    return found


def live_by_name() -> dict[str, tuple[str, str]]:
    """Return, for each segment there ever was, its kind and the segment that holds it now."""
    rows = {row.name: row for row in Segment.objects.all()}
    last: dict[str, str] = {}
    for name in rows:
        chain = [name]
        while chain[-1] not in last and rows[chain[-1]].merged_into:
            chain.append(rows[chain[-1]].merged_into)
        last.update(dict.fromkeys(chain, last.get(chain[-1], chain[-1])))
    return {
        name: (rows[now_in].kind, now_in)
        for name, now_in in last.items()
        if rows[now_in].removed_at is None
    }


def names_merged_into(name: str) -> set[str]:
    """Return the segments that were written from the inbox and now stand in this one."""
    found: set[str] = set()
    frontier = {name}
    while frontier:
        sources = set(
            Segment.objects.filter(merged_into__in=frontier).values_list("name", flat=True)
        )
        frontier = sources - found
        found |= sources
    products = Segment.objects.exclude(merged_into="").values("merged_into")
    leaves = Segment.objects.filter(name__in=found).exclude(name__in=products)
    return set(leaves.values_list("name", flat=True))


def current_generation() -> Generation | None:
    """Return the published picture that new requests read."""
    return Generation.objects.filter(removed_at=None).order_by("-id").first()


def hold_generation() -> Generation | None:
    """Return the current generation, which stays it until the transaction's end.

    Errors: Django's `TransactionManagementError` outside a transaction.
    """
    while (found := current_generation()) is not None:
        Generation.objects.select_for_update().get(pk=found.pk)
        if current_generation() == found:
            return found
    return None


def current_generation_name() -> str | None:
    """Return the name of the current generation, if one was published."""
    found = current_generation()
    return found.name if found else None


def problem() -> str:
    """Say why facts can't be filed or read now; "" if they can.

    A disk that is not mounted leaves an empty folder, so one file of the manifest is looked for.
    """
    folder = home.path("segments")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK) or not folder.is_dir():
        return f"the folder of facts {folder} is missing or can't be written; bring it back"
    newest = Segment.objects.filter(removed_at=None).order_by("-pk").first()
    if newest is not None and not segments.path_of(newest.kind, newest.name).exists():
        return f"files of facts are missing from {folder}; mount its disk, or see accord doctor"
    return ""


def log() -> Log:
    """Return the log of all filed facts; decisions stand in the database and are added."""
    return log_of(live_by_kind())


def log_of(rows_by_kind: Mapping[str, Sequence[Segment]]) -> Log:
    """Return the log of the facts in some segments."""
    return Log(
        {
            kind: tuple(str(segments.path_of(kind, row.name)) for row in rows)
            for kind, rows in rows_by_kind.items()
        }
    )
