"""No call leaves for a place inside, however its address is written, and a name is asked once."""

import ipaddress
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from accord.connectors import outgoing
from accord.connectors.crm.calling import Caller, Manners, Request
from accord.connectors.crm.pacing import Pacer
from accord.connectors.outgoing import Policy
from accord.connectors.salesforce import pinned
from accord.values.errors import AccordError, RefusedError, TooLargeError

PUBLIC = "93.184.216.34"
INSIDE = [
    "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "127。0。0。1", "localhost", "[::1]", "0", "0.0.0.0",  # noqa: S104 - called, never bound

    "[::ffff:169.254.169.254]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]", "[2002:a00:1::]", "[::127.0.0.1]", "[fe80::1]", "[fc00::1]", "[fec0::1]",
    "[5f00::1]", "[2001:db8::1]", "[2001::1]", "[ff02::1]", "100.64.0.1", "192.0.0.8", "192.88.99.1",
    "169.254.169.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "224.0.0.1", "239.255.255.250",
    "255.255.255.255", "198.18.0.1", "240.0.0.1",
]  # fmt: skip


class Server:
    """A server on this machine that counts who connects and can send elsewhere."""

    def __init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, self.headers["Host"]))
                self.send_response(302 if outer.sends_to else 200)
                if outer.sends_to:
                    self.send_header("Location", outer.sends_to)
                body = b"x" * outer.size
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.asked: list[tuple[str, str]] = []
        self.sends_to = ""
        self.size = 5
        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.close()


class Wire(httpx.BaseTransport):
    """Stands for the network: keeps where calls went and answers all of them."""

    def __init__(self, answer: httpx.Response | None = None) -> None:
        self.went: list[tuple[str, str, object]] = []
        self.answer = answer

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.went.append(
            (request.url.host, request.headers["Host"], request.extensions["sni_hostname"])
        )
        return self.answer or httpx.Response(200, text="hello")


@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.parametrize("port", ["", "server"])
def test_nothing_connects_inside_however_it_is_written(server, host, port):
    where = f":{server.port}" if port else ""
    policy = Policy(ports=frozenset({80, server.port}))
    with pytest.raises((RefusedError, httpx.InvalidURL)):
        outgoing.fetch(f"http://{host}{where}/", policy)
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "gopher://example.com/", "ftp://example.com/", "http://user@example.com/",
        "http://user:word@example.com/", "http://example.com:22/", "http://example.com:25/",
        "http://example.com:6379/",
    ],
)  # fmt: skip
def test_other_schemes_names_before_the_at_and_odd_ports_are_refused(url):
    wire = Wire()
    policy = Policy(resolve=lambda host, port: [PUBLIC])
    caller = httpx.Client(transport=outgoing.Guarded(policy, wire), trust_env=False)
    with pytest.raises((RefusedError, httpx.UnsupportedProtocol)):
        caller.get(url)
    assert wire.went == []


def test_the_connection_goes_to_the_number_that_was_checked():
    wire = Wire()
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    policy = Policy(resolve=lambda host, port: next(answers))
    caller = httpx.Client(transport=outgoing.Guarded(policy, wire), trust_env=False)
    caller.get("https://rebinding.example/")
    assert wire.went == [(PUBLIC, "rebinding.example", "rebinding.example")]
    with pytest.raises(RefusedError):
        caller.get("https://rebinding.example/")
    assert len(wire.went) == 1


def test_a_name_with_one_number_inside_is_refused_whole():
    wire = Wire()
    policy = Policy(resolve=lambda host, port: [PUBLIC, "10.0.0.1"])
    with pytest.raises(RefusedError):
        httpx.Client(transport=outgoing.Guarded(policy, wire)).get("https://two.example/")
    assert wire.went == []


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1/", "file:///x"]
)
def test_a_redirect_is_checked_like_a_call(to):
    wire = Wire(httpx.Response(302, headers={"Location": to}))
    policy = Policy(resolve=lambda host, port: [PUBLIC] if "example" in host else [host])
    caller = httpx.Client(transport=outgoing.Guarded(policy, wire), follow_redirects=True)
    with pytest.raises((RefusedError, httpx.UnsupportedProtocol)):
        caller.get("https://fine.example/")
    assert [where for where, _, _ in wire.went] == [PUBLIC]


def test_a_network_that_the_operator_names_is_called_and_its_redirects_are_checked(server):
    policy = Policy.of(["127.0.0.0/8"])
    assert outgoing.fetch(f"http://127.0.0.1:{server.port}/a", policy) == b"x" * 5
    server.sends_to = "http://10.0.0.1/"
    with pytest.raises(RefusedError):
        outgoing.fetch(f"http://localhost:{server.port}/b", policy)
    assert [path for path, _ in server.asked][-1] in {"/a", "/b"}


def test_more_than_the_limit_is_left(server):
    server.size = 2_000_000
    with pytest.raises(TooLargeError):
        outgoing.fetch(f"http://127.0.0.1:{server.port}/", Policy.of(["127.0.0.0/8"]), 1_000_000)


@pytest.mark.parametrize(
    "number", ["8.8.8.8", PUBLIC, "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808"]
)
def test_public_numbers_are_public(number):
    assert outgoing.is_public(ipaddress.ip_address(number))


def test_a_name_that_an_operator_allows_is_called_wherever_it_leads(server):
    policy = Policy.of([], ["127.0.0.1"])
    assert outgoing.fetch(f"http://127.0.0.1:{server.port}/", policy) == b"xxxxx"
    with pytest.raises(RefusedError):
        outgoing.fetch(f"http://localhost:{server.port}/", policy)


def test_networks_that_are_none_are_named():
    with pytest.raises(AccordError, match="ACCORD_OUTGOING_ALLOWED"):
        Policy.of(["10.0.0.0/99"])


def _caller(policy, base):
    return Caller(base, Manners("Trial", policy=policy), Pacer(None))


def test_calls_to_crms_go_nowhere_inside(server):
    base = f"http://127.0.0.1:{server.port}"
    caller = _caller(Policy(), base)
    with pytest.raises(RefusedError, match="private network"):
        caller.json(Request("/crm/v3/objects"))
    caller.close()
    assert server.asked == []


def test_salesforce_is_called_by_a_session_that_looks_first(server):
    pytest.importorskip("simple_salesforce")
    session = pinned.session(Policy())
    with pytest.raises(RefusedError, match="private network"):
        session.get(f"http://127.0.0.1:{server.port}/services/data")
    assert server.asked == []
    server.sends_to = "http://169.254.169.254/latest"
    allowed = pinned.session(Policy.of([], ["127.0.0.1"]))
    with pytest.raises(RefusedError, match=r"169\.254\.169\.254"):
        allowed.get(f"http://127.0.0.1:{server.port}/services/data")
    assert len(server.asked) == 1
    session.close()
    allowed.close()


def test_salesforce_is_called_at_the_number_that_was_checked_and_no_other(server):
    pytest.importorskip("simple_salesforce")
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["169.254.169.254"]])
    policy = Policy(
        allowed=(ipaddress.ip_network("127.0.0.0/8"),), resolve=lambda host, port: next(answers)
    )
    session = pinned.session(policy)
    for path in ("/a", "/b"):  # the system knows no such name: only the checked number leads there
        session.get(f"http://rebinding.example:{server.port}{path}")
    with pytest.raises(RefusedError, match="private network"):
        session.get(f"http://rebinding.example:{server.port}/c")
    host = f"rebinding.example:{server.port}"
    assert server.asked == [("/a", host), ("/b", host)]
    session.close()


def test_a_pinned_call_still_asks_for_the_certificate_of_the_name():
    requests = pytest.importorskip("requests")
    policy = Policy(resolve=lambda host, port: [PUBLIC])
    adapter = pinned.session(policy).get_adapter("https://org.example/")
    request = requests.Request("GET", "https://org.example/x").prepare()
    request.number = PUBLIC
    host, pool = adapter.build_connection_pool_key_attributes(request, verify=True)
    assert host["host"] == PUBLIC
    assert (pool["server_hostname"], pool["assert_hostname"]) == ("org.example", "org.example")
    assert pool["cert_reqs"] == "CERT_REQUIRED"
