"""A picture that was just published is read once it is ready, or when somebody decided since."""

import shutil
from datetime import timedelta

import pyarrow as pa
import pytest
from django.utils import timezone

from accord.server import warming
from accord.server.records.models import AccountNow, Generation
from accord.server.records.queries import packing, picture

pytestmark = pytest.mark.django_db


def published_again(ago: timedelta) -> Generation:
    """Publish the picture once more, under another name."""
    found = Generation.objects.order_by("-id").first()
    folder, names = picture.folder_of(found), list(found.tables.all())
    found.pk, found.name = None, f"{found.name}-again"
    found.save()
    Generation.objects.filter(pk=found.pk).update(published_at=timezone.now() - ago)
    for table in names:
        table.pk, table.generation = None, found
        table.save()
    shutil.copytree(folder, picture.folder_of(found))
    return found


def read_now() -> str:
    with picture.pinning():
        return picture.reader().generation.name


def test_where_nobody_makes_ready_the_newest_is_read_at_once(workspace):
    picture.forget()
    first = read_now()
    again = published_again(timedelta(0))

    assert read_now() == again.name != first


def test_a_picture_that_was_just_published_is_read_once_it_is_ready(workspace):
    picture.forget()
    first = warming.warm_picture()
    again = published_again(timedelta(0))

    assert read_now() == first
    assert warming.warm_picture() == again.name
    assert read_now() == again.name


def test_nobody_waits_for_long_and_whoever_decided_does_not_wait(workspace):
    picture.forget()
    first = warming.warm_picture()
    late = published_again(timedelta(minutes=1))
    assert read_now() == late.name != first

    warming.warm_picture()
    again = published_again(timedelta(0))
    page = picture.reader()
    account = page.tuples("SELECT account FROM shown LIMIT 1")[0][0]
    rows = pa.Table.from_pylist([page.of_account("account_rows", account)[0]])
    AccountNow.objects.create(
        account=account,
        generation=again,
        tables=packing.packed({"account_rows": rows}),
        begun_us=1,
        derived_us=1,
    )
    assert read_now() == again.name
