"""Whatever is filed while the log is read, every acknowledged fact stands in it exactly once."""

import pyarrow as pa
import pytest

from accord.facts import tables
from accord.server import account_log, acknowledged, compactor, facts_now, home, inbox, manifest
from accord.server.records.models import Segment
from accord.values.errors import BusyError

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NOW_US = 1_760_000_000_000_000


def company(number):
    return {
        "fact_id": f"f{number}",
        "source": "test",
        "external_id": str(number),
        "name": f"Company {number}",
        "occurred_at": NOW_US,
        "received_at": NOW_US,
    }


def put(*numbers):
    box = inbox.Inbox(home.path("inbox.db"), 10_000_000)
    table = tables.table("companies", [company(number) for number in numbers])
    box.append_table("companies", table).result(30)
    box.close()


def file_all():
    with compactor.lease():
        compactor.Compactor().drain()


@pytest.fixture
def filed_meanwhile(home_folder, monkeypatch):
    """File what waits right after segments were listed, some times over."""
    put(1)
    file_all()
    put(2)
    listed = manifest.live_by_kind
    left = [2]

    def list_then_file():
        found = listed()
        if left[0]:
            left[0] -= 1
            monkeypatch.setattr(manifest, "live_by_kind", listed)
            file_all()
            put(3 + left[0])
            monkeypatch.setattr(manifest, "live_by_kind", list_then_file)
        return found

    monkeypatch.setattr(manifest, "live_by_kind", list_then_file)
    return left


def names(log):
    found = [table["name"].to_pylist() for table in log.tables_by_kind.get("companies", ())]
    for path in log.paths_by_kind.get("companies", ()):
        found.append(pa.parquet.read_table(path)["name"].to_pylist())
    return sorted(name for part in found for name in part)


def test_a_filing_while_the_log_is_read_loses_and_doubles_nothing(filed_meanwhile):
    assert names(facts_now.log()) == [f"Company {n}" for n in (1, 2, 3, 4)]


def test_a_filing_while_one_account_is_read_loses_and_doubles_nothing(filed_meanwhile, monkeypatch):
    monkeypatch.setattr(account_log, "_keys", lambda *_: [])
    monkeypatch.setattr(account_log, "_picked", picked_all)
    assert names(account_log.of([1], {})) == [f"Company {n}" for n in (1, 2, 3, 4)]


def picked_all(session, kind, source, _wanted):
    return session.arrow(f"SELECT fact_id, name FROM {source}")


def test_reading_gives_up_in_words_when_filing_never_ends(home_folder, monkeypatch):
    put(1)
    seqs = iter(range(1_000))
    monkeypatch.setattr(manifest, "watermark", lambda: next(seqs))
    with pytest.raises(BusyError, match="try again"):
        acknowledged.read()
    assert not Segment.objects.exists()
