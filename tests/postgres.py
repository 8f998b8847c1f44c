"""A PostgreSQL server for tests: one that is named, or one that is started for them and thrown away.

ACCORD_TEST_POSTGRES names a server (postgresql://user@host:port/postgres) that may make
databases, or is "local". Every home has a database of its own; the copy of a home copies it.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin")
_NOTE = ".database"


def binaries() -> Path | None:
    """Return the newest folder of server programs, if there is one."""
    found = [path for place in _PLACES for path in sorted(Path("/").glob(place[1:]))]
    held = [path for path in found if (path / "initdb").exists()]
    on_path = shutil.which("initdb")
    return held[-1] if held else Path(on_path).parent if on_path else None


def why_not() -> str:
    """Say why no server can be started here; "" if one can."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed: pip install accord-abm[postgres]"
    if binaries() is None:
        return "PostgreSQL's server is not installed; on Debian: apt-get install postgresql"
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        return "PostgreSQL refuses to run as root, and there is no other user to run as"
    return ""


HASTY = ("-c", "fsync=off", "-c", "full_page_writes=off")
"""Only what speaks to the server is killed in tests, so it need not survive a power cut."""


@contextmanager
def running(settings: tuple[str, ...] = HASTY) -> Iterator[str]:
    """Start a server in a folder that goes away; yield the URL of its first database."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="accord-postgres-"))
    as_user = {"user": "postgres"} if os.geteuid() == 0 else {}
    if as_user:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = [programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "-E",
            "UTF8", "--locale=C.UTF-8", "-N"]  # fmt: skip
    subprocess.run(made, check=True, capture_output=True, cwd=folder, **as_user)
    command = [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder,
               "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60",
               *settings]  # fmt: skip
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **as_user
    )
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    try:
        _wait(url)
        yield url
    finally:
        server.send_signal(signal.SIGINT)  # as PostgreSQL has it: end now, in good order
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str) -> None:
    import psycopg

    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def named(url: str, name: str) -> str:
    """Return the URL of another database of the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def database(url: str, template: str = "template1") -> str:
    """Make a database, as a copy of another when one is named; return its URL."""
    import psycopg

    name = f"accord_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"create database {name} template {template}")
    return named(url, name)


def of_home(home: Path) -> dict[str, str]:
    """Return what to add to the environment of those who work on a home; nothing for SQLite.

    The home keeps a note of its database; where the note names another home this one is a
    copy, and gets a copy of that database.
    """
    url = os.environ.get("ACCORD_DATABASE_URL", "")
    if not url:
        return {}
    note = home / _NOTE
    owner, template = note.read_text().split("\n") if note.exists() else ("", "template1")
    if owner != str(home):
        home.mkdir(parents=True, exist_ok=True)
        made = database(url, template)
        owner, template = str(home), urlsplit(made).path[1:]
        note.write_text(f"{owner}\n{template}")
    return {"ACCORD_DATABASE_URL": named(url, template)}


def main(words: list[str]) -> int:
    """Run pytest over a server: the one that is named, or one that is started for it."""
    named_server = os.environ.get("ACCORD_TEST_POSTGRES", "local")
    if named_server != "local":
        return subprocess.call([sys.executable, "-m", "pytest", *words])
    if why_not():
        print(f"skipped: {why_not()}")
        return 0
    with running() as url:
        environment = os.environ | {"ACCORD_TEST_POSTGRES": url}
        return subprocess.call([sys.executable, "-m", "pytest", *words], env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
