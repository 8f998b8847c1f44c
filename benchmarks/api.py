"""Try the whole interface for programs against its own description: `--seconds 600` is the figure.

Makes a small demo workspace (or copies the home that is named), serves its pages and its door, and
lets schemathesis ask for everything that the description allows and much that it does not.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
MAKE = """
from rich.console import Console
from accord.server import commands, demo
commands.prepare()
if not demo.is_ready():
    demo._SIZE = "tiny"
    demo.make(3, Console(stderr=True))
from accord.server.actions import api_tokens, write_keys
from accord.server.records.models import AppUser
robin = AppUser.objects.filter(access_role="admin").first()
print(api_tokens.add(robin, "Trial", "admin")[1])
print(write_keys.add(None, "Trial").key)
"""
PAGES = "from accord.server import pages; pages.main('127.0.0.1', {port})"
PATIENCE_S = 120


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=int, default=600)
    asked.add_argument("--seed", type=int, default=int(os.environ.get("ACCORD_SEED", "1")))
    asked.add_argument("--home", type=Path, help="a workspace to copy; made when none is named")
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return try_all(Path(folder), said)


def try_all(folder: Path, said: argparse.Namespace) -> int:
    home, port = folder / "home", free_port()
    if said.home:
        shutil.copytree(said.home, home)
    environment = os.environ | {
        "ACCORD_HOME": str(home),
        "PYTHONPATH": str(HERE.parent / "src"),
    }
    made = subprocess.run(
        [sys.executable, "-c", MAKE], env=environment, check=True, capture_output=True, text=True
    )
    token, key = made.stdout.split()[-2:]
    with (folder / "pages.log").open("wb") as log:
        pages = subprocess.Popen(
            [sys.executable, "-c", PAGES.format(port=port)], env=environment, stdout=log, stderr=log
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/ready")
        done = subprocess.run(
            command(port, said),
            env=environment | {"ACCORD_TRIED_TOKEN": token, "ACCORD_TRIED_KEY": key},
            cwd=folder,
            check=False,
        )
    finally:
        pages.send_signal(signal.SIGTERM)
        pages.wait(30)
    if done.returncode:
        print((folder / "pages.log").read_text()[-5_000:])
    return done.returncode


def command(port: int, said: argparse.Namespace) -> list[str]:
    """Return what asks: every phase that fits in the time, failures all listed."""
    return [
        str(Path(sys.executable).parent / "schemathesis"),
        f"--config-file={HERE / 'schemathesis.toml'}",
        "run",
        f"http://127.0.0.1:{port}/api/v1/openapi.json",
        f"--max-time={said.seconds}",
        f"--seed={said.seed}",
        "--phases=coverage,stateful,fuzzing",
        "--continue-on-failure",
        "--warnings=off",
        "--no-color",
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
