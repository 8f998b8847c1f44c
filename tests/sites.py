"""A home with its door, pages and worker as processes that may be killed and started again."""

import base64
import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import postgres

ROOT = Path(__file__).parents[1]
ALONE = "from accord.server.collect import alone; alone.main('127.0.0.1', {port})"
PAGES = "from accord.server import pages; pages.main('127.0.0.1', {port})"
WORKER = "from accord.server import working; working.main()"
PREPARE = "from accord.server import commands; commands.prepare()"
KEYS = [
    {"key": f"key{number}", "source": f"site{number}", "space": "tracking"} for number in range(60)
]
"""What the door reads; pages would write the same."""
DRAIN = """
from accord.server import commands; commands.set_up()
from accord.server import compactor
with compactor.lease():
    print(compactor.Compactor().drain())
"""
FACTS = """
import json, sys
from accord.server import commands; commands.set_up()
from accord.server import facts_now, segments, tail, acknowledged
from accord.server.records.queries import programs
found = {}
filed, waiting = acknowledged.read()
for kind, rows in filed.items():
    for row in rows:
        found.setdefault(kind, []).extend(segments.read(kind, row.name).to_pylist())
for kind, table in tail.tables(waiting, programs.current_program().zone):
    found.setdefault(kind, []).extend(table.to_pylist())
json.dump(found, sys.stdout)
"""
COUNTS = """
import json, sys
from accord.server import commands; commands.set_up()
from accord.server.records.models import CollectedDay, QuarantinedEvent
days = list(CollectedDay.objects.values("source", "accepted", "duplicate", "quarantined"))
aside = [
    {"source": q.source, "reason": q.reason, "raw": bytes(q.raw).decode("latin-1"),
     "received_us": q.received_us, "is_replayed": q.replayed_at is not None}
    for q in QuarantinedEvent.objects.order_by("id")
]
json.dump({"days": days, "aside": aside}, sys.stdout)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Answer:
    """What came back."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    def json(self) -> Any:
        return json.loads(self.body)


class Site:
    """A home, its pages and its worker, as processes."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._taken = 0
        self.port = free_port()
        is_new = not (home / "segments").exists()
        self.environment = os.environ | {"ACCORD_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
        self.environment |= postgres.of_home(home)
        if is_new:
            self.run(PREPARE)
        self.write_keys(KEYS)
        self.take_key()
        self.processes: list[subprocess.Popen[bytes]] = []

    def write_keys(self, keys: list[dict[str, Any]]) -> None:
        """Write the keys as the pages write them: whole, in one step."""
        aside = self.home / "write_keys.new"
        aside.write_text(json.dumps(keys))
        aside.rename(self.home / "write_keys.json")

    def take_key(self) -> None:
        """Use a key that no test has used."""
        self.key, self.source = f"key{self._taken}", f"site{self._taken}"
        self._taken += 1

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, code: str, fault: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=self.environment | {"ACCORD_FAULT": fault},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *, fault: str = "", worker: bool = False, code: str = PAGES) -> None:
        """Start the pages (and the worker), and wait until they answer."""
        self.processes.append(self._process(code.format(port=self.port), fault))
        if worker:
            self.processes.append(self._process(WORKER, ""))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if self.ask("GET", "/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.02)
        pytest.fail("the pages did not answer")

    def _process(self, code: str, fault: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", code],
            env=self.environment | {"ACCORD_FAULT": fault},
            start_new_session=True,
        )

    def kill(self, how: int = signal.SIGKILL) -> None:
        """End every process of this site, children of the server included."""
        for process in self.processes:
            if process.poll() is None:
                if how == signal.SIGKILL:
                    os.killpg(process.pid, how)
                else:
                    process.send_signal(how)
        for process in self.processes:
            process.wait(30)
        self.processes = []

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def post(self, path: str, content: Any, key: str | None = None, **headers: str) -> Answer:
        """Send JSON as a stock client does."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        if headers.pop("packed", ""):
            body, headers["content_encoding"] = gzip.compress(body), "gzip"
        named = self.key if key is None else key
        if named:
            coded = base64.b64encode(f"{named}:".encode()).decode()
            headers.setdefault("authorization", f"Basic {coded}")
        headers.setdefault("content_type", "application/json")
        return self.ask("POST", path, body, **headers)

    def drain(self) -> None:
        self.run(DRAIN)

    def facts(self) -> dict[str, list[dict[str, Any]]]:
        """Return every fact of this key that was acknowledged, filed or not, by kind."""
        whole = json.loads(self.run(FACTS))
        return {
            kind: [
                row
                for row in rows
                if row["source"] == self.source or row["fact_id"].startswith(f"{self.source}/")
            ]
            for kind, rows in whole.items()
        }

    def counts(self) -> dict[str, Any]:
        """Return what became of this key's events."""
        whole = json.loads(self.run(COUNTS))
        return {
            name: [r for r in rows if r["source"] == self.source] for name, rows in whole.items()
        }


@contextmanager
def visited(files: dict[str, bytes]) -> Iterator[str]:
    """Serve some files as a site that somebody visits; every other address shows "/"."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            body = files.get(path, files["/"])
            self.send_response(200)
            kind = "text/javascript" if path.endswith(".js") else "text/html"
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
