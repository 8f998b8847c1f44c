"""Mails leave by a real SMTP server, are what was meant, and what became of each is known."""

import http.server
import json
import threading
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import dkim
import pytest
from aiosmtpd.smtp import AuthResult
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import post_office
from accord.content import mails
from accord.content.mails import MailText, Rendered
from accord.facts import keys
from accord.server.mailing import building, links, sending
from accord.server.mailing import how as hows
from accord.server.mailing.building import About, To
from accord.server.mailing.by_provider import WAYS, ProviderLine
from accord.server.mailing.how import How, Sender
from accord.server.mailing.links import Mail
from accord.server.syncing import vault
from accord.values.errors import AccordError
from post_office import Office

SAM = Sender("Sam Lee", "sam@tallyfold.example")
ADA = To("ada@acme.example", "Ada Brändt")
BODY = "Hi Ada,\n\nread [the guide](https://tallyfold.example/guide?a=1&b=2).\n\n.hidden dot\n\nSam"


def how(port: int = 25, **changes: object) -> How:
    given = {
        "by": "smtp",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "from_name": "Tallyfold",
        "from_address": "news@tallyfold.example",
        "postal": "1 Ledger Street, Springfield",
        "base_url": "https://accord.tallyfold.example",
    }
    return How(**(given | changes))  # type: ignore[arg-type]


def rendered(subject: str = "Für Acme", body: str = BODY) -> Rendered:
    return mails.render(MailText(subject, body), {})


@pytest.fixture
def office() -> Iterator[tuple[Office, int]]:
    with post_office.opened() as found:
        yield found


@pytest.fixture(autouse=True)
def home(home_folder: Path) -> Path:
    return home_folder


def send(office: tuple[Office, int], to: To = ADA, key: str = "row-1", **changes: object):  # type: ignore[no-untyped-def]
    set_ = how(office[1], **changes)
    with sending.opened(set_) as line:
        return line.deliver(building.build(to, SAM, rendered(), About(key, "play-1", how=set_)))


def test_a_mail_arrives_whole_and_a_parser_reads_it_back(office: tuple[Office, int]) -> None:
    assert send(office).state == "sent"
    got = office[0].read()
    assert office[0].taken[0][:2] == ("sam@tallyfold.example", ["ada@acme.example"])
    assert str(got["From"]) == "Sam Lee <sam@tallyfold.example>"
    assert str(got["To"]) == "Ada Brändt <ada@acme.example>"
    assert str(got["Subject"]) == "Für Acme"
    assert parsedate_to_datetime(got["Date"])
    assert got.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in got.iter_parts()]
    assert parts == ["text/plain", "text/html"]
    assert got.defects == []
    text = got.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = got.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "\n.hidden dot\n" in text.replace("\r\n", "\n")
    assert "1 Ledger Street, Springfield" in text
    assert "1 Ledger Street, Springfield" in html
    assert office[0].taken[0][2].isascii()


def test_links_lead_through_signed_addresses_in_both_parts(office: tuple[Office, int]) -> None:
    send(office)
    got = office[0].read()
    html = got.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "https://tallyfold.example/guide" not in html
    found = [at for at in _links(html) if "/l/" in at]
    mail, target = links.read_click(found[0].rpartition("/")[2])
    assert target == "https://tallyfold.example/guide?a=1&b=2"
    assert mail == Mail(got["Message-ID"], keys.email_key("ada@acme.example"), "play-1")
    assert found[0] in got.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "/o/" not in html


def _links(html: str) -> tuple[str, ...]:
    from accord.content import mail_reading

    return mail_reading.links(html)


def test_the_way_out_stands_in_headers_and_words(office: tuple[Office, int]) -> None:
    send(office, leave_address="leave@tallyfold.example")
    got = office[0].read()
    first, second = str(got["List-Unsubscribe"]).split(", ")
    assert first.startswith("<https://accord.tallyfold.example/u/")
    assert second == "<mailto:leave@tallyfold.example?subject=unsubscribe>"
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = first.strip("<>").rpartition("/")[2]
    assert links.read_leave(token).person_key == keys.email_key("ada@acme.example")
    assert first.strip("<>") in _links(got.get_body(("html",)).get_content())  # type: ignore[union-attr]


def test_mail_that_was_asked_for_has_no_tracked_links(office: tuple[Office, int]) -> None:
    set_ = how(office[1])
    message = building.build(ADA, SAM, rendered(), About("k", is_marketing=False, how=set_))
    assert "List-Unsubscribe" not in message.extra_headers
    assert "https://tallyfold.example/guide?a=1&b=2" in str(message.body)


def test_a_retry_is_the_same_mail_and_another_row_is_another() -> None:
    ids = [
        building.build(ADA, SAM, rendered(), About(key, how=how())).extra_headers["Message-ID"]
        for key in ("row-1", "row-1", "row-2")
    ]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@tallyfold.example>")


def test_names_and_addresses_can_not_write_headers(office: tuple[Office, int]) -> None:
    evil = To("ada@acme.example", "Ada\r\nBcc: all@acme.example")
    assert send(office, evil).state == "sent"
    assert office[0].read()["Bcc"] is None
    assert office[0].taken[0][1] == ["ada@acme.example"]
    for address in (
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "a b@c.example",
        "",
    ):
        with pytest.raises(AccordError):
            building.build(To(address), SAM, rendered(), About("k", how=how()))


@pytest.mark.parametrize(
    ("where", "answer", "state"),
    [
        ("at_rcpt", "550 no such user", "refused"),
        ("at_rcpt", "451 greylisted", "later"),
        ("at_rcpt", "421 too busy", "later"),
        ("at_data", "552 too large", "refused"),
        ("at_data", "451 try again", "later"),
        ("at_data", "", "unknown"),
    ],
)
def test_every_answer_means_one_thing(
    office: tuple[Office, int], where: str, answer: str, state: str
) -> None:
    getattr(office[0], where)["ada@acme.example"] = answer
    set_ = how(office[1])
    with sending.opened(set_) as line:
        first = line.deliver(building.build(ADA, SAM, rendered(), About("1", how=set_)))
        second = line.deliver(
            building.build(To("bo@acme.example"), SAM, rendered(), About("2", how=set_))
        )
    assert first.state == state
    assert answer in first.answer
    assert second.state == "sent"


def test_one_line_serves_many_and_is_opened_again_when_the_server_hung_up(
    office: tuple[Office, int],
) -> None:
    set_ = how(office[1])
    with sending.opened(set_) as line:
        for n in range(5):
            message = building.build(
                To(f"p{n}@acme.example"), SAM, rendered(), About(str(n), how=set_)
            )
            assert line.deliver(message).state == "sent"
        assert office[0].lines == 1
        office[0].hangs_up_at_mail = 1
        assert (
            line.deliver(building.build(ADA, SAM, rendered(), About("x", how=set_))).state == "sent"
        )
    assert office[0].lines == 2
    assert len(office[0].taken) == 6


def test_a_server_that_is_not_there_means_later() -> None:
    with sending.opened(how(1)) as line:
        found = line.deliver(building.build(ADA, SAM, rendered(), About("k", how=how())))
    assert found.state == "later"
    assert found.is_way_closed
    assert "can't be reached" in found.answer


def test_a_wrong_password_closes_the_way_and_is_tried_once_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries = []

    def no(server, session, envelope, mechanism, data):  # type: ignore[no-untyped-def]
        tries.append(mechanism)
        return AuthResult(success=False, handled=False)

    with post_office.opened(authenticator=no, auth_require_tls=False) as (office, port):
        vault.keep(hows.VAULT, {"password": "wrong"})
        with sending.opened(how(port, user="u")) as line:
            found = [
                line.deliver(building.build(ADA, SAM, rendered(), About(str(n), how=how())))
                for n in range(3)
            ]
    assert {(one.state, one.is_way_closed) for one in found} == {("later", True)}
    assert "refuses user and password" in found[0].answer
    assert len(tries) <= 3, "each way of proving once, for the first mail only"
    assert office.taken == []


@pytest.mark.django_db
def test_nothing_leaves_before_it_is_set() -> None:
    with pytest.raises(AccordError, match="Sending mail"):
        sending.deliver(building.build(ADA, SAM, rendered(), About("k", how=how())))


def test_our_own_signature_verifies_with_the_way_out_under_it(office: tuple[Office, int]) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    import base64

    vault.keep(hows.VAULT, {"dkim_key": pem})
    assert send(office, dkim_domain="tallyfold.example", dkim_selector="s1").state == "sent"
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    asked = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    whole = office[0].taken[0][2]
    assert dkim.verify(whole, dnsfunc=dns)
    assert asked == [b"s1._domainkey.tallyfold.example."]
    signed = str(office[0].read()["DKIM-Signature"]).replace(" ", "")
    assert "list-unsubscribe:list-unsubscribe-post" in signed
    assert not dkim.verify(whole.replace(b"Hi Ada", b"Hi Bob"), dnsfunc=dns)


class Provider(http.server.BaseHTTPRequestHandler):
    """Answers as a provider would, as it is told."""

    def do_POST(self) -> None:
        self.server.posted.append(self.rfile.read(int(self.headers["Content-Length"])))  # type: ignore[attr-defined]
        code, body = self.server.answer  # type: ignore[attr-defined]
        if not code:
            self.connection.close()
            return
        self.send_response(code)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.mark.parametrize(
    ("code", "body", "state"),
    [
        (
            200,
            [{"ErrorCode": 0, "Message": "OK", "MessageID": "id-1", "To": "ada@acme.example"}],
            "sent",
        ),
        (401, {"ErrorCode": 10, "Message": "bad token"}, "later"),
        (429, {"ErrorCode": 429, "Message": "slow down"}, "later"),
        (500, {"ErrorCode": 100, "Message": "oops"}, "unknown"),
        (503, {"ErrorCode": 100, "Message": "maintenance"}, "later"),
        (0, {}, "unknown"),
    ],
)
def test_what_a_provider_answers_means_one_thing(code: int, body: object, state: str) -> None:
    server = http.server.HTTPServer(("127.0.0.1", 0), Provider)
    server.answer, server.posted = (code, body), []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        at = f"http://127.0.0.1:{server.server_port}/"
        line = ProviderLine("postmark", {"key": "k"}, api_url=at)
        found = line.deliver(building.build(ADA, SAM, rendered(), About("k", how=how())))
        line.close()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert found.state == state
    assert found.provider_id == ("id-1" if state == "sent" else "")
    assert b"List-Unsubscribe-Post" in server.posted[0]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", list(WAYS))
def test_every_provider_is_asked_with_the_mail_and_its_busyness_closes_the_way(name: str) -> None:
    server = http.server.HTTPServer(("127.0.0.1", 0), Provider)
    server.answer, server.posted = (503, {}), []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        more = {"sender_domain": "t.example"} if name == "mailgun" else {}
        at = f"http://127.0.0.1:{server.server_port}/"
        line = ProviderLine(name, {"key": "k", "secret_key": "s"}, api_url=at, **more)
        found = line.deliver(building.build(ADA, SAM, rendered(), About("k", how=how())))
        line.close()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert (found.state, found.is_way_closed) == ("later", True)
    assert b"ada@acme.example" in server.posted[0].replace(b"%40", b"@")  # type: ignore[attr-defined]
    assert b"List-Unsubscribe" in server.posted[0]  # type: ignore[attr-defined]


def test_a_provider_that_is_not_there_means_later() -> None:
    line = ProviderLine("postmark", {"key": "k"}, api_url="http://127.0.0.1:1/")
    found = line.deliver(building.build(ADA, SAM, rendered(), About("k", how=how())))
    assert found.state == "later"
    line.close()


def test_a_user_writes_from_their_own_address_only_where_the_team_lets_them() -> None:
    own = how(own_domains=("tallyfold.example",), titles={"sam@tallyfold.example": "Seller"})
    assert hows.sender_of(own, "Sam", "sam@tallyfold.example") == Sender(
        "Sam", "sam@tallyfold.example", "", "Seller"
    )
    assert hows.sender_of(how(), "Sam", "sam@tallyfold.example") == Sender(
        "Sam", "news@tallyfold.example", "sam@tallyfold.example"
    )
    assert hows.sender_of(how()) == Sender("Tallyfold", "news@tallyfold.example")


@pytest.mark.parametrize("read", [links.read_click, links.read_leave, links.read_open])
def test_a_token_of_another_purpose_or_a_changed_one_leads_nowhere(read) -> None:  # type: ignore[no-untyped-def]
    mail = Mail("<a@b.example>", 7, "play")
    tokens = [
        made.rpartition("/")[2]
        for made in (
            links.click("", mail, "https://a.example"),
            links.leave("", mail),
            links.opened("", mail),
        )
    ]
    good = 0
    for token in tokens:
        try:
            read(token)
            good += 1
        except links.WrongLinkError:
            pass
        with pytest.raises(links.WrongLinkError):
            read(("A" if token[0] != "A" else "B") + token[1:])
        with pytest.raises(links.WrongLinkError):
            read(token[:-1])
    assert good == 1
    for bad in ("", ".", "x" * 5_000, "\x00", "é.é"):
        with pytest.raises(links.WrongLinkError):
            read(bad)
