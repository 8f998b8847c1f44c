"""The page and the command write the same file, and every row of it is of one picture."""

import csv
import io

import pytest

from accord.server import derivation, exporting
from accord.server.records.models import Generation
from accord.server.records.queries import accounts, picture
from accord.server.records.queries.accounts import Filters

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def read(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_page_and_the_command_write_the_same_file(workspace, user, client, tmp_path):
    client.force_login(user("mia"))
    answer = client.get("/accounts/export.csv", {"sort": "name"})
    data = b"".join(answer.streaming_content)
    n = exporting.write(tmp_path / "accounts.csv", Filters(), "name")
    assert data == (tmp_path / "accounts.csv").read_bytes()
    header, *rows = read(data)
    assert len(rows) == n > 40
    assert {"Company Domain Name", "Number of Employees", "In journey stage since"} <= {*header}


def test_an_export_is_of_one_picture_whatever_is_published_meanwhile(
    workspace, tmp_path, monkeypatch
):
    before = accounts.count_accounts(Filters())
    first = Generation.objects.order_by("-id").first().name
    listed, seen = accounts.list_accounts, []

    def list_then_publish(filters, sort, after, _limit):
        page = listed(filters, sort, after, 7)
        seen.append(picture.reader().generation.name)
        if len(seen) == 1:
            derivation.run()
        return page

    monkeypatch.setattr(accounts, "list_accounts", list_then_publish)
    assert exporting.write(tmp_path / "a.csv", Filters()) == before
    assert set(seen) == {first}
    assert len(seen) > 1
    assert picture.reader().generation.name != first


def test_a_pinning_inside_another_lets_nothing_go(workspace):
    with picture.pinning():
        first = picture.reader().generation.name
        with picture.pinning():
            pass
        derivation.run()
        assert picture.reader().generation.name == first
    assert picture.reader().generation.name != first
