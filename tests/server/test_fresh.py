"""What was decided shows on the next page; what was heard shows within seconds."""

import time

import pytest
from django.utils import timezone

from accord.facts import tables
from accord.server import configuration, derivation, home, inbox, manifest, one_account, worker
from accord.server.actions import decide_accounts, sign_list
from accord.server.actions.decide_accounts import Change
from accord.server.records.models import AccountNow, DirtyAccount, Generation, Job
from accord.server.records.queries import account_page, accounts, lists, picture, programs, receipts
from accord.server.records.queries.accounts import Filters
from accord.values import time as times

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def acme():
    return accounts.list_accounts(Filters(text="acme.example"), "rank").rows[0]


def work(until=lambda: False, seconds=60):
    busy = worker.Worker()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not until():
        if not busy.step():
            return


@pytest.fixture
def quiet(workspace, monkeypatch):
    """A workspace for which nothing is due; heavy work sees the tests' own database."""
    monkeypatch.setitem(worker.HANDLER_BY_NAME, "derive", lambda _: derivation.run())
    Job.objects.all().delete()
    derivation.run()
    DirtyAccount.objects.all().delete()
    return workspace


def test_a_decision_shows_on_the_next_page(quiet, user):
    row = acme()
    tier = "one_to_many" if row.tier != "one_to_many" else "one_to_few"
    decide_accounts.apply(user("mia"), [row.account], Change("tier_overridden", tier, "asked"))
    shown = acme()
    assert (shown.tier, shown.is_fresh) == (tier, True)
    page = account_page.find_account(shown.public_id)
    assert page.row == shown
    assert page.target.override
    assert accounts.count_accounts(Filters(chosen={"tier": (tier,)})) > 0


def test_undo_shows_on_the_next_page_too(quiet, user):
    row = acme()
    change = Change("owner_set", "noor@tallyfold.example")
    batch = decide_accounts.apply(user("mia"), [row.account], change)
    assert acme().owner == "noor@tallyfold.example"
    decide_accounts.undo(user("mia"), batch)
    assert acme().owner == row.owner


def test_what_was_heard_shows_within_five_seconds(quiet):
    before = acme()
    now = times.to_us(timezone.now())
    zone = programs.current_program().zone
    row = tables.activity(
        {
            "fact_id": "fresh-1",
            "source": "site",
            "occurred_at": now,
            "known_at": now,
            "received_at": now,
            "is_backfilled": False,
            "kind_name": "meeting_held",
            "email": "somebody.new@acme.example",
        },
        zone,
    )
    box = inbox.Inbox(home.path("inbox.db"), configuration.load().inbox_limit_bytes)
    box.append_rows("activities", [row]).result(10)
    box.close()
    begun = time.thread_time()
    work(until=AccountNow.objects.exists)
    spent = time.thread_time() - begun
    assert spent < 5
    after = acme()
    assert after.is_fresh, list(Job.objects.values("name", "state", "last_error"))
    receipt = receipts.find_engagement(after.public_id)
    assert receipt.is_exact()
    assert receipt.total == after.engagement
    assert before.engagement < after.engagement


def test_an_account_alone_is_what_the_whole_derivation_says(quiet):
    rows = accounts.list_accounts(Filters(), "rank", None, 12).rows
    generation = manifest.current_generation()
    alone = one_account.derive_accounts([row.account for row in rows], generation)
    reader = picture.reader()
    for account, found in alone.items():
        for name, table in found.items():
            assert table.to_pylist() == reader.of_account(name, account), (name, account)


def test_a_new_generation_takes_in_what_was_fresh(quiet, user):
    row = acme()
    change = Change("tier_overridden", "one_to_many", "asked")
    decide_accounts.apply(user("mia"), [row.account], change)
    shown = acme()
    derivation.run()
    again = acme()
    assert (again.tier, again.is_fresh) == (shown.tier, False)
    assert not DirtyAccount.objects.exists()


def test_signing_a_list_brings_a_generation_in_which_it_is_in_force(quiet, user):
    waiting = lists.open_round()
    sign_list.sign_list(user("sam"), waiting.public)
    before = Generation.objects.count()
    work()
    assert Generation.objects.count() == before + 1
    rows = {row.account: row for row in accounts.iterate_accounts(Filters())}
    for member in waiting.members:
        assert rows[member["account"]].signed_tier == member["tier"]
    assert not picture.pin().is_recalculating
