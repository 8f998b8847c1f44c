"""A home of its own for every test of the server, and processes that may be killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

import postgres

if os.environ.get("ACCORD_TEST_POSTGRES"):
    os.environ["ACCORD_DATABASE_URL"] = postgres.database(os.environ["ACCORD_TEST_POSTGRES"])
os.environ.setdefault("ACCORD_HOME", tempfile.mkdtemp(prefix="accord-test-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.server.settings")
django.setup()


@pytest.fixture
def home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Path]:
    """Give the process a fresh home: files only, the database is the tests' own."""
    from accord.server import configuration, home
    from accord.server.records.queries import picture

    if "ACCORD_DATABASE_URL" in os.environ:
        request.getfixturevalue("django_db_setup")
        monkeypatch.setenv("ACCORD_DATABASE_URL", _of_the_tests())
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    configuration.load.cache_clear()
    home.prepare()
    yield tmp_path / "home"
    picture.forget()
    monkeypatch.undo()
    configuration.load.cache_clear()


def _of_the_tests() -> str:
    """Return the URL of the tests' own database, its inbox empty."""
    import psycopg
    from django.db import connection

    url = postgres.named(os.environ["ACCORD_DATABASE_URL"], connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as own:
        own.execute("drop table if exists accord_inbox, accord_inbox_name")
    return url


class Lab:
    """A home that only other processes open, so that they can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {"ACCORD_HOME": str(folder / "home")}
        self.environment |= postgres.of_home(folder / "home")
        self.run("from accord.server import commands; commands.prepare()")

    def run(self, code: str, *, fault: str = "", check: bool = True) -> str:
        """Run code in a process of its own; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=self.environment | {"ACCORD_FAULT": fault},
            capture_output=True,
            text=True,
            check=False,
        )
        if check:
            assert done.returncode == 0, done.stderr
        else:
            assert done.returncode in {0, -signal.SIGKILL}, done.stderr
        self.was_killed = done.returncode == -signal.SIGKILL
        return done.stdout

    def start(self, code: str, output: Path) -> subprocess.Popen[bytes]:
        """Start code in a process of its own that writes to a file."""
        with output.open("ab") as stream:
            return subprocess.Popen(
                [sys.executable, "-c", code], env=self.environment, stdout=stream
            )


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """Return a fresh home for processes that will be killed."""
    return Lab(tmp_path)


BUILD = """
from datetime import timedelta
from rich.console import Console
from accord.server import commands, demo
commands.prepare()
demo._SIZE = "tiny"
demo.make(3, Console(stderr=True))
from django.core.management import call_command
from accord.server.records.models import Job
import sys
Job.objects.filter(name="handoffs").delete()  # tests hand accounts over when they mean to
call_command("dumpdata", "records", output=sys.argv[1])
"""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a small demo workspace once, by the commands that users run."""
    folder = tmp_path_factory.mktemp("built")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder / "rows.json")],
        env=os.environ | {"ACCORD_HOME": str(folder / "home")} | postgres.of_home(folder / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def workspace(built: Path, home_folder: Path, db: None) -> Path:
    """Give the test a workspace of its own: files copied, rows loaded."""
    from django.core.management import call_command

    for name in ("segments", "seen", "generations"):
        shutil.copytree(built / "home" / name, home_folder / name, dirs_exist_ok=True)
    call_command("loaddata", str(built / "rows.json"), verbosity=0)
    return home_folder


@pytest.fixture
def user():
    """Find a user by the name before the @."""
    from accord.server.records.models import AppUser

    return lambda name: AppUser.objects.get(email=f"{name}@tallyfold.example")
