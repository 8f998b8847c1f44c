"""Uploads through the real server and worker: what is too much is refused in words, in little memory."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

import test_bombs as bombs
from sites import Answer, Site

pytestmark = pytest.mark.slow
SIGNED_IN = """
from accord.server import commands; commands.set_up()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from accord.server.records.models import AppUser
user = AppUser(email="mia@seller.example", name="Mia", access_role="admin")
user.set_password("a long enough one")
user.save()
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session.save()
print(session.session_key)
"""
RUNS = """
import json
from accord.server import commands; commands.set_up()
from accord.server.records.models import ImportRun, Segment
runs = [[r.state, r.error] for r in ImportRun.objects.order_by("pk")]
print(json.dumps({"runs": runs, "segments": Segment.objects.count()}))
"""
GIGABYTE = 1_000_000_000


class Desk:
    """Somebody signed in who brings files."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cookie = f"sessionid={site.run(SIGNED_IN).strip()}; csrftoken={'a' * 32}"

    def bring(self, name: str, parts: Iterator[bytes], size: int | None) -> Answer:
        """Send one file, as a form does; without a size as a stream that may never end."""
        before = (
            f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        after = b"\r\n--x--\r\n"
        connection = HTTPConnection("127.0.0.1", self.site.port, timeout=120)
        connection.putrequest("POST", "/imports/")
        connection.putheader("Cookie", self.cookie)
        connection.putheader("X-CSRFToken", "a" * 32)
        connection.putheader("Content-Type", "multipart/form-data; boundary=x")
        if size is None:
            connection.putheader("Transfer-Encoding", "chunked")
        else:
            connection.putheader("Content-Length", str(len(before) + size + len(after)))
        connection.endheaders()
        try:
            for part in (before, *parts, after):
                whole = b"%x\r\n%s\r\n" % (len(part), part) if size is None else part
                connection.send(whole)
            if size is None:
                connection.send(b"0\r\n\r\n")
        except OSError:
            pass  # it answered before it had everything
        try:
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def runs(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.site.run(RUNS))
        return found


def endless(size: int) -> Iterator[bytes]:
    part = b"a" * 1_000_000
    for _ in range(size // len(part)):
        yield part


@contextmanager
def watched(site: Site) -> Iterator[list[int]]:
    """Note the largest memory of any process of the site, children too, in bytes."""
    peak, done = [0], threading.Event()
    groups = {process.pid for process in site.processes}

    def look() -> None:
        while not done.wait(0.02):
            for folder in Path("/proc").glob("[0-9]*"):
                try:
                    if os.getpgid(int(folder.name)) in groups:
                        told = (folder / "status").read_text()
                        now = int(told.split("VmRSS:")[1].split()[0]) * 1024
                        peak[0] = max(peak[0], now)
                except (OSError, IndexError):
                    continue

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def settled(desk: Desk, count: int) -> list[list[str]]:
    """Return the state and the error of every import, once none is waiting."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        runs = desk.runs()["runs"]
        assert isinstance(runs, list)
        if len(runs) == count and all(state in {"checked", "failed"} for state, _ in runs):
            return runs
        time.sleep(0.5)
    pytest.fail(f"the worker did not finish the imports: {runs}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    site = Site(tmp_path / "home")
    made = Desk(site)
    site.start(worker=True)
    yield made
    site.kill()


def test_what_is_too_much_is_refused_in_words_and_in_little_memory(desk: Desk) -> None:
    small = b"Name,Domain\nAcme,acme.example\n"
    with watched(desk.site) as usual:
        assert desk.bring("small.csv", iter([small]), len(small)).status == 302
        settled(desk, 1)
    words = {name: bombs.CASES[name][1] for name in ("far.xlsx", "texts.xlsx", "thousand.csv.gz")}
    with watched(desk.site) as peak:
        assert desk.bring("line.csv", endless(GIGABYTE), GIGABYTE).status == 302
        for name in words:
            data = bombs.CASES[name][0]
            assert desk.bring(name, iter([data]), len(data)).status == 302
        larger = desk.bring("larger.csv", iter([]), 3 * GIGABYTE)
        unending = desk.bring("unending.csv", endless(GIGABYTE), None)
        runs = settled(desk, 2 + len(words))
    assert (larger.status, b"larger than" in larger.body) == (413, True)
    assert unending.status == 422
    assert runs[0] == ["checked", ""]
    for said, (state, error) in zip(["at most 500 MB", *words.values()], runs[1:], strict=True):
        assert (state, said in error) == ("failed", True), (said, state, error)
    assert usual[0] > 30_000_000
    assert peak[0] - usual[0] < 250_000_000, (usual, peak)
    assert desk.runs()["segments"] == 0
    kept = sum(file.stat().st_size for file in (desk.site.home / "uploads").rglob("*.arrow"))
    assert kept < 10_000
