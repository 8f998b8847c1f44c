"""A request that is too large is refused before it is read, in words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accord.server import configuration
from accord.server.actions import users

pytestmark = pytest.mark.django_db
PLAIN = 5_000_000


@pytest.fixture
def mia(home_folder):
    return users.add_user(None, "mia@tallyfold.example", "Mia", "marketing")


def send(client, path, length):
    """Send a short body that says it is longer, as far as the refusal must come unread."""
    form = "application/x-www-form-urlencoded"
    return client.post(path, b"a=1", content_type=form, CONTENT_LENGTH=str(length))


@pytest.mark.parametrize("path", ["/sign-in/", "/imports/", "/accounts/bulk/", "/api/v1/imports"])
def test_a_stranger_sends_no_more_than_five_megabytes(client, mia, path):
    answer = send(client, path, PLAIN + 1)
    assert answer.status_code == 413
    assert "5 MB" in answer.content.decode()


def bring(client, data):
    return client.post("/imports/", {"files": SimpleUploadedFile("companies.csv", data)})


def test_files_as_large_as_uploads_may_be_pass_for_who_is_signed_in(
    client, mia, home_folder, settings
):
    settings.FILE_UPLOAD_TEMP_DIR = home_folder / "uploads"
    limit = configuration.load().upload_limit_bytes
    file = b"Company name\n" + b"x" * PLAIN
    assert bring(client, file).status_code == 413
    client.force_login(mia)
    assert bring(client, file).status_code == 302
    assert send(client, "/imports/", limit + PLAIN + 1).status_code == 413
    assert send(client, "/accounts/bulk/", PLAIN + 1).status_code == 413


@pytest.mark.parametrize("length", ["x", "-1", "9" * 5_000])
def test_a_length_that_is_no_number_is_refused(client, mia, length):
    assert send(client, "/sign-in/", length).status_code == 413
