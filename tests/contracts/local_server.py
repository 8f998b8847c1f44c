"""A local server that answers as a documented API does, and fails on demand as real ones do."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Call:
    """One call that came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw) if self.raw else {}

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.raw.decode()).items()}


@dataclass
class Answer:
    """What is answered: data, or text as it is; `cut` sends so many bytes of it as if all."""

    data: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    text: str | None = None
    cut: int | None = None
    drop: bool = False

    def content(self) -> bytes:
        whole = self.text.encode() if self.text is not None else json.dumps(self.data).encode()
        return whole if self.cut is None else whole[: self.cut]


Fault = Callable[[Call], Answer | None]


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing of callers that were killed."""


class LocalServer:
    """Serves `answer` on a free port; `faults` are used up one by one by the calls they fit."""

    def __init__(self, answer: Callable[[Call], Answer], port: int = 0) -> None:
        self.answer = answer
        self.faults: list[tuple[str, Answer]] = []
        self.calls: list[Call] = []
        self.keeps_calls = True
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def _serve(self) -> None:
                size = int(self.headers.get("content-length") or 0)
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                raw = self.rfile.read(size) if size else b""
                call = Call(self.command, parts.path, query, self.headers, raw)
                if outer.keeps_calls:
                    outer.calls.append(call)
                answer = outer.fault(call) or outer.answer(call)
                if answer.drop:
                    self.close_connection = True
                    return
                content = answer.content()
                self.send_response(answer.status)
                kind = "text/csv" if answer.text is not None else "application/json"
                for name, value in ({"Content-Type": kind} | answer.headers).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                self.wfile.flush()

            do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _serve  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = _Server(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def fault(self, call: Call) -> Answer | None:
        """Take the first fault that waits for such a path."""
        with self._lock:
            for place, (part, answer) in enumerate(self.faults):
                if part in call.path:
                    del self.faults[place]
                    return answer
        return None

    def fail(self, part: str, answer: Answer, times: int = 1) -> None:
        """Let the next calls whose path has this part fail."""
        self.faults += [(part, answer)] * times

    def count(self, part: str) -> int:
        return sum(part in call.path for call in self.calls)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
