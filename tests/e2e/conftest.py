"""A real server over a demo workspace, a real browser, and who is signed in."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from browsing import Visitors

CHROMIUM = os.environ.get("ACCORD_CHROMIUM", "/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_S = 240
expect.set_options(timeout=20_000)
HERE = Path(__file__).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the workspace's folder; one of one's own may be named to save the making."""
    return Path(os.environ.get("ACCORD_E2E_HOME") or tmp_path_factory.mktemp("e2e") / "home")


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[str]:
    """Serve a demo workspace."""
    folder = home
    (folder / "address").unlink(missing_ok=True)
    (tmp_path_factory.getbasetemp() / "warehouse").mkdir(exist_ok=True)
    environment = os.environ | {
        "PYTHONPATH": str(HERE.parents[1] / "src"),
        "ACCORD_HOME": str(folder),
        "ACCORD_CONNECTOR_HOSTS": "127.0.0.1",
        "ACCORD_CONNECTOR_FOLDERS": str(tmp_path_factory.getbasetemp() / "warehouse"),
    }
    with (folder.parent / "e2e.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "workspace.py"), str(folder), str(_free_port())],
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        yield _address(process, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _address(process: subprocess.Popen[bytes], folder: Path) -> str:
    """Wait until the workspace says where it is."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if (folder / "address").exists() and (address := (folder / "address").read_text()):
            return address
        log = (folder.parent / "e2e.log").read_text()[-3000:]
        assert process.poll() is None, f"the workspace did not start:\n{log}"
        time.sleep(0.2)
    pytest.fail("the workspace did not answer in time")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium, or skip where there is none.

    One a file: while it is open the thread has an event loop, beside which no other test could ask a database.
    """
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}; set ACCORD_CHROMIUM")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def visitors(browser: Browser, base_url: str) -> Visitors:
    """Return who can visit."""
    return Visitors(browser, base_url)
