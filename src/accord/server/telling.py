"""Commands that print: receipts, problems, users and what was made."""

import time as clock
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.table import Table

from accord.program.problems import Problem
from accord.server import commands, configuration, serving
from accord.values.errors import AccordError
from accord.values.points import in_words
from accord.values.receipt import Reason, Receipt

_DEEP: Final = 3
_FACTS_SHOWN: Final = 4


def why(account: str, as_of: date | None) -> None:
    """Print the receipts of fit and engagement of one account."""
    commands.prepare()
    from accord.server.records.queries import receipts

    console = Console()
    with console.status("Adding up"):
        found = receipts.explain(account, as_of)
    console.print(f"[bold]{found.name}[/bold]  {found.domain or ''}")
    for receipt in found.receipts:
        _print_receipt(console, receipt)


def _print_receipt(console: Console, receipt: Receipt) -> None:
    from accord.values import time

    day = time.from_day(receipt.as_of_day).isoformat()
    console.print(
        f"\n[bold]{receipt.measure}: {in_words(receipt.total)}[/bold]  "
        f"as of {day}, program {receipt.program_version}"
    )
    console.print(receipt.sentence, markup=False)
    for reason in receipt.reasons:
        _print_reason(console, reason, 1)
    console.print("  adds up exactly" if receipt.is_exact() else "  DOES NOT ADD UP")
    if receipt.uncounted:
        console.print("  heard, but not counted:")
        for reason in receipt.uncounted:
            _print_reason(console, reason, 2)


def _print_reason(console: Console, reason: Reason, depth: int) -> None:
    """Print a reason and what it is made of, down to facts."""
    words = f"{'  ' * depth}{in_words(reason.points, 2):>10}  {reason.title}"
    details = [part for part in (reason.detail, reason.clause and f"[{reason.clause}]") if part]
    if reason.fact_ids:
        shown = ", ".join(reason.fact_ids[:_FACTS_SHOWN])
        rest = len(reason.fact_ids) - _FACTS_SHOWN
        details.append(f"facts {shown}" + (f" and {rest} more" if rest > 0 else ""))
    console.print("  ".join([words, *details]), markup=False, highlight=False, soft_wrap=True)
    if depth < _DEEP:
        for part in reason.parts:
            _print_reason(console, part, depth + 1)


def fit() -> None:
    """Print what won and lost deals say about the profile."""
    commands.prepare()
    from accord.server import fitting

    fitting.report(Console())


def check(file: Path) -> bool:
    """Print every problem of a program; True when it can run."""
    from accord.program import checking

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file} can't be read as text ({error})"
        raise AccordError(message) from None
    draft = checking.review(text)
    stops = [problem for problem in draft.problems if not problem.is_notice]
    notices = [problem for problem in draft.problems if problem.is_notice]
    _list(
        stops, "problem keeps this program from running", "problems keep this program from running"
    )
    _list(
        notices,
        "notice: worth reading, keeps nothing from running",
        "notices: worth reading, keep nothing from running",
    )
    if not stops:
        typer.echo("This program can run.")
    return not stops


def _list(found: Sequence[Problem], one: str, many: str) -> None:
    """Print how many there are, and each below; nothing where there is none."""
    if found:
        typer.echo(f"{len(found):,} {one if len(found) == 1 else many}:")
    for each in found:
        typer.echo(f"  {each}")


def simulate(folder: Path, size: str, scenario: str, seed: int) -> None:
    """Simulate a world into a folder."""
    from accord.world import simulate as simulating

    console = Console()
    begun = clock.monotonic()
    until = date.today()  # noqa: DTZ011 - the reader's own day is meant
    with console.status(f"Simulating a world of size {size}"):
        simulating.simulate(size, scenario, seed, folder, until)
    console.print(f"{folder} holds facts/ and truth/, in {clock.monotonic() - begun:.1f} s")


def recompute() -> None:
    """Derive and publish."""
    commands.prepare()
    from accord.server import derivation

    console = Console()
    with console.status("Deriving every number from the facts"):
        generation = derivation.run()
    console.print(f"Published {generation.name} in {generation.seconds:.1f} s.")


def add_user(email: str, name: str, role: str) -> None:
    """Add a user and print a sign-in link."""
    commands.prepare()
    from accord.server.actions import users

    users.add_user(None, email, name, role)
    sign_in_link(email)


def list_users() -> None:
    """Print everybody."""
    commands.prepare()
    from accord.server.records.queries import users

    table = Table("mail", "name", "access role", "last sign-in")
    for user in users.list_users():
        last = user.last_login.date().isoformat() if user.last_login else "never"
        table.add_row(user.email, user.name, user.access_role, last)
    Console().print(table)


def add_key(name: str) -> None:
    """Make a write key and print it."""
    commands.prepare()
    from accord.server.actions import write_keys

    typer.echo(write_keys.add(None, name).key)


def list_keys() -> None:
    """Print every write key."""
    commands.prepare()
    from accord.server.records.queries import collecting

    came = collecting.came()
    table = Table("name", "source", "key", "events", "set aside")
    for row in collecting.list_keys():
        found = came.get(row.source, collecting.Came())
        shown = row.key if row.is_enabled else "switched off"
        table.add_row(row.name, row.source, shown, f"{found.heard:,}", f"{found.quarantined:,}")
    Console().print(table)


def sign_in_link(email: str) -> None:
    """Print a link that signs somebody in once."""
    commands.prepare()
    from accord.server.actions import sign_in

    found = configuration.load()
    address = serving.address_of(found.host, found.port)
    typer.echo(sign_in.make_link(sign_in.find_user(email), address))
    typer.echo(f"It works once, for {found.sign_in_link_minutes} minutes.")


def import_all(folder: Path, by: str) -> None:
    """Read an exported workspace and say how many facts came in."""
    commands.prepare()
    from accord.server import adopting, derivation, whole

    console = Console()
    rules = whole.rules(folder)
    with console.status("Reading facts"):
        counts = whole.read(folder)
    console.print(f"{sum(counts.values()):,} facts of {len(counts)} kinds read.")
    if rules is None:
        derivation.run()
    else:
        adopting.run(str(folder / "program.yaml"), by, "brought along with the exported facts")


def doctor() -> bool:
    """Print what is found; tell whether nothing is wrong."""
    commands.set_up()
    from accord.server import doctor as examining

    console = Console()
    found = examining.examine()
    for one in found:
        mark = "[red]wrong[/red] " if one.is_wrong else "[yellow]better[/yellow]"
        console.print(mark, end=" ")
        console.print(one.words, markup=False, highlight=False, soft_wrap=True)
        console.print(f"       {one.way}", markup=False, highlight=False, soft_wrap=True)
    wrong = sum(one.is_wrong for one in found)
    console.print(f"{wrong} things are wrong." if wrong else "Nothing is wrong.")
    return not wrong
