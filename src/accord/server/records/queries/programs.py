"""Versions and drafts of the program, and where two of them differ."""

import difflib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from accord.program import checking, parsing, shelf
from accord.program.catalogue import Catalogue
from accord.program.model import Program
from accord.program.problems import Problem
from accord.server.records.models import Adoption, ProgramPreview, ProgramVersion, Setting
from accord.server.records.queries import picture, seeing
from accord.values.errors import AccordError, NotFoundError


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the program: adopted, or a draft with the version it began from."""

    version: str
    """The hash of the content; for a draft "draft-<number>"."""
    title: str
    text: str
    is_draft: bool
    is_current: bool
    parent: str | None
    written_by: str | None
    written_at: datetime
    adopted_by: tuple[str, ...]
    adopted_at: datetime | None
    note: str
    revision: int = 1
    """Grows with every save of a draft: an edit names the revision that it began from."""
    approvals: tuple[str, ...] = ()
    """Sides (marketing, sales) that have said yes to this revision of a draft."""
    is_behind: bool = False
    """Another version was adopted since this draft began."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would change on the current facts."""

    state: str
    """waiting, running, ready or failed."""
    draft: str
    base: str
    sentence: str
    changes: tuple[str, ...]
    tiers_before: dict[str, int]
    tiers_after: dict[str, int]
    moved: tuple[dict[str, object], ...]
    error: str = ""
    movers: int = 0
    """How many accounts move; `moved` holds the first of them."""
    accounts: int = 0


@lru_cache(maxsize=16)
def of_version(version: str) -> Program:
    """Return an adopted version's program; a version names its content, so it never changes."""
    return program_of(find_version(version).text)


def current_adoption() -> Adoption | None:
    """Return the adoption that is in force."""
    return picture.once("adoption", _current_adoption)


def _current_adoption() -> Adoption | None:
    newest = Adoption.objects.order_by("-id").values_list("pk", "adopted_at").first()
    return _adoption(*newest) if newest else None


@lru_cache(maxsize=8)
def _adoption(number: int, _adopted_at: datetime) -> Adoption:
    """Read an adoption with its program; neither ever changes."""
    return Adoption.objects.select_related("program").get(pk=number)


def current_text() -> str:
    """Return the text of the program in force; before the first adoption the default preset's."""
    found = current_adoption()
    return found.program.text if found else shelf.text(shelf.DEFAULT)


def current_program() -> Program:
    """Return the program in force."""
    return program_of(current_text())


@lru_cache(maxsize=8)
def program_of(text: str) -> Program:
    """Read a program that was checked when it was adopted."""
    draft = parsing.parse(text)
    if draft.program is None:
        first = draft.problems[0]
        message = f"the program has problems, first: {first}"
        raise AccordError(message)
    return draft.program


def find_current() -> Version | None:
    """Find the version in force."""
    found = current_adoption()
    return _adopted(found, found.program.version) if found else None


def list_versions() -> tuple[Version, ...]:
    """List every adoption, the latest first."""
    rows = list(Adoption.objects.select_related("program").order_by("-id"))
    current = rows[0].pk if rows else None
    return tuple(_adopted(row, row.program.version if row.pk == current else "") for row in rows)


def list_drafts() -> tuple[Version, ...]:
    """List the drafts that are still open, the last changed first."""
    current = find_current()
    rows = ProgramVersion.objects.filter(is_draft=True, discarded_at=None).order_by("-changed_at")
    return tuple(_draft(row, current.version if current else "") for row in rows)


def find_version(version: str) -> Version:
    """Find a version or draft by its name."""
    row = ProgramVersion.objects.filter(version=version).first()
    if row is None:
        message = f"there is no version {version!r} of the program; its page lists them"
        raise NotFoundError(message)
    current = find_current()
    current_name = current.version if current else ""
    if row.is_draft:
        return _draft(row, current_name)
    adoption = row.adoptions.select_related("program").order_by("-id").first()
    return _adopted(adoption, current_name) if adoption else _draft(row, current_name)


def check_text(text: str) -> tuple[Problem, ...]:
    """List everything that is wrong with a text, together; notices last."""
    return checking.review(text, catalogue()).problems


def catalogue() -> Catalogue:
    """Return what the facts hold that a program may name, as of the last generation."""
    zone = workspace_zone()
    reader = picture.reader()
    if reader is None:
        return Catalogue(time_zone=zone)
    custom = reader.rows(
        "SELECT DISTINCT unnest(json_keys(custom)) AS name FROM "
        f"{reader.source('accounts')} WHERE custom IS NOT NULL"
    )
    triggers = reader.rows(f"SELECT DISTINCT kind FROM {reader.source('triggers')}")
    vendors = reader.rows(f"SELECT DISTINCT vendor FROM {reader.source('intent')}")
    return Catalogue(
        custom_fields=frozenset(row["name"] for row in custom),
        trigger_kinds=frozenset(row["kind"] for row in triggers if row["kind"]),
        intent_vendors=frozenset(row["vendor"] for row in vendors if row["vendor"]),
        time_zone=zone,
    )


def workspace_zone() -> str | None:
    """Return the zone that the workspace's days are counted in; None before the first facts."""
    kept = Setting.objects.filter(name="time_zone").first()
    return str(kept.value) if kept else None


def keep_zone() -> None:
    """Keep the zone in force as the workspace's, when its first facts come."""
    Setting.objects.get_or_create(
        name="time_zone", defaults={"value": current_program().calendar.time_zone}
    )


def find_preview(draft: str) -> Preview | None:
    """Find the preview of a draft as it is written now, if somebody asked for one.

    It names accounts, so whoever sees only theirs has none.
    """
    if seeing.sight() is not None:
        return None
    row = (
        ProgramPreview.objects.select_related("draft")
        .filter(draft__version=draft)
        .order_by("-id")
        .first()
    )
    if row is None or row.revision != row.draft.revision:
        return None
    outcome = row.outcome
    return Preview(
        state=row.state,
        draft=draft,
        base=row.base,
        sentence=outcome.get("sentence", ""),
        changes=tuple(outcome.get("changes", ())),
        tiers_before=outcome.get("tiers_before", {}),
        tiers_after=outcome.get("tiers_after", {}),
        moved=tuple(outcome.get("moved", ())),
        error=row.error,
        movers=outcome.get("movers", 0),
        accounts=outcome.get("accounts", 0),
    )


def compare(before: str, after: str) -> tuple[str, ...]:
    """Return the lines of a unified difference between two versions."""
    old, new = find_version(before), find_version(after)
    return tuple(
        difflib.unified_diff(
            old.text.splitlines(), new.text.splitlines(), old.version, new.version, lineterm=""
        )
    )


def tier_labels() -> dict[str, str]:
    """Return the team's own names of the tiers."""
    found = current_adoption()
    if found is None:
        return {}
    return {name: tier.label for name, tier in program_of(found.program.text).tiers.items()}


def signature_expires_days() -> int | None:
    """Return how long a signed list stands, if the program says."""
    found = current_adoption()
    refresh = program_of(found.program.text).list_refresh if found else None
    days = refresh.get("signature_expires_days") if isinstance(refresh, dict) else None
    return days if isinstance(days, int) else None


def _adopted(row: Adoption, current: str) -> Version:
    program = row.program
    return Version(
        version=program.version,
        title=program.title,
        text=program.text,
        is_draft=False,
        is_current=program.version == current,
        parent=program.parent or None,
        written_by=program.written_by or None,
        written_at=program.written_at,
        adopted_by=tuple(row.adopted_by),
        adopted_at=row.adopted_at,
        note=row.note,
    )


def _draft(row: ProgramVersion, current: str) -> Version:
    return Version(
        version=row.version,
        title=row.title,
        text=row.text,
        is_draft=row.is_draft,
        is_current=False,
        parent=row.parent or None,
        written_by=row.written_by or None,
        written_at=row.changed_at,
        adopted_by=(),
        adopted_at=None,
        note="",
        revision=row.revision,
        approvals=tuple(sorted(row.approvals)),
        is_behind=bool(row.parent) and row.parent != current,
    )
