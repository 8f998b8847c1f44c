"""What a draft would change: the same facts derived under both programs, and the difference."""

from collections import Counter
from typing import Any, Final

import pyarrow as pa
from django.utils import timezone

from accord.derive import derive
from accord.program import shelf
from accord.server import facts_now
from accord.server.records.models import ProgramPreview, ProgramVersion
from accord.server.records.queries import programs
from accord.values import ids

_MOVED_AT_MOST: Final = 200
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
    before = derive.derive(log, programs.program_of(_base_text(row)), now)
    after = derive.derive(log, programs.program_of(row.draft.text), now)
    changes = [str(change) for change in derive.difference(before, after)]
    old, new = before.tables["account_rows"], after.tables["account_rows"]
    moved = _moved(old, new)
    return {
        "sentence": _sentence(len(moved), old.num_rows),
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


def _moved(old: pa.Table, new: pa.Table) -> list[dict[str, Any]]:
    """List the accounts whose fit, stage or proposed tier differs, the largest move first."""
    columns = ["account", "name", "fit", "engagement", "stage", "tier", "rank"]
    before = {row["account"]: row for row in old.select(columns).to_pylist()}
    found = []
    for row in new.select(columns).to_pylist():
        was = before.get(row["account"])
        if was is None or any(row[name] != was[name] for name in ("fit", "stage", "tier")):
            said = {"public_id": ids.public_id(row["account"]), "name": row["name"]}
            for name in columns[2:]:
                said[f"{name}_before"], said[name] = (was or {}).get(name), row[name]
            found.append(said)
    return sorted(found, key=lambda each: -abs((each["fit"] or 0) - (each["fit_before"] or 0)))


def _sentence(moved: int, n: int) -> str:
    if not moved:
        return f"Nothing changes for any of {n:,} accounts"
    return f"{moved:,} of {n:,} accounts get another fit, journey stage or tier"
