"""Who was erased after a backup was written: told beside its file, for whoever restores it.

Only keyed hashes stand there; the key is in the backup, which holds those people anyway.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.utils import timezone

from accord.server import home, keeping_out
from accord.server.records.models import BackupRecord, Erasure, KeptOutKey

_WAITING: Final = "erased_since"


@dataclass(frozen=True, slots=True)
class Told:
    """One erasure: hashes of the ways to name the person, and whether counts went too."""

    digests: frozenset[str]
    is_full: bool


def path_of(backup: Path) -> Path:
    """Return where it is told of a backup."""
    return backup.with_name(f"{backup.name}.erased")


def begin(backup: Path, begun: datetime) -> None:
    """Start the list of a backup with whoever was erased while it was being written."""
    path_of(backup).unlink(missing_ok=True)
    _append(backup, [])
    digests = KeptOutKey.objects.filter(since__gte=begun).values_list("digest", flat=True)
    if digests:
        is_full = Erasure.objects.filter(asked_at__gte=begun, is_full=True).exists()
        _append(backup, [Told(frozenset(digests), is_full)])


def tell(numbers: Iterable[int], *, is_full: bool) -> None:
    """Tell of one erasure beside every backup that is kept and still lies where it was written."""
    secret = home.keeping_out_key()
    told = Told(frozenset(keeping_out.digest_of(one, secret) for one in numbers if one), is_full)
    for row in BackupRecord.objects.filter(kept_until__gt=timezone.now()):
        if Path(row.file).exists():
            _append(Path(row.file), [told])


def bring(backup: Path, target: Path) -> None:
    """Lay the list of a backup into the home that it is read into, before anything else of it."""
    if is_told(backup):
        shutil.copy2(path_of(backup), target / _WAITING)


def waiting() -> Path | None:
    """Return the list of this home, which was restored, where it is not obeyed yet."""
    return found if (found := home.path(_WAITING)).exists() else None


def is_told(backup: Path) -> bool:
    """Tell whether a list stands beside a backup: without one nobody knows who was erased since."""
    return path_of(backup).exists()


def read(file: Path) -> list[Told]:
    """Return the erasures of a list, each once."""
    lines = file.read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines if line]
    return list(dict.fromkeys(Told(frozenset(one["who"]), one["is_full"]) for one in found))


def _append(backup: Path, told: Iterable[Told]) -> None:
    """Write lines to the list, on disk before this returns."""
    rows = [{"who": sorted(one.digests), "is_full": one.is_full} for one in told]
    data = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    handle = os.open(path_of(backup), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
