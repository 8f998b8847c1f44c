"""Making audiences, writing their files, and taking them away."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from accord.connectors.audiences import files
from accord.connectors.audiences.files import File
from accord.server.actions import decisions, rights
from accord.server.audiences import choosing, steps
from accord.server.records.models import AppUser, Audience, AudienceFile
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import programs, seeing
from accord.values.errors import AccordError

MAY: Final = (AccessRole.ADMIN, AccessRole.MARKETING)
_NAME_AT_MOST: Final = 120


def add(
    by: AppUser, name: str, platform: str, *, rule: Mapping[str, Sequence[str] | str | bool]
) -> Audience:
    """Make an audience: `rule` has tiers, play, roles and is_acquisition."""
    rights.need(by, MAY, "make audiences")
    seeing.need_all("an audience")
    title = " ".join(name.split())[:_NAME_AT_MOST]
    if not title:
        message = "an audience needs a name: what the platform's campaigns will call it"
        raise AccordError(message)
    kind = files.platform(platform)
    play = str(rule.get("play") or "")
    if play and programs.current_program().play(play) is None:
        message = f"the rules have no play {play!r}; the page of plays lists those they have"
        raise AccordError(message)
    roles = _words(rule.get("roles")) if kind.is_of_people else []
    with transaction.atomic():
        row = Audience.objects.create(
            name=title,
            platform=kind.id,
            tiers=_words(rule.get("tiers")),
            play=play,
            roles=roles,
            is_acquisition=bool(rule.get("is_acquisition", True)),
            created_by=by.email,
        )
        decisions.write_down(by, "add_audience", title, {"platform": kind.id})
    return row


def write(by: AppUser, audience: Audience) -> File:
    """Write the file of this moment, and note what it held; refuse one that could not serve."""
    rights.need(by, MAY, "download audiences")
    seeing.need_all("an audience")
    choice = choosing.choose(audience, timezone.now())
    kind = files.platform(audience.platform)
    file = files.write(kind, audience.name, choice.members.values())
    change = steps.since_last(audience, choice.members)
    with transaction.atomic():
        AudienceFile.objects.filter(audience=audience).update(members=[])
        AudienceFile.objects.create(
            audience=audience,
            made_by=by.email,
            rows=file.rows,
            added=len(change.added),
            removed=len(change.removed),
            sha256=file.sha256,
            members=sorted(choice.members),
        )
        told = {"rows": file.rows, "sha256": file.sha256}
        decisions.write_down(by, "export_audience", audience.name, told)
    return file


def remove(by: AppUser, audience: Audience) -> None:
    """Take an audience away, with the list of its files; what a platform has stays there."""
    rights.need(by, MAY, "remove audiences")
    with transaction.atomic():
        decisions.write_down(by, "remove_audience", audience.name)
        audience.delete()


def _words(given: object) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list | tuple) else []
