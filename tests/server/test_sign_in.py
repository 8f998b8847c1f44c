"""A sign-in link works once, for a while, for somebody who may come in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accord.server.actions import sign_in, users
from accord.server.records.models import AuditEntry, SignInLink
from accord.values.errors import AccordError, ConflictError, NotFoundError, RefusedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia():
    return users.add_user(None, "Mia@Tallyfold.example", "Mia", "marketing")


@pytest.fixture
def robin():
    return users.add_user(None, "robin@tallyfold.example", "Robin", "admin")


def token_of(link):
    return link.rstrip("/").rsplit("/", 1)[1]


def test_a_link_signs_in_once(mia):
    token = token_of(sign_in.make_link(mia, "http://127.0.0.1:8000"))
    assert sign_in.use_link(token) == mia
    with pytest.raises(RefusedError, match="spent or too old"):
        sign_in.use_link(token)


def test_the_token_itself_is_never_stored(mia):
    token = token_of(sign_in.make_link(mia, "http://x"))
    assert token not in str(list(SignInLink.objects.values()))
    assert token not in str(list(AuditEntry.objects.values()))


def test_a_late_link_is_refused(mia):
    token = token_of(sign_in.make_link(mia, "http://x"))
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(RefusedError):
        sign_in.use_link(token)


def test_a_user_who_was_shut_out_gets_no_link_and_can_use_none(mia, robin):
    token = token_of(sign_in.make_link(mia, "http://x"))
    users.change_user(robin, mia, access_role="marketing", is_active=False)
    with pytest.raises(RefusedError):
        sign_in.use_link(token)
    with pytest.raises(RefusedError, match="not active"):
        sign_in.make_link(mia, "http://x")


def test_only_an_admin_makes_links_for_others(mia, robin):
    assert sign_in.make_link_for(robin, "mia@tallyfold.example", "http://x")
    with pytest.raises(RefusedError, match="marketing"):
        sign_in.make_link_for(mia, "robin@tallyfold.example", "http://x")
    with pytest.raises(NotFoundError, match="users add"):
        sign_in.make_link_for(robin, "nobody@tallyfold.example", "http://x")


def test_one_mail_address_is_one_user_whatever_its_case(mia):
    assert mia.email == "mia@tallyfold.example"
    with pytest.raises(ConflictError):
        users.add_user(None, "MIA@tallyfold.example", "Mia", "admin")


@pytest.mark.parametrize(
    ("email", "role"), [("mia", "admin"), ("", "admin"), ("a@b.example", "boss")]
)
def test_a_user_needs_a_mail_address_and_a_known_role(email, role):
    with pytest.raises(AccordError):
        users.add_user(None, email, "", role)


def test_the_last_admin_stays(robin):
    with pytest.raises(RefusedError, match="last admin"):
        users.change_user(robin, robin, access_role="reader", is_active=True)
    assert users.has_admin()


@pytest.fixture
def sign(mia, client):
    mia.set_password("the right words")
    mia.save()
    return lambda password, email=mia.email, place="10.0.0.1": client.post(
        "/sign-in/", {"email": email, "password": password}, REMOTE_ADDR=place
    )


def test_after_ten_wrong_passwords_the_right_one_waits_and_a_link_still_works(sign, mia, client):
    for _ in range(10):
        assert "do not go together" in sign("wrong").content.decode()
    late = sign("the right words", "MIA@tallyfold.example")
    assert late.status_code == 422
    assert "one-time link" in late.content.decode()
    link = sign_in.make_link(mia, "http://testserver")
    assert client.post(link.removeprefix("http://testserver")).status_code == 302


def test_wrong_passwords_from_elsewhere_or_long_ago_shut_nobody_out(sign, monkeypatch):
    for _ in range(10):
        sign("wrong")
    assert sign("the right words", place="10.0.0.2").status_code == 302
    assert sign("the right words").status_code == 422
    later = timezone.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert sign("the right words").status_code == 302


def test_the_right_password_begins_the_count_anew(sign):
    for _ in range(9):
        sign("wrong")
    assert sign("the right words").status_code == 302
    for _ in range(9):
        sign("wrong")
    assert sign("the right words").status_code == 302
