"""What the worker does for campaigns: steps that are due, then mails that are due."""

from datetime import timedelta
from typing import Final

from django.db.models import Min
from django.utils import timezone

from accord.server import jobs, manifest
from accord.server.mailing import how as hows
from accord.server.playing import letters, post, steps
from accord.server.records.models import Campaign, Enrolment, Sending, Setting
from accord.server.records.queries import picture

NAME: Final = "play"
_REVIEWED: Final = "campaigns.reviewed"
_MINUTE: Final = timedelta(minutes=1)


def is_due() -> bool:
    """Tell whether something of a campaign is due, or a picture shows what none has looked at."""
    running = Campaign.objects.filter(state=Campaign.State.RUNNING)
    if not running.exists():
        return bool(Sending.objects.filter(state=Sending.State.SENT, is_told=False).exists())
    now = timezone.now()
    due = Enrolment.objects.filter(
        campaign__in=running, state=Enrolment.State.LIVE, due_at__lte=now
    )
    return due.exists() or _mails_due() or _reviewed() != manifest.current_generation_name()


def run() -> None:
    """Do everything that is due; what takes long is cut into batches with commits between them."""
    with picture.pinning():
        _review()
        while steps.run(timezone.now()):
            pass
        while _send():
            pass
    if _mails_due():
        jobs.enqueue(NAME, due_at=timezone.now() + _MINUTE / 6)


def _review() -> None:
    """Look at every account of every campaign once a picture: some have left, some qualified."""
    name = manifest.current_generation_name()
    if name is None or _reviewed() == name:
        return
    steps.review(timezone.now())
    Setting.objects.update_or_create(name=_REVIEWED, defaults={"value": {"generation": name}})


def _reviewed() -> str:
    row = Setting.objects.filter(name=_REVIEWED).first()
    return str(row.value["generation"]) if row else ""


def _send() -> int:
    """Send one batch, within what the team lets leave in a minute."""
    how = hows.load()
    now = timezone.now()
    room = how.per_minute - Sending.objects.filter(sent_at__gt=now - _MINUTE).count()
    if not how.is_set or room <= 0:
        post.tell()
        return 0
    with letters.opened() as ready:
        return post.run(ready, now, min(post.AT_ONCE, room))


def _mails_due() -> bool:
    waiting = Sending.objects.filter(
        state=Sending.State.WAITING, campaign__state=Campaign.State.RUNNING
    )
    first = waiting.aggregate(first=Min("due_at"))["first"]
    return hows.load().is_set and first is not None and first <= timezone.now()
