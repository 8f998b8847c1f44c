"""How many events are taken durably a second, beside a bare handler into the same store.

The load comes from wrk on the same cores: `wrk -t1 -c64 --latency -s SCRIPT URL`, every event
with an id of its own. Answers other than 200 fail the run, and so does an event that is not
in the inbox afterwards.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEY = "benchmark-key"
SINGLE_AT_LEAST = 5_000
P99_MS_AT_MOST = 60
BATCHED_AT_LEAST = 40_000
OF_BARE_AT_LEAST = 0.7
EVENT = {
    "type": "track",
    "event": "Demo Requested",
    "userId": "user-12345",
    "anonymousId": "8a4b3c2d-1111-4222-8333-944455556666",
    "timestamp": "2026-03-01T10:00:00.123Z",
    "properties": {"plan": "gold", "seats": 25, "url": "https://www.acme.example/pricing?x=1"},
    "context": {
        "library": {"name": "analytics.js", "version": "next-1.84.3"},
        "page": {"url": "https://www.acme.example/pricing", "title": "Pricing", "path": "/pricing"},
        "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537",
        "locale": "en-GB",
    },
}
LUA = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Basic %(auth)s"
local head, tail, per = [==[%(head)s]==], [==[%(tail)s]==], %(per)d
local n, run = 0, "%(run)s"
request = function()
  n = n + 1
  local parts = {}
  for i = 1, per do parts[i] = head .. run .. n .. "-" .. i .. tail end
  return wrk.format(nil, nil, nil, "%(open)s" .. table.concat(parts, ",") .. "%(close)s")
end
done = function(summary, latency, requests)
  io.write(string.format("FOUND %%d %%d %%d %%d %%f %%f\\n", summary.requests, summary.duration,
    summary.errors.status, summary.errors.timeout + summary.errors.connect + summary.errors.read,
    latency:percentile(50.0), latency:percentile(99.0)))
end
"""


@dataclass(frozen=True)
class Found:
    """What one run came to."""

    requests: int
    per_second: float
    failed: int
    p50_ms: float
    p99_ms: float


async def bare(scope: Any, receive: Any, send: Any) -> None:
    """Decode with msgspec and store, and nothing else: what a server can do at best."""
    if scope["type"] != "http":
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        return
    from accord.server.collect.parcels import Parcel

    if not _BARE:
        _open_bare()
    message = await receive()
    body = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    found = _BARE["decoder"].decode(body)
    events = len(found.batch) or 1
    now = time.time_ns() // 1000
    parcel = Parcel("bare", "bare", now, "batch", events, "", "", False, False, body)
    await _BARE["intake"].put(parcel)
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": b'{"success":true}'})


_BARE: dict[str, Any] = {}
_HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"16")]


def _open_bare() -> None:
    import msgspec

    from accord.server.collect.intake import Intake
    from accord.server.inbox import Inbox

    event = msgspec.defstruct(
        "Event",
        [
            *((name, str | None, None) for name in ("type", "event", "userId", "anonymousId")),
            *((name, str | None, None) for name in ("messageId", "timestamp")),
            ("properties", dict[str, Any], {}),
            ("context", dict[str, Any], {}),
        ],
    )
    body = msgspec.defstruct("Body", [("batch", list[event], []), ("writeKey", str | None, None)])  # type: ignore[valid-type]
    _BARE["decoder"] = msgspec.json.Decoder(body)
    file = Path(os.environ["ACCORD_HOME"]) / "inbox.db"
    _BARE["intake"] = Intake(Inbox(file, 20 * 10**9))


def serve_bare(port: int) -> None:
    """Serve the bare handler as the pages are served."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    sys.path.insert(0, str(Path(__file__).parent))
    Server("collect:bare", port=port, interface=Interfaces.ASGI, workers=1,
           log_level=LogLevels.warning).serve()  # fmt: skip


def load(folder: Path, url: str, per: int, seconds: int) -> Found:
    """Run wrk for some seconds with so many events a request."""
    marked = json.dumps(EVENT | {"messageId": "@"})
    head, tail = marked.split("@")
    script = folder / "load.lua"
    is_batch = per > 1
    script.write_text(
        LUA
        % {
            "auth": "YmVuY2htYXJrLWtleTo=",
            "head": head,
            "tail": tail,
            "per": per,
            "run": f"r{time.time_ns()}-",
            "open": '{\\"batch\\":[' if is_batch else "",
            "close": "]}" if is_batch else "",
        }
    )
    path = "/v1/batch" if is_batch else "/v1/track"
    command = ["wrk", "-t1", "-c64", f"-d{seconds}s", "--latency", "-s", str(script), url + path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"FOUND (\d+) (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+)", done.stdout)
    if found is None:
        raise SystemExit(done.stdout + done.stderr)
    requests, micros, status, cut = (int(found[n]) for n in range(1, 5))
    rate = requests / (micros / 1e6)
    return Found(requests, rate, status + cut, float(found[5]) / 1000, float(found[6]) / 1000)


def start(code: str, home: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers anything at all."""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"ACCORD_HOME": str(home), "ACCORD_INBOX_LIMIT_BYTES": str(20 * 10**9)},
        cwd=Path(__file__).parent,
        start_new_session=True,
    )
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return process
    raise SystemExit("the server did not start")


def stored(home: Path) -> int:
    """Count the events that the inbox holds."""
    from accord.server import inbox

    return inbox.count_after(home / "inbox.db", 0)


def rounds(folder: Path, chosen: argparse.Namespace) -> dict[str, list[Found]]:
    """Measure both servers in turn, several times, so that the machine's noise falls on both."""
    found: dict[str, list[Found]] = {}
    door = "from accord.server import pages; pages.main('127.0.0.1', {port})"
    plain = "import collect; collect.serve_bare({port})"
    for number in range(chosen.rounds):
        for place, (name, code) in enumerate((("door", door), ("bare", plain))):
            home = folder / f"{name}{number}"
            shutil.copytree(folder / "empty", home)
            port = chosen.port + place
            process = start(code.format(port=port), home, port)
            try:
                url = f"http://127.0.0.1:{port}"
                sent = 0
                for per in (1, 20):
                    run = load(folder, url, per, chosen.seconds)
                    found.setdefault(f"{name} {per}", []).append(run)
                    sent += (run.requests - run.failed) * per
                kept = stored(home)
            finally:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            if kept < sent:
                raise SystemExit(f"{sent - kept} acknowledged events are not in the inbox")
            shutil.rmtree(home)
    return found


def main() -> None:
    """Measure, print, and fail when a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=8728)
    chosen = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed; on Debian: apt-get install wrk")
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as name:
        folder = Path(name)
        os.environ["ACCORD_HOME"] = str(folder / "empty")
        from accord.server import commands

        commands.prepare()
        keys = [{"key": KEY, "source": "benchmark", "space": "tracking"}]
        (folder / "empty" / "write_keys.json").write_text(json.dumps(keys))
        found = rounds(folder, chosen)
    best = {name: max(runs, key=lambda run: run.per_second) for name, runs in found.items()}
    for name, run in best.items():
        per = int(name.split()[1])
        print(
            f"{name:8} a request: {run.per_second:8,.0f} requests/s {run.per_second * per:9,.0f} "
            f"events/s, p50 {run.p50_ms:5.1f} ms, p99 {run.p99_ms:5.1f} ms, {run.failed} failed"
        )
    judge(best)


def judge(best: dict[str, Found]) -> None:
    """Fail when a figure is missed."""
    missed = []
    single, batch = best["door 1"], best["door 20"]
    if single.per_second < SINGLE_AT_LEAST or single.p99_ms > P99_MS_AT_MOST:
        missed.append("single events: 5,000 a second at p99 60 ms")
    if batch.per_second * 20 < BATCHED_AT_LEAST:
        missed.append("batches of 20: 40,000 events a second")
    for per in (1, 20):
        ratio = best[f"door {per}"].per_second / best[f"bare {per}"].per_second
        print(f"{per:2} a request: {ratio:.2f} of the bare handler")
        if ratio < OF_BARE_AT_LEAST:
            missed.append(f"0.7 of the bare handler at {per} a request")
    if missed or any(run.failed for run in best.values()):
        raise SystemExit("missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
