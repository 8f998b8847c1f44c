"""The page of how mails leave: set by admins, kept sealed, tried with a real mail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

import post_office
from accord.content.mails import MailText
from accord.server import home as homes
from accord.server.actions import sending_mail
from accord.server.mailing import domain_check
from accord.server.mailing import how as hows
from accord.server.mailing.how import How
from accord.server.records.models import AppUser, AuditEntry
from accord.values.errors import AccordError
from post_office import Office

pytestmark = pytest.mark.django_db
GOOD = {
    "by": "smtp",
    "host": "127.0.0.1",
    "port": "2525",
    "security": "none",
    "user": "",
    "password": "",
    "from_name": "Tallyfold",
    "from_address": "news@tallyfold.example",
    "own_domains": "@tallyfold.example, tally.example",
    "titles": "Sam@tallyfold.example: Account Executive",
    "base_url": "https://accord.tallyfold.example/",
    "postal": "Tallyfold, 1 Ledger Street",
    "per_minute": "90",
    "is_tracking_clicks": "on",
}


@pytest.fixture(autouse=True)
def home(home_folder: Path) -> Path:
    return home_folder


@pytest.fixture
def office() -> Iterator[tuple[Office, int]]:
    with post_office.opened() as found:
        yield found


def of(role: str) -> Client:
    user = AppUser.objects.create(email=f"{role}@tallyfold.example", name="Robin", access_role=role)
    client = Client()
    client.force_login(user)
    return client


def words(client: Client) -> str:
    return client.get("/settings/mail/").content.decode()


def test_what_is_set_is_kept_and_secrets_are_sealed_and_never_shown() -> None:
    admin = of("admin")
    assert "No mail can leave yet." in words(admin)
    answer = admin.post("/settings/mail/", GOOD | {"password": "open sesame", "user": "u"})
    assert answer.status_code == 302
    how = hows.load()
    assert how.own_domains == ("tallyfold.example", "tally.example")
    assert how.titles == {"sam@tallyfold.example": "Account Executive"}
    assert how.base_url == "https://accord.tallyfold.example"
    assert hows.secrets() == {"password": "open sesame"}
    assert b"sesame" not in homes.path("secrets", "mail-sending.json").read_bytes()
    page = words(admin)
    assert "Mails leave as Tallyfold, from news@tallyfold.example." in page
    assert "sesame" not in page
    assert "sesame" not in str(list(AuditEntry.objects.values()))


def test_a_secret_that_is_left_empty_stays() -> None:
    admin = of("admin")
    admin.post("/settings/mail/", GOOD | {"password": "one"})
    admin.post("/settings/mail/", GOOD | {"per_minute": "10"})
    assert hows.secrets() == {"password": "one"}
    assert hows.load().per_minute == 10


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"from_address": "a@b.example, c@d.example"}, "is no mail address"),
        ({"from_address": "news@tallyfold.example\nBcc: x@y.example"}, "is no mail address"),
        ({"by": "pigeon"}, "not one of the available choices"),
        ({"host": ""}, "name the mail server"),
        ({"host": "169.254.169.254"}, "where no mail server stands"),
        ({"base_url": "javascript:x"}, "begins with https"),
        ({"titles": "Sam, Account Executive"}, "a colon and a title"),
        ({"dkim_key": "not a key"}, "no RSA private key"),
        ({"per_minute": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_can_not_be_used_is_told_and_not_kept(change: dict[str, str], told: str) -> None:
    answer = of("admin").post("/settings/mail/", GOOD | change)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not hows.load().is_set


@pytest.mark.parametrize("role", ["marketing", "sales", "reader"])
def test_only_admins_set_it(role: str) -> None:
    client = of(role)
    assert client.post("/settings/mail/", GOOD).status_code == 403
    assert not hows.load().is_set
    assert "Admins change this." in words(client)


def test_a_test_mail_arrives_and_says_what_became_of_it(office: tuple[Office, int]) -> None:
    admin = of("admin")
    admin.post("/settings/mail/", GOOD | {"port": str(office[1])})
    answer = admin.post("/settings/mail/try/", {"address": "robin@tallyfold.example"}, follow=True)
    assert "The test mail was taken: 250 taken" in answer.content.decode()
    got = office[0].read()
    assert str(got["From"]) == "Tallyfold <news@tallyfold.example>"
    assert "List-Unsubscribe-Post" in got
    office[0].at_rcpt["robin@tallyfold.example"] = "550 unknown here"
    answer = admin.post("/settings/mail/try/", {"address": "robin@tallyfold.example"}, follow=True)
    assert "The test mail was refused: 550 unknown here" in answer.content.decode()


def test_a_text_is_sent_to_whoever_writes_it_filled_with_examples(
    office: tuple[Office, int],
) -> None:
    of("admin").post("/settings/mail/", GOOD | {"port": str(office[1])})
    mia = AppUser.objects.create(email="mia@tallyfold.example", name="Mia", access_role="marketing")
    text = MailText("For {{ account.name }}", "Hi {{ person.first_name }} [[yours]]")
    with pytest.raises(AccordError, match="still needs your words"):
        sending_mail.try_text(mia, text)
    done = sending_mail.try_text(mia, MailText(text.subject, "Hi {{ person.first_name }}"))
    assert done.state == "sent"
    got = office[0].read()
    assert (str(got["To"]), str(got["Subject"])) == ("mia@tallyfold.example", "For Acme")


def test_sellers_send_no_test_mails(office: tuple[Office, int]) -> None:
    of("admin").post("/settings/mail/", GOOD | {"port": str(office[1])})
    assert of("sales").post("/settings/mail/try/", {"address": "a@b.example"}).status_code == 403
    assert office[0].taken == []


def test_what_receivers_look_up_is_told_with_what_to_do() -> None:
    how = How(from_address="news@t.example", dkim_domain="t.example", dkim_selector="s1")
    records = {
        "t.example": ["v=spf1 include:a.example ~all", "other"],
        "s1._domainkey.t.example": ["v=DKIM1; k=rsa; p=MIIB"],
    }
    found = domain_check.check(how, lambda name: records.get(name, ()))
    assert [(one.title, one.is_good) for one in found] == [
        ("SPF", True), ("DKIM", True), ("DMARC", False),
    ]  # fmt: skip
    assert "v=DMARC1" in found[2].advice
    silent = domain_check.check(how, lambda name: None)
    assert {one.is_good for one in silent} == {None}
    twice = domain_check.check(how, lambda name: ["v=spf1 -all", "v=spf1 ~all"])
    assert twice[0].is_good is False
    elsewhere = How(from_address="news@t.example", dkim_domain="u.example", dkim_selector="s")
    assert domain_check.check(elsewhere, lambda name: ["p=x"])[1].is_good is False
