"""Bringing files in: a dry run first, then all of it, and the same file twice changes nothing."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from accord.connectors.files.plan import Limits, RowIssue
from accord.server import (
    compactor,
    configuration,
    facts_now,
    home,
    inbox,
    jobs,
    reading_files,
    staging,
    told_again,
)
from accord.server.actions import decisions, rights
from accord.server.records.models import AppUser, ImportIssue, ImportRun
from accord.server.records.queries import imports, programs, seeing
from accord.values import ids, time
from accord.values.errors import AccordError, BusyError, ConflictError

Progress = Callable[[str, int], None]
"""Hears a file's name and how many more of its rows were read."""
_ISSUES_AT_MOST: Final = 100_000
_APPEND_TIMEOUT_S: Final = 120
_FULL_SHARE: Final = 0.5
_LONGEST_NAME: Final = 200
_LONGEST_ENDING: Final = 12


def receive(
    user: AppUser | None, files: Iterable[tuple[str, Iterable[bytes]]], options: dict[str, Any]
) -> str:
    """Take uploaded files in and ask for a dry run; return the import's public id."""
    if user is not None:
        rights.need(user, rights.WRITERS, "import files")
        seeing.need_all("importing")
    folder = home.path("uploads", name := uuid4().hex)
    folder.mkdir(mode=0o700, parents=True)
    try:
        names = [_keep(folder, given, blocks) for given, blocks in files]
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if not names:
        message = "choose at least one file"
        raise AccordError(message)
    row = ImportRun.objects.create(
        started_by=user.email if user else "the command line",
        folder=name,
        files=names,
        options=options,
    )
    decisions.write_down(user, "receive_files", ids.public_id(row.pk), {"files": names})
    return ids.public_id(row.pk)


def check(user: AppUser, public_id: str, answers: Mapping[str, Any] | None = None) -> None:
    """Ask for a dry run, or for another one with answers to what was asked.

    `answers` is merged into the options: `date_order`, `decimal`, `currency` for all files,
    `by_file` with the same names, `kind`, `source`, `answers` and `mapping` for one.
    """
    rights.need(user, rights.WRITERS, "import files")
    row = imports.row_of(public_id)
    _refuse_stored(row)
    merged = dict(row.options)
    for name, said in (answers or {}).items():
        is_deep = isinstance(said, dict)
        merged[name] = _merged(merged.get(name, {}), said) if is_deep else said
    ImportRun.objects.filter(pk=row.pk).update(state="waiting", is_dry=True, options=merged)
    jobs.enqueue("import", {"run": row.pk}, key=f"import:{row.pk}")


def commit(user: AppUser, public_id: str) -> None:
    """Store what a dry run has shown; the worker does it by and by."""
    rights.need(user, rights.WRITERS, "import files")
    row = imports.row_of(public_id)
    _refuse_stored(row)
    if row.state != "checked" or row.summary.get("questions"):
        message = "this import is not ready: wait for its dry run and answer what it asks"
        raise ConflictError(message)
    ImportRun.objects.filter(pk=row.pk).update(state="waiting", is_dry=False)
    decisions.write_down(user, "commit_import", public_id)
    jobs.enqueue("import", {"run": row.pk}, key=f"import:{row.pk}")


def run(number: int) -> None:
    """Do what an import waits for: its dry run, or storing it."""
    row = ImportRun.objects.get(pk=number)
    if row.state == "done":
        return
    ImportRun.objects.filter(pk=number).update(state="running", error="")
    try:
        if row.is_dry:
            read(number)
        else:
            store(number)
    except BusyError as error:
        # What was stored stays stored, and the job goes on later: no fact comes in twice.
        ImportRun.objects.filter(pk=number).update(state="waiting", error=error.message)
        raise
    except AccordError as error:
        ImportRun.objects.filter(pk=number).update(
            state="failed", error=error.message, finished_at=timezone.now()
        )


def read(number: int, heard: Progress | None = None) -> imports.Run:
    """Read the files of an import without storing anything; what is wrong is kept by row."""
    row = ImportRun.objects.get(pk=number)
    begun = timezone.now()
    folder = home.path("uploads", row.folder)
    files = {name: folder / "files" / name for name in row.files}
    row.issues.all().delete()
    limits = Limits(inflated=2 * configuration.load().upload_limit_bytes)
    own = programs.current_program().domains_in("own_company_and_affiliates")
    options = row.options | {"own_domains": tuple(sorted(own))}
    plans = reading_files.look(files, options, limits)
    found = reading_files.Found(plans=plans)
    keeper = _Issues(row, heard)
    if not any(plan.questions for plan in plans):
        with staging.Staging(folder) as staged:
            reading = reading_files.Reading(files, time.to_us(row.started_at), _zone(), keeper.hear)
            found = reading_files.read(plans, reading, staged)
    row.summary = found.summary() | {
        "seconds": (timezone.now() - begun).total_seconds(),
        "worthless": _worthless(folder),
    }
    row.state, row.error, row.finished_at = "checked", "", timezone.now()
    row.save()
    return imports.run_of(row)


def _worthless(folder: Path) -> list[dict[str, Any]]:
    """List kinds of activity that were read and count for nothing by the rules in force."""
    counted: Counter[str] = Counter()
    for kind, table in staging.tables(folder):
        if kind == "activities":
            for pair in table["kind_name"].value_counts().to_pylist():
                counted[pair["values"] or ""] += pair["counts"]
    clauses = programs.current_program().engagement.activities
    return [
        {"kind": name, "n": n, "is_clause": name in clauses}
        for name, n in sorted(counted.items())
        if name not in clauses or not clauses[name].points
    ]


def store(number: int) -> imports.Run:
    """Put what was read into the inbox, file it, and ask for new numbers."""
    begun = timezone.now()
    programs.keep_zone()
    row = _reviewed_again(ImportRun.objects.get(pk=number))
    _append(row)
    summary = row.summary | {"rows_new": row.summary.get("rows_new", 0) + _file_now()}
    summary["seconds"] = summary.get("seconds", 0) + (timezone.now() - begun).total_seconds()
    row.summary, row.is_dry, row.state = summary, False, "done"
    row.finished_at = timezone.now()
    row.save()
    staged = home.path("uploads", row.folder)
    for file in staged.glob("*.staged.arrow"):
        file.unlink()
    shutil.rmtree(staged / "files", ignore_errors=True)
    jobs.enqueue("derive")
    return imports.run_of(row)


def _reviewed_again(row: ImportRun) -> ImportRun:
    """Review lead files anew if another import was stored since their dry run.

    What was taken then may be a duplicate now, or too many of one vendor at one account.
    """
    is_begun = "rows_new" in row.summary
    if is_begun or not row.summary.get("reviews") or row.finished_at is None:
        return row
    others = ImportRun.objects.filter(state="done", finished_at__gt=row.finished_at)
    if not others.exclude(pk=row.pk).exists():
        return row
    before = row.summary.get("rows_accepted", 0)
    read(row.pk)
    row = ImportRun.objects.get(pk=row.pk)
    if row.summary.get("questions"):
        message = "another import changed what these files mean: answer what is asked, then store"
        raise ConflictError(message)
    row.summary |= {"taken_before": before}
    row.save(update_fields=["summary"])
    return row


def _append(row: ImportRun) -> None:
    """Put what was read into the inbox, filing in between where it would overflow.

    The worker that empties the inbox may be the one that waits for this import.
    """
    limit = configuration.load().inbox_limit_bytes
    file = home.path("inbox.db")
    folder = home.path("uploads", row.folder)
    names = told_again.find(facts_now.log(), staging.tables(folder))
    box = inbox.Inbox(file, limit)
    try:
        for kind, table in staging.tables(folder):
            if inbox.used_bytes(file) > limit * _FULL_SHARE:
                new = row.summary.get("rows_new", 0) + _file_now()
                row.summary = row.summary | {"rows_new": new}
                row.save(update_fields=["summary"])
            renamed = told_again.rename(table, names.get(kind, {}))
            box.append_table(kind, renamed).result(_APPEND_TIMEOUT_S)
    finally:
        box.close()


def _file_now() -> int:
    """File at once where nobody else does; return how many facts were new."""
    try:
        with compactor.lease():
            return compactor.Compactor().drain().new
    except BusyError:
        jobs.enqueue("compact")
        return 0


class _Issues:
    """Keeps what there is to say about rows, up to a bound, and passes progress on."""

    def __init__(self, row: ImportRun, heard: Progress | None) -> None:
        self._row = row
        self._heard = heard
        self._kept = 0

    def hear(self, file: str, issues: list[RowIssue], rows: int) -> None:
        """Keep the issues of one chunk."""
        room = max(0, _ISSUES_AT_MOST - self._kept)
        kept = [
            ImportIssue(
                run=self._row,
                file=file,
                row_number=issue.row,
                column=issue.column[:300],
                raw=issue.value[:2000],
                severity="rejected" if issue.is_rejected else "coerced",
                reason=issue.reason,
            )
            for issue in issues[:room]
        ]
        ImportIssue.objects.bulk_create(kept, batch_size=1_000)
        self._kept += len(kept)
        if self._heard is not None:
            self._heard(file, rows)


def _plain(given: str) -> str:
    """Return a file's name that any disk takes: no folders, no signs without a shape, not long."""
    said = "".join(sign for sign in given.replace("\\", "/") if sign.isprintable())
    path = Path(said.rpartition("/")[2].lstrip("."))
    ending = path.suffix if len(path.suffix.encode()) <= _LONGEST_ENDING else ""
    stem = path.name.removesuffix(ending).encode()[: _LONGEST_NAME - len(ending.encode())]
    return stem.decode("utf-8", "ignore") + ending or "file"


def _keep(folder: Path, given: str, blocks: Iterable[bytes]) -> str:
    """Write one upload under a plain name; refuse one that is too large."""
    name = _plain(given)
    (folder / "files").mkdir(exist_ok=True, mode=0o700)
    target = folder / "files" / name
    if target.exists():
        message = f"two files are called {name}; rename one"
        raise AccordError(message)
    limit = configuration.load().upload_limit_bytes
    size = 0
    with target.open("xb") as stream:
        for block in blocks:
            size += len(block)
            if size > limit:
                message = f"{name} is larger than {limit // 1_000_000:,} MB; split it"
                raise AccordError(message)
            stream.write(block)
    return name


def _refuse_stored(row: ImportRun) -> None:
    if row.state == "done":
        message = "this import is stored already; to change what it brought, import a newer file"
        raise ConflictError(message)


def _merged(before: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    merged = dict(before)
    for name, value in said.items():
        deep = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = _merged(merged[name], value) if deep else value
    return merged


def _zone() -> ZoneInfo:
    return programs.current_program().zone
