"""`accord demo`: a simulated company's workspace, made once, then started in seconds."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer
from rich.console import Console

from accord.server import commands, configuration, serving

if TYPE_CHECKING:
    from accord.server.records.models import AppUser

_HOME: Final = Path("var/demo")
_READY: Final = "demo_ready"
_SIZE = "demo"
_ADMIN: Final = ("robin@tallyfold.example", "Robin Marsh", "admin")
_MIA: Final = ("mia@tallyfold.example", "Mia Chen", "marketing")
_SAM: Final = ("sam@tallyfold.example", "Sam Ortiz", "sales")
_READER: Final = ("jo@tallyfold.example", "Jo Silva", "reader")
_LINK_MINUTES: Final = 24 * 60
_DRAFT_TITLE: Final = "Weigh what they run over what industry they are in"
_DRAFT_WEIGHTS: Final = {
    "profile.criteria.technology.weight": 22,
    "profile.criteria.industry.weight": 16,
}


def run(port: int | None, seed: int, *, is_fresh: bool) -> None:
    """Make the demo where there is none yet, start it, and say where to look."""
    os.environ.setdefault("ACCORD_HOME", str(_HOME.resolve()))
    configuration.load.cache_clear()
    found = configuration.load()
    console = Console()
    if is_fresh:
        _throw_away(found.home)
    commands.prepare()
    if not is_ready():
        make(seed, console)
    serving.serve(found.host, port or found.port, lambda address: _welcome(console, address))


def is_ready() -> bool:
    """Tell whether this home holds a whole demo."""
    from accord.server.records.models import Setting

    return Setting.objects.filter(name=_READY).exists()


def make(seed: int, console: Console) -> None:
    """Make the demo's users, facts, lists and first picture; needs an empty workspace."""
    from accord.server import derivation
    from accord.server.records.models import AppUser, Segment, Setting
    from accord.values.errors import AccordError

    if Segment.objects.exists() and not Setting.objects.filter(name="demo_begun").exists():
        message = "this home holds a workspace of its own; set ACCORD_HOME to an empty folder"
        raise AccordError(message)
    Setting.objects.update_or_create(name="demo_begun", defaults={"value": seed})
    users = {email: _user(email, name, role) for email, name, role in _people()}
    with _step(console, "Simulating a company and its market"):
        _load_world(seed)
    with _step(console, "Adopting the demo's rules"):
        _adopt(users[_ADMIN[0]])
    with _step(console, "Signing last quarter's list"):
        _sign_last_quarter(users[_MIA[0]], users[_SAM[0]])
    with _step(console, "Deriving every number from the facts"):
        derivation.run()
    with _step(console, "Proposing this quarter's list"):
        _leave_work(users[_MIA[0]], users[_SAM[0]])
    Setting.objects.create(name="workspace_name", value="Tallyfold (demo)")
    Setting.objects.create(name=_READY, value={"seed": seed, "users": AppUser.objects.count()})


def _people() -> tuple[tuple[str, str, str], ...]:
    return (_ADMIN, _MIA, _SAM, _READER)


def _user(email: str, name: str, role: str) -> "AppUser":
    from accord.server.actions import users
    from accord.server.records.models import AppUser

    return AppUser.objects.filter(email=email).first() or users.add_user(None, email, name, role)


def _load_world(seed: int) -> None:
    """Simulate up to yesterday and file every fact as a segment."""
    import pyarrow.parquet as pq

    from accord.facts import schemas
    from accord.server import compactor, home, inbox
    from accord.world import simulate

    folder = home.path(".world")
    shutil.rmtree(folder, ignore_errors=True)
    simulate.simulate(_SIZE, "standard", seed, folder, _yesterday())
    box = inbox.Inbox(home.path("inbox.db"), configuration.load().inbox_limit_bytes)
    for kind in schemas.KINDS:
        file = folder / "facts" / f"{kind}.parquet"
        if file.exists():
            box.append_table(kind, pq.read_table(file)).result()
    box.close()
    shutil.rmtree(folder)
    with compactor.lease():
        compactor.Compactor().drain()


def _adopt(admin: "AppUser") -> None:
    from accord.program import shelf
    from accord.server.actions import programs
    from accord.server.records.queries import programs as asked

    if asked.current_adoption() is None:
        text = shelf.text("demo")
        programs.adopt_text(admin, text, "Tallyfold's rules", "The rules that the team agreed on")


def _sign_last_quarter(mia: "AppUser", sam: "AppUser") -> None:
    """Sign the list that would have been proposed a quarter ago, on that day."""
    from accord.derive import derive
    from accord.server import facts_now
    from accord.server.actions import sign_list
    from accord.server.records.models import SigningRound
    from accord.server.records.queries import programs
    from accord.values import time

    if SigningRound.objects.exists():
        return
    program = programs.current_program()
    signed_at = time.end_of_day(_yesterday() - timedelta(days=91), program.zone)
    before = derive.derive(facts_now.log(), program, signed_at)
    rows = before.tables["targets"].to_pylist()
    tiers = {row["account"]: row["proposed_tier"] for row in rows if row["proposed_tier"]}
    names = {row["account"]: row["name"] for row in before.tables["account_rows"].to_pylist()}
    members = [{"account": a, "tier": tier, "name": names[a]} for a, tier in tiers.items()]
    sign_list.record_signed(members, {"marketing": mia, "sales": sam}, signed_at, program.version)


def _leave_work(mia: "AppUser", sam: "AppUser") -> None:
    """Leave what a team finds on a Monday: a list to sign, a draft to review, an objection."""
    from accord.program import editing
    from accord.server.actions import programs, sign_list
    from accord.server.records.queries import lists
    from accord.server.records.queries import programs as asked

    if lists.open_round() is None:
        public_id = sign_list.propose_list(mia, "This quarter's list")
        sign_list.sign_list(mia, public_id, note="Agreed with the sales leads on Friday")
    current = asked.find_current()
    if not asked.list_drafts() and current is not None:
        text = editing.set_values(current.text, _DRAFT_WEIGHTS)
        programs.start_preview(mia, programs.start_draft(mia, _DRAFT_TITLE, text))
    del sam


def _yesterday() -> date:
    from django.utils import timezone

    return timezone.now().date() - timedelta(days=1)


def _welcome(console: Console, address: str) -> None:
    """Print where to look and a link that signs in once."""
    from accord.server.actions import sign_in

    console.print(f"\nAccord is at [bold]{address}[/bold]")
    for email, name, role in (_MIA, _SAM, _ADMIN):
        console.print(f"Sign in once as {name.split()[0]}, {role}:")
        typer.echo(
            f"  {sign_in.make_link(sign_in.find_user(email), address, minutes=_LINK_MINUTES)}"
        )
    console.print("Stop with Ctrl-C; run it again and everything is still there.")


def _throw_away(home: Path) -> None:
    """Delete the last demo; refuse to delete anything else."""
    from accord.values.errors import AccordError

    if not home.exists():
        return
    commands.prepare()
    if not is_ready():
        message = f"{home} holds no demo; --fresh only throws demos away"
        raise AccordError(message)
    from django.db import connections

    connections.close_all()
    shutil.rmtree(home)


@contextmanager
def _step(console: Console, words: str) -> Iterator[None]:
    """Show what goes on, and that it is done."""
    with console.status(words):
        yield
    console.print(f"[green]done[/green] {words}")
