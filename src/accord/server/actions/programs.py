"""Drafts of the program, their adoption by both sides, and the way back."""

from django.db import transaction

from accord.program import checking
from accord.server import fresh, jobs
from accord.server.actions import decisions, rights
from accord.server.records.models import (
    Adoption,
    AppUser,
    ProgramPreview,
    ProgramVersion,
)
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import lists, programs
from accord.values.errors import AccordError, ConflictError, NotFoundError, RefusedError


def start_draft(user: AppUser, title: str = "", text: str | None = None) -> str:
    """Begin a draft from the version in force, or from a text; return the draft's name."""
    rights.need(user, rights.WRITERS, "draft the program")
    current = programs.find_current()
    with transaction.atomic():
        row = ProgramVersion.objects.create(
            version="draft-new",
            title=title.strip() or f"Draft by {user.name}",
            text=text if text is not None else (current.text if current else ""),
            parent=current.version if current else "",
            is_draft=True,
            written_by=user.email,
        )
        row.version = f"draft-{row.pk}"
        row.save()
        decisions.write_down(user, "start_draft", row.version)
    return row.version


def save_draft(
    user: AppUser, draft: str, text: str, *, revision: int, title: str | None = None
) -> int:
    """Save a draft that was edited from a revision; return the new one.

    A text with problems is kept, so that nothing typed is lost; it can't be adopted. An
    edit of an older revision is refused: somebody else saved in between.
    """
    rights.need(user, rights.WRITERS, "edit drafts")
    row = _open_draft(draft)
    changed = ProgramVersion.objects.filter(pk=row.pk, revision=revision).update(
        text=text,
        title=title.strip() if title else row.title,
        revision=revision + 1,
        approvals={},
        written_by=user.email,
    )
    if not changed:
        message = (
            f"{row.written_by} saved this draft after you opened it; "
            "compare with theirs and save again, nothing was overwritten"
        )
        raise ConflictError(message)
    return revision + 1


def rebase_draft(user: AppUser, draft: str) -> None:
    """Say that a draft was compared with the version adopted since it began."""
    rights.need(user, rights.WRITERS, "edit drafts")
    row, current = _open_draft(draft), programs.find_current()
    row.parent = current.version if current else ""
    row.approvals = {}
    row.revision += 1
    row.save()


def discard_draft(user: AppUser, draft: str) -> None:
    """Put a draft aside."""
    from django.utils import timezone

    rights.need(user, rights.WRITERS, "discard drafts")
    row = _open_draft(draft)
    row.discarded_at = timezone.now()
    row.save()
    decisions.write_down(user, "discard_draft", draft)


def start_preview(user: AppUser, draft: str) -> None:
    """Ask what a draft would change on the current facts; the answer comes by and by."""
    rights.need(user, rights.WRITERS, "preview drafts")
    row = _open_draft(draft)
    _refuse_problems(row.text)
    adoption = programs.current_adoption()
    base = adoption.program.version if adoption else ""
    preview, is_new = ProgramPreview.objects.get_or_create(
        draft=row, revision=row.revision, base=base
    )
    if is_new or preview.state == "failed":
        preview.state = "waiting"
        preview.save()
        jobs.enqueue("preview", {"preview": preview.pk}, key=f"preview:{preview.pk}")


def adopt_draft(
    user: AppUser, draft: str, note: str, *, side: str = "", revision: int | None = None
) -> bool:
    """Say yes to a draft for a side, with a note; True when that brought it into force.

    Marketing and sales both say yes to the same revision; an admin alone is enough. A yes
    to a revision that somebody has changed since is refused: nobody agrees to unread rules.
    """
    rights.need(user, rights.WRITERS, "adopt the program")
    row = _open_draft(draft)
    _refuse_changed(row, revision)
    if not note.strip():
        message = "write a note: why the team changes its rules"
        raise AccordError(message)
    _refuse_problems(row.text)
    current = programs.find_current()
    if current is not None and row.parent != current.version:
        message = (
            f"version {current.version} was adopted since this draft began; "
            "compare the two and carry over what is missing, then adopt"
        )
        raise ConflictError(message)
    approvals = dict(row.approvals)
    approvals[side or user.access_role] = user.email
    missing = [each for each in lists.SIDES if each not in approvals]
    if missing and AccessRole.ADMIN not in approvals:
        same = ProgramVersion.objects.filter(pk=row.pk, revision=row.revision)
        if not same.update(approvals=approvals):
            _refuse_changed(_open_draft(draft), row.revision)
        decisions.write_down(user, "approve_draft", draft, {"note": note.strip()})
        return False
    _adopt(user, row, sorted(set(approvals.values())), note)
    return True


def adopt_text(user: AppUser, text: str, title: str, note: str) -> str:
    """Bring a text into force at once, as an admin; return the version."""
    rights.need(user, (AccessRole.ADMIN,), "adopt a program alone")
    draft = start_draft(user, title, text)
    adopt_draft(user, draft, note)
    current = programs.find_current()
    return current.version if current else ""


def revert(user: AppUser, version: str, note: str) -> None:
    """Bring an earlier version back into force, as an admin; its numbers come back exactly."""
    rights.need(user, (AccessRole.ADMIN,), "revert the program")
    row = ProgramVersion.objects.filter(version=version, is_draft=False).first()
    if row is None:
        message = f"there is no adopted version {version}; the page lists them"
        raise NotFoundError(message)
    with transaction.atomic():
        Adoption.objects.create(
            program=row, adopted_by=[user.email], note=note.strip() or "reverted"
        )
        decisions.write_down(user, "revert_program", version, {"note": note.strip()})
        fresh.mark((), is_widespread=True)


def _adopt(user: AppUser, draft: ProgramVersion, adopted_by: list[str], note: str) -> None:
    """Write the draft's text as a version and put it in force."""
    program = programs.program_of(draft.text)
    with transaction.atomic():
        row, is_new = ProgramVersion.objects.get_or_create(
            version=program.version,
            defaults={
                "title": draft.title,
                "text": draft.text,
                "parent": draft.parent,
                "written_by": draft.written_by,
            },
        )
        if not is_new and row.text != draft.text:  # the same rules with other remarks
            row.text = draft.text
            row.save()
        Adoption.objects.create(program=row, adopted_by=adopted_by, note=note.strip())
        ProgramVersion.objects.filter(pk=draft.pk).delete()
        detail = {"note": note.strip(), "adopted_by": adopted_by}
        decisions.write_down(user, "adopt_program", row.version, detail)
        fresh.mark((), is_widespread=True)


def _open_draft(draft: str) -> ProgramVersion:
    row = ProgramVersion.objects.filter(version=draft, is_draft=True, discarded_at=None).first()
    if row is None:
        message = f"there is no open draft {draft}; it was adopted or discarded"
        raise NotFoundError(message)
    return row


def _refuse_changed(row: ProgramVersion, revision: int | None) -> None:
    """Refuse to go on with a draft that was saved after it was read."""
    if revision is not None and row.revision != revision:
        message = (
            f"{row.written_by} changed this draft after you opened it; "
            "read what it says now, then decide"
        )
        raise ConflictError(message)


def _refuse_problems(text: str) -> None:
    """Refuse a text that can't run, naming the first problem and how many there are."""
    problems = [p for p in checking.review(text).problems if not p.is_notice]
    if problems:
        message = f"this draft has {len(problems)} problems; the first: {problems[0]}"
        raise RefusedError(message)
