"""The commands: `accord --help` names them all."""

import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from accord.cli import access
from accord.values.errors import AccordError

app = typer.Typer(
    name="accord",
    help="Account-based marketing in which every number explains itself.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog="Everything lives in one folder: ACCORD_HOME. See: accord config",
)
app.add_typer(access.users, name="users", rich_help_panel="Workspace")
app.add_typer(access.keys, name="keys", rich_help_panel="Facts")

Port = Annotated[int | None, typer.Option(help="Port of the pages.", min=1, max=65535)]


class DateOrder(StrEnum):
    """In which order day, month and year stand in ambiguous dates."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class DecimalSign(StrEnum):
    """Which sign stands before the decimals of a number."""

    POINT = "."
    COMMA = ","


def main() -> None:
    """Run a command; errors that a person can mend are one sentence, not a traceback."""
    try:
        app()
    except AccordError as error:
        typer.secho(error.message, fg=typer.colors.RED, err=True)
        sys.exit(1)


@app.command(rich_help_panel="Start")
def demo(
    port: Port = None,
    seed: Annotated[int, typer.Option(help="Which world is simulated.")] = 1,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the last demo away.")] = False,
) -> None:
    """Try Accord on a simulated company, in ./var/demo or $ACCORD_HOME."""
    from accord.server import demo

    demo.run(port, seed, is_fresh=fresh)


@app.command(rich_help_panel="Start")
def serve(
    host: Annotated[str | None, typer.Option(help="Address to be reached at.")] = None,
    port: Port = None,
) -> None:
    """Start pages and worker for the workspace in $ACCORD_HOME."""
    from accord.server import configuration, serving

    found = configuration.load()
    serving.serve(
        host or found.host, port or found.port, lambda url: typer.echo(f"Accord is at {url}")
    )


@app.command("import", rich_help_panel="Facts")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV or XLSX; exports of any CRM.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Store nothing.")] = False,
    date_order: Annotated[
        DateOrder | None, typer.Option(help="How to read dates like 4/5/2017.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="Currency of amounts that name none, as USD.")
    ] = None,
    decimal: Annotated[
        DecimalSign | None, typer.Option(help="The sign before decimals: in 1.000 or 1,000.")
    ] = None,
) -> None:
    """Bring in companies, people, deals, activities and signals from files."""
    from accord.server import importing

    options = {
        "date_order": date_order and date_order.value,
        "decimal": decimal and decimal.value,
        "currency": currency,
    }
    chosen = {name: value for name, value in options.items() if value}
    if not importing.run(files, chosen, is_dry=dry_run):
        raise typer.Exit(1)


@app.command(rich_help_panel="Facts")
def samples(
    name: Annotated[str | None, typer.Argument(help="Which one to write to this folder.")] = None,
) -> None:
    """List the files that can be read, or write a sample of one with its headers."""
    from accord.server import importing

    typer.echo(importing.write_sample(name, Path()) if name else importing.list_samples())


@app.command(rich_help_panel="Facts")
def export(
    file: Annotated[Path, typer.Argument(help="Where to: ends in .csv or .xlsx.")],
    text: Annotated[str, typer.Option(help="Only accounts that these words find.")] = "",
) -> None:
    """Write the accounts list to a file that imports back unchanged."""
    from accord.server import commands

    commands.prepare()
    from accord.server import exporting
    from accord.server.records.queries.accounts import Filters

    typer.echo(f"{exporting.write(file, Filters(text=text)):,} accounts written to {file}")


@app.command(rich_help_panel="Answers")
def why(
    account: Annotated[str, typer.Argument(help="A domain, a name or an id.")],
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As known on a past day.")
    ] = None,
) -> None:
    """Print why an account stands where it does, down to single facts."""
    from accord.server import telling

    telling.why(account, _day(as_of))


@app.command(rich_help_panel="Answers")
def fit() -> None:
    """Print what won and lost deals say about the profile."""
    from accord.server import telling

    telling.fit()


@app.command(rich_help_panel="Answers")
def check(
    file: Annotated[Path, typer.Argument(help="A program as YAML.")],
) -> None:
    """List everything that is wrong with a program, together."""
    from accord.server import telling

    if not telling.check(file):
        raise typer.Exit(1)


@app.command(rich_help_panel="Facts")
def simulate(
    folder: Annotated[Path, typer.Argument(help="Where to: facts/ and truth/ are made in it.")],
    size: Annotated[str, typer.Option(help="tiny, demo, team, mid, large, xl or xxl.")] = "demo",
    scenario: Annotated[str, typer.Option(help="standard, no_signal, ...")] = "standard",
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
) -> None:
    """Make up a company with known truth, to try or to test on."""
    from accord.server import telling

    telling.simulate(folder, size, scenario, seed)


@app.command(rich_help_panel="Answers")
def adopt(
    program: Annotated[str, typer.Argument(help="A YAML file, or the name of a preset.")],
    by: Annotated[str, typer.Option(help="Mail address of the admin who adopts it.")],
    note: Annotated[str, typer.Option(help="Why; it stands beside the version for ever.")],
) -> None:
    """Bring rules into force under somebody's name, and derive everything by them."""
    from accord.server import adopting

    adopting.run(program, by, note)


@app.command(rich_help_panel="Workspace")
def recompute() -> None:
    """Derive everything anew from the facts and publish it."""
    from accord.server import telling

    telling.recompute()


@app.command("sign-in-link", rich_help_panel="Workspace")
def sign_in_link(email: str) -> None:
    """Print a link that signs somebody in once."""
    from accord.server import telling

    telling.sign_in_link(email)


@app.command(rich_help_panel="Workspace")
def config() -> None:
    """Show every setting, its value and what it is for."""
    from accord.server import serving

    for name, value, words in serving.describe():
        typer.echo(f"{name}={value}\n    {words}")


@app.command(rich_help_panel="People")
def erase(
    person: Annotated[str, typer.Argument(help="A mail address, or SOURCE:RECORD.")],
    full: Annotated[bool, typer.Option("--full", help="Take their counts out too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask again.")] = False,
) -> None:
    """Erase a person everywhere, with a receipt, and keep them out from now on."""
    from accord.server import privacy_commands

    privacy_commands.erase(person, is_full=full, is_sure=yes)


@app.command(rich_help_panel="People")
def keep(
    activities: Annotated[int | None, typer.Option(help="Days; 0 for ever.", min=0)] = None,
    networks: Annotated[int | None, typer.Option(help="Days; 0 for ever.", min=0)] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask again.")] = False,
) -> None:
    """Say how long facts are kept, see what would go, and have it taken out."""
    from accord.server import privacy_commands

    privacy_commands.keep({"activities": activities, "networks": networks}, is_sure=yes)


@app.command("export-person", rich_help_panel="People")
def export_person(
    person: Annotated[str, typer.Argument(help="A mail address, or SOURCE:RECORD.")],
    file: Annotated[Path, typer.Argument(help="A new file, as person.json.")],
) -> None:
    """Write everything that is held of a person to one JSON file."""
    from accord.server import privacy_commands

    privacy_commands.export(person, file)


@app.command("export-all", rich_help_panel="Facts")
def export_all(
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
) -> None:
    """Write every fact and the rules in force to a folder of open files."""
    from accord.server import commands

    commands.prepare()
    from accord.server import whole

    counts = whole.write(folder)
    typer.echo(f"{sum(counts.values()):,} facts of {len(counts)} kinds written to {folder}")


@app.command("import-all", rich_help_panel="Facts")
def import_all(
    folder: Annotated[Path, typer.Argument(help="What `accord export-all` wrote.")],
    by: Annotated[str, typer.Option(help="Mail address of the admin who adopts its rules.")],
) -> None:
    """Read an exported workspace into an empty one; it shows the same."""
    from accord.server import telling

    telling.import_all(folder, by)


@app.command(rich_help_panel="Workspace")
def doctor() -> None:
    """Say in plain words what is wrong with this installation, and the way out."""
    from accord.server import telling

    if not telling.doctor():
        raise typer.Exit(1)


@app.command(rich_help_panel="Workspace")
def backup(
    file: Annotated[Path, typer.Argument(help="A new file, as accord.tar.gz.")],
    keep_days: Annotated[int, typer.Option(help="Days after which it is deleted.", min=1)] = 35,
    without_key: Annotated[bool, typer.Option(help="Leave the secrets' key out.")] = False,
) -> None:
    """Write the whole workspace to one file while everything goes on."""
    from accord.server import backup_commands

    typer.echo(backup_commands.write(file, keep_days, with_key=not without_key))


@app.command(rich_help_panel="Workspace")
def restore(file: Annotated[Path, typer.Argument(help="What `accord backup` wrote.")]) -> None:
    """Read a backup into an empty ACCORD_HOME."""
    from accord.server import backup_commands

    backup_commands.restore(file)
    typer.echo("restored; start with: accord serve")


@app.command(rich_help_panel="Workspace")
def rotate_secrets() -> None:
    """Encrypt the secrets of connections with a new key."""
    from accord.server import backup_commands

    typer.echo(f"{backup_commands.rotate()} secrets are sealed with the newest key")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
