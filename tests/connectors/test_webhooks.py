"""Webhooks are signed so that the public libraries verify them, and never go where they must not."""

import base64
import json
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from accord.connectors.outgoing import Policy
from accord.connectors.webhooks import calling, schedule, signing

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BODY = b'{"type":"account.rising","data":{"name":"Z\xc3\xbcrich"}}'


def headers(*secrets, at=None, body=BODY):
    return signing.headers(secrets, "msg_1", int(at or time.time()), body)


def test_the_python_library_verifies_what_is_signed_and_nothing_that_was_changed():
    library = pytest.importorskip("standardwebhooks", reason="the library is not installed")
    webhooks = pytest.importorskip("standardwebhooks.webhooks")
    secret = signing.new_secret()
    receiver = library.Webhook(secret)
    assert receiver.verify(BODY.decode(), headers(secret)) == json.loads(BODY)
    for wrong in (
        headers(signing.new_secret()),
        headers(secret, at=time.time() - 400),
        headers(secret) | {"webhook-id": "msg_2"},
    ):
        with pytest.raises(webhooks.WebhookVerificationError):
            receiver.verify(BODY.decode(), wrong)


def test_during_a_rotation_the_old_and_the_new_secret_both_verify():
    library = pytest.importorskip("standardwebhooks", reason="the library is not installed")
    old, new = signing.new_secret(), signing.new_secret()
    both = headers(new, old)
    assert len(both["webhook-signature"].split()) == 2
    for secret in (old, new):
        assert library.Webhook(secret).verify(BODY.decode(), both) == json.loads(BODY)


def test_the_published_example_of_the_standard_is_signed_the_same():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    found = signing.headers(
        [secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert found["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.slow
def test_another_language_verifies_the_same_headers():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    secret = signing.new_secret()
    code = """
        const [secret, head, body] = process.argv.slice(1).map(x => Buffer.from(x, 'base64').toString());
        const h = JSON.parse(head);
        const { createHmac } = require('crypto');
        let Library = null;
        try { Library = require('standardwebhooks').Webhook } catch (e) {}
        if (Library) { new Library(secret).verify(body, h); console.log('library') }
        else {
            const key = Buffer.from(secret.slice(6), 'base64');
            const said = `${h['webhook-id']}.${h['webhook-timestamp']}.${body}`;
            const mac = createHmac('sha256', key).update(said).digest('base64');
            if (h['webhook-signature'] !== `v1,${mac}`) process.exit(1);
            console.log('plain')
        }
    """
    parts = [secret.encode(), json.dumps(headers(secret)).encode(), BODY]
    done = subprocess.run(
        [node, "-e", code, *(base64.b64encode(one).decode() for one in parts)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in {"library", "plain"}


def test_the_schedule_is_the_published_one_and_ends():
    waits, now = [], NOW
    for attempts in range(1, 10):
        later = schedule.next_at(attempts, now)
        waits.append(later - now)
        now = later
    assert [wait.total_seconds() for wait in waits] == [
        5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ]  # fmt: skip
    assert schedule.next_at(10, now) is None
    assert timedelta(hours=75) < now - NOW < timedelta(hours=76)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("2", 5), ("Mon, 23 Nov 2026 12:10:00 GMT", 600), ("soon", 5), ("99999999", 86_400),
     ("Sun, 22 Nov 2026 12:00:00 GMT", 5), ("٣", 5), ("", 5)],
)  # fmt: skip
def test_a_receiver_that_asks_for_time_gets_it(said, seconds):
    assert schedule.next_at(1, NOW, said) == NOW + timedelta(seconds=seconds)


class Receiver(BaseHTTPRequestHandler):
    seen = ()
    status, more, hang = 200, {}, 0.0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        type(self).seen.append((self.path, dict(self.headers), body))
        if self.hang:
            time.sleep(self.hang)
        self.send_response(self.status)
        for name, value in self.more.items():
            self.send_header(name, value)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


@contextmanager
def receiver(**says):
    kind = type("One", (Receiver,), {"seen": [], **says})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", kind
    finally:
        server.shutdown()
        server.server_close()


OWN = Policy.of(["127.0.0.0/8"])


def test_a_call_brings_the_very_bytes_that_were_signed():
    with receiver() as (url, kind):
        answer = calling.call(url, headers("whsec_AAAA"), BODY, OWN)
    assert (answer.status, answer.words, answer.is_good) == (200, "ok", True)
    path, sent, body = kind.seen[0]
    assert (path, body) == ("/hook", BODY)
    assert sent["webhook-id"] == "msg_1"


def test_a_redirect_is_a_failure_and_is_not_followed():
    with receiver() as (inside, never):
        with receiver(status=302, more={"location": inside}) as (url, _):
            answer = calling.call(url, {}, BODY, OWN)
        assert never.seen == []
    assert not answer.is_good
    assert "not followed" in answer.words


def test_a_receiver_that_hangs_is_cut():
    with receiver(hang=2.0) as (url, _):
        answer = calling.call(url, {}, BODY, OWN, timeout_s=0.3)
    assert (answer.status, answer.words) == (0, "no answer within 0.3 s")
    assert calling.TIMEOUT_S == 15.0


def test_nothing_inside_is_called_whatever_a_name_says_a_moment_later():
    turns = iter([["127.0.0.1"], ["93.184.216.34"]])
    policy = Policy(resolve=lambda _host, _port: next(turns), ports=frozenset({80, 443}))
    with receiver() as (url, kind):
        for address in (url, "http://2130706433/", "http://[::ffff:127.0.0.1]/"):
            assert calling.call(address, {}, BODY, Policy()).status == 0
        answer = calling.call("http://rebinding.example/hook", {}, BODY, policy)
        assert kind.seen == []
    assert "leads to this machine" in answer.words


def test_what_is_too_large_is_not_sent():
    with receiver() as (url, kind):
        answer = calling.call(url, {}, b"x" * 20_000, OWN)
    assert answer.status == 0
    assert kind.seen == []


def test_410_is_gone_and_what_nobody_answers_is_said():
    with receiver(status=410) as (url, _):
        assert calling.call(url, {}, BODY, OWN).is_gone
    assert "no answer" in calling.call(url, {}, BODY, OWN).words
