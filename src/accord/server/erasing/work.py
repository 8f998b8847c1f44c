"""The work of an erasure: place after place, resumed where it was killed, with a receipt."""

import time as clock
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from accord.server import erased_since, faults, fresh, jobs, keeping_out, manifest, workspaces
from accord.server.erasing import person as people
from accord.server.erasing import scrubbing
from accord.server.erasing.places import filed
from accord.server.erasing.places.every import PLACES
from accord.server.erasing.places.shape import Asked, Place
from accord.server.erasing.traces import Traces
from accord.server.records.models import BackupRecord, Erasure, Generation, Job
from accord.server.records.queries import accounts, picture
from accord.values import ids
from accord.values.errors import BusyError

_BUSY_TRIES: Final = 60
_OF_DERIVATIONS: Final = (filed.Standing.name, filed.Pictures.name)
_BUSY_PAUSE_S: Final = 1.0
_DERIVING_TRIES: Final = 900


def run(number: int) -> None:
    """Erase, from where the last try ended; afterwards nothing says whom it was about."""
    row = Erasure.objects.get(pk=number)
    if row.state == "done":
        return
    Erasure.objects.filter(pk=number).update(state="running", error="")
    if row.person:
        _leave_places(row)
        _forget_who(row)
    scrubbing.scrub()
    finished = timezone.now()
    receipt = row.receipt | {"seconds": (finished - row.asked_at).total_seconds()}
    Erasure.objects.filter(pk=number).update(state="done", finished_at=finished, receipt=receipt)
    jobs.enqueue("derive")


def _leave_places(row: Erasure) -> None:
    """Take the person out of every place that is not done yet."""
    person = people.read(row.person)
    asked = Asked(person, Traces(person))
    row.receipt.setdefault("names_kept_out", keeping_out.keep_out(person.numbers))
    row.receipt.setdefault("before", _standing(person.account))
    row.save(update_fields=["receipt"])
    faults.reach("erasure.kept_out")
    begun = timezone.now()
    wait_for_derivation()
    done = {line["place"] for line in row.done}
    for place in PLACES:
        if place.name not in done:
            rows = _patiently(place, asked)
            row.done = [*row.done, {"place": place.name, "rows": rows}]
            row.save(update_fields=["done"])
            faults.reach("erasure.place_done")
    _take_late_pictures(asked, begun)
    row.receipt["after"] = _derived_anew(person.account)
    row.receipt["backups"] = backups_that_hold(row.asked_at)
    row.account = person.account
    row.save(update_fields=["receipt", "account"])


def backups_that_hold(asked_at: datetime) -> list[dict[str, Any]]:
    """List the backups from before an erasure that are still kept, and until when."""
    rows = BackupRecord.objects.filter(written_at__lte=asked_at, kept_until__gt=timezone.now())
    return [
        {
            "file": row.file,
            "kept_until": row.kept_until.date().isoformat(),
            "is_told": erased_since.is_told(Path(row.file)),
        }
        for row in rows.order_by("kept_until")
    ]


def _forget_who(row: Erasure) -> None:
    row.person = ""
    row.save(update_fields=["person"])


def _patiently(place: Place, asked: Asked) -> int:
    """Rewrite a place, waiting while somebody else is filing facts."""
    for _ in range(_BUSY_TRIES):
        try:
            return place.rewrite(asked)
        except BusyError:
            clock.sleep(_BUSY_PAUSE_S)
    return place.rewrite(asked)


def wait_for_derivation() -> None:
    """Wait until no derivation runs, of all or of some, that has read the facts as they were."""
    deriving = Job.objects.filter(name__in=("derive", "tick"), state=Job.State.RUNNING)
    for _ in range(_DERIVING_TRIES):
        if not deriving.all().exists():
            return
        clock.sleep(_BUSY_PAUSE_S)
    message = "a derivation has been running for a quarter of an hour; the erasure goes on after it"
    raise BusyError(message)


def _take_late_pictures(asked: Asked, begun: datetime) -> None:
    """Rewrite what derivations write again when a picture was published meanwhile."""
    wait_for_derivation()
    if Generation.objects.filter(published_at__gt=begun).exists():
        for place in PLACES:
            if place.name in _OF_DERIVATIONS:
                _patiently(place, asked)


def _standing(account: int) -> dict[str, Any]:
    """Return what the account's page shows now."""
    picture.forget()
    found = accounts.list_rows([account]).get(account) if account else None
    if found is None:
        return {}
    return {
        "account": ids.public_id(account),
        "name": found.name,
        "engagement": found.engagement,
        "fit": found.fit,
        "stage": found.stage,
        "seats_known": found.seats_known,
        "seats_engaged": found.seats_engaged,
    }


def _derived_anew(account: int) -> dict[str, Any]:
    """Derive the account on the facts as they are now, and return what its page shows."""
    workspaces.read.cache_clear()
    if account and manifest.current_generation() is not None:
        fresh.derive_accounts([account])
    return _standing(account)
