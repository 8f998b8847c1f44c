"""What was decided shows on the next page; what was heard shows within seconds."""

import shutil
import time

import pytest
from django.utils import timezone

from accord.facts import keys, tables
from accord.server import (
    compactor,
    configuration,
    derivation,
    fresh,
    generations,
    home,
    inbox,
    jobs,
    manifest,
    merging,
    one_account,
    segments,
    worker,
)
from accord.server.actions import decide_accounts, sign_list
from accord.server.actions.decide_accounts import Change
from accord.server.records.models import AccountNow, DirtyAccount, Generation, Job
from accord.server.records.queries import account_page, accounts, lists, picture, programs, receipts
from accord.server.records.queries.accounts import Filters
from accord.values import time as times
from accord.values.errors import BusyError

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
    derivation.run()
    Job.objects.all().delete()
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


def test_what_began_before_a_decision_and_ends_after_it_does_not_hide_it(quiet, user, monkeypatch):
    row = acme()
    real = one_account.derive_accounts

    def slow(*asked):
        """Read the facts, and come to an end after somebody decided."""
        found = real(*asked)
        monkeypatch.setattr(one_account, "derive_accounts", real)
        decide_accounts.apply(user("mia"), [row.account], Change("owner_set", "noor@us.example"))
        return found

    monkeypatch.setattr(one_account, "derive_accounts", slow)
    fresh.mark([row.account])
    fresh.tick()
    assert acme().owner == "noor@us.example"
    work()
    assert acme().owner == "noor@us.example"
    assert not DirtyAccount.objects.exists(), "nothing is left to do"


def test_what_began_before_a_decision_and_ends_while_it_is_shown_does_not_hide_it(
    quiet, user, monkeypatch
):
    row = acme()
    real, now, begun = one_account.derive_accounts, timezone.now, timezone.now()

    def late(*asked):
        """Have a worker that began before the decision show what it had read, meanwhile."""
        found = real(*asked)
        moments = iter([begun])
        monkeypatch.setattr(one_account, "derive_accounts", lambda *_: older)
        monkeypatch.setattr(fresh.timezone, "now", lambda: next(moments, None) or now())
        fresh.derive_accounts([row.account])
        return found

    older = real([row.account], manifest.current_generation(), begun)
    monkeypatch.setattr(one_account, "derive_accounts", late)
    decide_accounts.apply(user("mia"), [row.account], Change("owner_set", "noor@us.example"))
    assert acme().owner == "noor@us.example"


def test_a_picture_published_while_a_decision_is_derived_does_not_hide_it(quiet, user, monkeypatch):
    row = acme()
    real = one_account.derive_accounts
    older = generations.Generation(
        as_of_us=times.to_us(timezone.now()),
        as_of_day=manifest.current_generation().as_of_day,
        program_version=programs.current_program().version,
        last_decision=0,
        last_seq=manifest.watermark(),
        seconds=1,
    )
    folder = generations.Folder()
    shutil.copytree(home.path("generations", manifest.current_generation_name()), folder._aside,
                    dirs_exist_ok=True)  # fmt: skip

    def slow(*asked):
        """Have a picture that was begun before the decision come to its end meanwhile."""
        found = real(*asked)
        with folder:
            generations.publish(folder, older, older.as_of_us)
        return found

    monkeypatch.setattr(one_account, "derive_accounts", slow)
    decide_accounts.apply(user("mia"), [row.account], Change("owner_set", "noor@us.example"))
    assert manifest.current_generation() == older
    assert acme().owner == "noor@us.example"
    monkeypatch.setattr(one_account, "derive_accounts", real)
    work()
    assert acme().owner == "noor@us.example"


def test_a_clock_that_was_put_back_hides_no_decision(quiet, user):
    row = acme()
    ahead = times.to_us(timezone.now()) + 3600 * times.SECOND
    Generation.objects.filter(pk=manifest.current_generation().pk).update(as_of_us=ahead)
    decide_accounts.apply(user("mia"), [row.account], Change("owner_set", "noor@us.example"))
    assert acme().owner == "noor@us.example"


def test_a_mark_set_while_another_derived_is_not_forgotten(quiet, user, monkeypatch):
    row = acme()
    real = one_account.derive_accounts

    def slow(*asked):
        """Let another derive and show the account meanwhile, before it is marked again."""
        monkeypatch.setattr(one_account, "derive_accounts", real)
        fresh.refresh([row.account])
        fresh.mark([row.account])
        return real(*asked)

    monkeypatch.setattr(one_account, "derive_accounts", slow)
    fresh.mark([row.account])
    Job.objects.all().delete()
    fresh.tick()
    assert DirtyAccount.objects.filter(account=row.account).exists()
    assert Job.objects.filter(name="tick").exists(), "somebody comes back for it"
    work()
    assert not DirtyAccount.objects.exists()


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
    alone = one_account.derive_accounts([row.account for row in rows], generation, timezone.now())
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


def heard(**events):
    """Put what the door takes into the inbox, a list of rows by kind."""
    now = times.to_us(timezone.now())
    head = {"occurred_at": now, "known_at": now, "received_at": now, "is_backfilled": False}
    zone = programs.current_program().zone
    box = inbox.Inbox(home.path("inbox.db"), configuration.load().inbox_limit_bytes)
    for kind, rows in events.items():
        whole = [{"fact_id": f"{kind}-{n}", "source": "tracking"} | head | row
                 for n, row in enumerate(rows)]  # fmt: skip
        if kind == "activities":
            whole = [tables.activity(row, zone) for row in whole]
        box.append_table(kind, tables.table(kind, whole)).result(10)
    box.close()


def test_somebody_new_at_a_known_company_shows_before_the_next_picture(quiet):
    generation = manifest.current_generation()
    key = keys.record_key("tracking", "u-9")
    heard(activities=[{"kind_name": "page_view", "person_key": key, "asset_name": "/pricing"}])
    work(until=lambda: not inbox.count_after(home.path("inbox.db"), manifest.watermark()))
    said = {"external_id": "u-9", "email": "nia.new@acme.example", "title": "CFO"}
    heard(person_traits=[{"fact_id": "said", "first_name": "Nia", "last_name": "New"} | said])
    work(until=AccountNow.objects.exists)
    page = account_page.find_account(acme().public_id)
    assert "Nia New" in {person.name for person in page.people}
    assert "Nia New" in {entry.person_name for entry in page.timeline}
    assert receipts.find_engagement(acme().public_id).total == acme().engagement
    assert manifest.current_generation() == generation


def test_a_company_nobody_had_heard_of_has_its_page_before_the_next_picture(quiet):
    before = accounts.count_accounts(Filters())
    user, group = (keys.record_key("tracking", name) for name in ("u-8", "g-8"))
    heard(
        company_traits=[{"external_id": "g-8", "name": "Zephyr", "domain": "zephyr-works.com"}],
        memberships=[{"person_external_id": "u-8", "company_external_id": "g-8",
                      "person_key": user, "company_key": group, "is_ended": False}],
        person_traits=[{"external_id": "u-8", "email": "ned@zephyr-works.com", "title": "CFO"}],
        activities=[{"kind_name": "hand_raise", "person_key": user, "asset_name": "/demo"}],
    )  # fmt: skip
    work(until=AccountNow.objects.exists)
    (row,) = accounts.list_accounts(Filters(text="zephyr")).rows
    assert (row.name, row.account, row.is_fresh) == ("Zephyr", group, True)
    assert row.engagement > 0
    page = account_page.find_account(row.public_id)
    assert "hand_raise" in {entry.kind for entry in page.timeline}
    assert receipts.find_engagement(row.public_id).total == row.engagement
    assert accounts.count_accounts(Filters()) == before + 1
    shown = page.row
    derivation.run()
    again = accounts.list_accounts(Filters(text="zephyr")).rows[0]
    assert (again.account, again.engagement, again.stage) == (
        shown.account, shown.engagement, shown.stage)  # fmt: skip
    assert not again.is_fresh


def test_work_that_takes_minutes_does_not_keep_clicks_waiting(quiet, monkeypatch):
    jobs.enqueue("derive")
    heard(activities=[{"kind_name": "page_view", "email": "one.more@acme.example"}])
    quick = worker.Worker(worker.QUICK)
    while not AccountNow.objects.exists():
        assert quick.step()
    assert not Job.objects.filter(name="derive").exclude(state=Job.State.WAITING).exists()
    assert acme().is_fresh


@pytest.mark.parametrize(
    ("removing", "why"), [("erase", "somebody is being erased"), ("age", "grew too old")]
)
def test_nothing_is_shown_anew_while_facts_are_taken_out(quiet, removing, why):
    jobs.enqueue(removing)
    Job.objects.filter(name=removing).update(state=Job.State.RUNNING)
    with pytest.raises(BusyError, match=why):
        worker.tick(Job(name="tick"))


def test_small_segments_become_one_while_others_file(quiet, monkeypatch):
    monkeypatch.setattr(merging, "SMALL_AT_MOST", 2)
    monkeypatch.setattr(compactor, "_SMALL_AT_MOST", 2)
    for number in range(3):
        heard(
            activities=[{"fact_id": f"m{number}", "kind_name": "page_view", "email": "a@b.example"}]
        )
        with compactor.lease():
            compactor.Compactor().drain()
    rows = manifest.live_by_kind()["activities"]
    merged = merging.Merged("activities", rows)
    heard(activities=[{"fact_id": "meanwhile", "kind_name": "page_view", "email": "a@b.example"}])
    with compactor.lease():
        compactor.Compactor().drain()
        assert merged.commit() == len(rows)
    live = manifest.live_by_kind()["activities"]
    assert len(live) == 2
    assert sum(row.row_count for row in live) == sum(row.row_count for row in rows) + 1
    late = merging.Merged("activities", live)
    segments.write("activities", live[0].name, segments.read("activities", live[0].name))
    assert late.commit() == 0
    assert [row.name for row in manifest.live_by_kind()["activities"]] == [r.name for r in live]
