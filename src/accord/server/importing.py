"""`accord import`: the dry run and the storing with progress on the terminal."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from accord.connectors.files import samples
from accord.server import commands
from accord.values import ids
from accord.values.errors import AccordError

_SHOWN: Final = 20
_BLOCK: Final = 1 << 20


def run(files: list[Path], options: dict[str, Any], *, is_dry: bool) -> bool:
    """Read files, say what was found, and store it unless it is a dry run.

    False when something must be answered first.
    """
    for file in files:
        if not file.is_file():
            message = f"there is no file {file}"
            raise AccordError(message)
    commands.prepare()
    from accord.server import derivation
    from accord.server.actions import import_files
    from accord.server.records.queries import imports, programs

    console = Console()
    public_id = import_files.receive(None, [(file.name, _blocks(file)) for file in files], options)
    number = ids.from_public_id(public_id) or 0
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,} rows"),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as progress:
        tasks = {file.name: progress.add_task(file.name, total=None) for file in files}
        found = import_files.read(number, lambda name, n: progress.advance(tasks[name], n))
    _say_found(console, found, imports.list_issues(public_id, limit=_SHOWN))
    _give_back(console, files, imports.list_rejected(public_id))
    for ending in ("csv", "xlsx"):
        if report := imports.path_of_acceptance(public_id, ending):
            console.print(f"Report for the vendor: {report}", markup=False, soft_wrap=True)
    if found.questions:
        _say_questions(console, found)
        return False
    if is_dry:
        console.print("Dry run: nothing was stored.")
        return True
    with console.status("Storing"):
        done = import_files.store(number)
    console.print(f"Stored: {done.rows_new:,} new facts in {done.seconds or 0:.1f} s.")
    with console.status("Deriving"):
        derivation.run()
    console.print("The pages show it.")
    if programs.current_adoption() is None:
        console.print("No rules are adopted yet: the numbers are those of the default preset.")
    return True


def list_samples() -> str:
    """Say which sample files there are."""
    return "\n".join(f"{sample.name}: {sample.title}. {sample.what}" for sample in samples.listed())


def write_sample(name: str, folder: Path) -> str:
    """Write a sample file beside what is there, and say where."""
    data = samples.content(name)
    target = _free(folder / samples.named(name).file_name)
    target.write_bytes(data)
    return f"Wrote {target}. Put your rows in place of its own and import it."


def _say_found(console: Console, found: Any, issues: Any) -> None:
    console.print(
        f"{found.rows_read:,} rows read, {found.rows_accepted:,} accepted, "
        f"{found.rows_rejected:,} rejected, {found.rows_coerced:,} read otherwise than written."
    )
    for review in found.reviews:
        reasons = ", ".join(f"{name} {n:,}" for name, n in review["reasons"].items())
        console.print(
            f"{review['file']}: {review['accepted']:,} of {review['rows']:,} leads are taken"
            + (f"; rejected: {reasons}." if reasons else "."),
            markup=False,
        )
    if found.kept_out:
        console.print(f"{found.kept_out:,} of them are of people who were erased, and stay out.")
    table = Table("file", "column", "becomes", "how")
    for column in found.mapping:
        table.add_row(column["file"], column["column"], column["field"] or "-", column["how"])
    console.print(table)
    for each in found.worthless:
        how = "gives it 0 points" if each["is_clause"] else "does not name it"
        console.print(
            f"{each['n']:,} of the kind {each['kind']} count for nothing: the program in force "
            f"{how}; change engagement.activities.{each['kind']}.points and adopt it.",
            markup=False,
        )
    for issue in issues:
        console.print(
            f"{issue.file} row {issue.row}, {issue.column}: {issue.raw!r} {issue.severity}: "
            f"{issue.reason}",
            markup=False,
        )


def _give_back(console: Console, files: list[Path], rejected: list[Path]) -> None:
    """Write rejected rows beside the files they come from, and say where; nothing is replaced."""
    folders = {file.name: file.parent for file in files}
    for written in rejected:
        came_from = [name for name in folders if written.name.startswith(f"rejected-{_stem(name)}")]
        place = max(came_from, key=len, default="")
        target = _free(folders.get(place, Path()) / written.name)
        try:
            shutil.copyfile(written, target)
        except OSError:  # beside the file may be a place that only allows reading
            target = written
        console.print(f"Rejected rows: {target}", markup=False, soft_wrap=True)
    if rejected:
        console.print("Mend them there and import that file; what was asked is not asked again.")


def _stem(name: str) -> str:
    return name[: -len(".gz")] if name.lower().endswith(".gz") else name


def _free(wanted: Path) -> Path:
    """Return a path where nothing stands yet: somebody may be mending the last one."""
    found, n = wanted, 1
    while found.exists():
        n += 1
        found = wanted.with_name(f"{wanted.stem}-{n}{wanted.suffix}")
    return found


def _say_questions(console: Console, found: Any) -> None:
    console.print("This must be answered first, because a guess would often be wrong:")
    for question in found.questions:
        options = ", ".join(question["options"]) or "a date"
        console.print(f"  {question['file']}: {question['text']} ({options})", markup=False)
    console.print(
        "Answer with --date-order dmy, mdy or ymd, with --decimal . or , by a date in the file's "
        "name as in surge-2026-06-28.csv, or on the imports page."
    )


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block
