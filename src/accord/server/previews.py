"""What a draft would change: the same facts derived under both programs, and the difference."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa
from django.utils import timezone

from accord.derive import derive
from accord.program import shelf
from accord.server import facts_now, movers
from accord.server.records.models import ProgramPreview, ProgramVersion
from accord.server.records.queries import programs

_MOVED_AT_MOST: Final = 500
_CHANGES_AT_MOST: Final = 200


def run(number: int) -> None:
    """Derive both pictures and keep what differs."""
    row = ProgramPreview.objects.select_related("draft").get(pk=number)
    ProgramPreview.objects.filter(pk=number).update(state="running")
    try:
        outcome = _outcome(row)
    except Exception as error:
        words = getattr(error, "message", str(error))
        ProgramPreview.objects.filter(pk=number).update(state="failed", error=words)
        raise
    ProgramPreview.objects.filter(pk=number).update(state="ready", outcome=outcome)


def _outcome(row: ProgramPreview) -> dict[str, Any]:
    log, now = facts_now.log(), timezone.now()
    old, new = programs.program_of(_base_text(row)), programs.program_of(row.draft.text)
    before, after = derive.derive(log, old, now), derive.derive(log, new, now)
    changes = [str(change) for change in derive.difference(before, after)]
    moved = movers.find(before.tables, after.tables, old, new)
    n = before.tables["account_rows"].num_rows
    return {
        "sentence": _sentence(moved, n),
        "accounts": n,
        "movers": len(moved),
        "changes": changes[:_CHANGES_AT_MOST],
        "tiers_before": _tiers(before.tables["targets"]),
        "tiers_after": _tiers(after.tables["targets"]),
        "moved": moved[:_MOVED_AT_MOST],
    }


def _base_text(row: ProgramPreview) -> str:
    """Return what a draft is compared with; before the first adoption the default preset."""
    if not row.base:
        return shelf.text(shelf.DEFAULT)
    return ProgramVersion.objects.get(version=row.base).text


def _tiers(targets: pa.Table) -> dict[str, int]:
    return dict(Counter(tier for tier in targets["proposed_tier"].to_pylist() if tier))


def _sentence(moved: Sequence[dict[str, Any]], n: int) -> str:
    """Say how many change place, and how many move by points alone."""
    if not moved:
        return f"Nobody moves: none of {n:,} accounts changes tier, stage or list"
    placed = sum(movers.is_moved(each) for each in moved)
    least = movers.POINTS_WORTH_SHOWING
    by_points = f"{len(moved) - placed:,} move by {least} points or more"
    if not placed:
        return f"No account changes tier, stage or list; {by_points}"
    verb = "account changes" if placed == 1 else "accounts change"
    rest = f"; {by_points} where they are" if len(moved) > placed else ""
    return f"{placed:,} {verb} tier, stage or list{rest}"
