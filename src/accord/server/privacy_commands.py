"""`accord erase` and `accord export-person`, and what `accord restore` says of erasures, on the terminal."""

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from accord.server import commands
from accord.values import ids
from accord.values.errors import AccordError
from accord.values.points import in_words


def erase(asked: str, *, is_full: bool, is_sure: bool) -> None:
    """Say who is meant, ask once, erase, and print the receipt."""
    commands.prepare()
    from accord.server.actions import erase as action
    from accord.server.erasing import person as people
    from accord.server.erasing import work

    console = Console()
    with console.status("Looking for the person"):
        found = people.find(asked)
    console.print(
        f"{', '.join(found.names) or 'Somebody without a name'}: "
        f"{len(found.emails)} addresses, {len(found.records)} records, "
        f"{len(found.anonymous_ids)} browsers",
        markup=False,
    )
    if not is_sure:
        typer.confirm("Erase them everywhere? This can't be undone", abort=True)
    public_id = action.ask(None, asked, is_full=is_full)
    with console.status("Erasing"):
        work.run(ids.from_public_id(public_id) or 0)
    _print_receipt(console, public_id)


def keep(said: dict[str, int | None], *, is_sure: bool) -> None:
    """Say what a table of days would take out, ask once, and put it in force.

    What is said of no class (None) stays as it is.
    """
    commands.prepare()
    from accord.server.actions import erase as action
    from accord.server.erasing import aging

    before = {name: aging.days().get(name, 0) for name in said}
    wanted = {name: before[name] if days is None else days for name, days in said.items()}
    aging.check(wanted)
    for name, now in before.items():
        typer.echo(f"{name}: {_days(now)} until now, {_days(wanted[name])} from now on")
    found = aging.count(wanted)
    typer.echo(
        f"goes: {found.activities:,} activities of {found.people:,} people, "
        f"and the networks of {found.networks:,} more"
    )
    if not is_sure:
        typer.confirm("Put it in force? What goes can't be brought back", abort=True)
    action.keep_facts_for(None, wanted, now=True)
    typer.echo("kept; the worker of `accord serve` takes it out, and again every night")


def _days(number: int) -> str:
    return f"{number:,} days" if number else "for ever"


def tell_restored(backup: Path) -> None:
    """Say whether erasures since a backup are known, and how many were done again."""
    from accord.server import erased_since

    if not erased_since.is_told(backup):
        name = erased_since.path_of(backup).name
        typer.echo(f"{name} is not beside it: erase again whoever was erased since it was written")
        return
    if number := len(erased_since.read(erased_since.path_of(backup))):
        typer.echo(f"erasures since it was written, done again: {number}")


def export(asked: str, file: Path) -> None:
    """Write what is held of a person to a file that only its owner reads."""
    if file.exists():
        message = f"{file} is there already; give another name"
        raise AccordError(message)
    commands.prepare()
    from accord.server.actions import erase as action

    text = action.export(None, asked)
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")
    typer.echo(f"written to {file}; hand it only to the person themselves")


def _print_receipt(console: Console, public_id: str) -> None:
    from accord.server.records.queries import privacy

    found = privacy.find_erasure(public_id)
    table = Table("where", "rows or files")
    for line in found.places:
        table.add_row(line["place"], f"{line['rows']:,}")
    console.print(table)
    console.print(f"Receipt {public_id}, {found.seconds or 0:.0f} s.")
    if found.before and found.after:
        console.print(
            f"{found.before['name']}: engagement {in_words(found.before['engagement'])} before, "
            f"{in_words(found.after['engagement'])} after.",
            markup=False,
        )
    for one in found.backups:
        console.print(f"{one['file']} holds them until {one['kept_until']}.", markup=False)
