"""Hand-offs from the signal to the outcome: opened once, taken, given back, kept to their clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accord.server import fresh
from accord.server.actions import handoffs as actions
from accord.server.actions import sellers
from accord.server.handing import following, opening, promises, work
from accord.server.handing.desks import Desks
from accord.server.records.models import Absence, AppUser, Decision, Handoff, HandoffNotice, Job
from accord.server.records.queries import handoffs as queries
from accord.server.records.queries import picture, programs, today
from accord.server.web.display import handoffs_sheet
from accord.values.errors import AccordError, ConflictError, NotFoundError, RefusedError

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("workspace")]
MONDAY = datetime(2026, 6, 8, 14, tzinfo=UTC)


@pytest.fixture
def sellers_of_two(user):
    """Sam works, Tess stands in for Sam, and Robin is who Sam reports to."""
    sam = user("sam")
    tess = AppUser.objects.create(
        email="tess@tallyfold.example", name="Tess", access_role="sales", is_active=True
    )
    sellers.change_desk(
        user("robin"),
        sam.email,
        {"time_zone": "America/New_York", "backup": tess.email, "manager": user("robin").email},
    )
    return sam, tess


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """Leave it to the worker to derive the accounts that are decided about."""
    monkeypatch.setattr(fresh, "IN_A_REQUEST", 0)


@pytest.fixture
def opened(sellers_of_two):
    """Hand over two accounts as qualified."""
    with picture.pinning():
        found = picture.reader().shown("tier IS NOT NULL ORDER BY account LIMIT 2")
    program, desks, rows = programs.current_program(), Desks(), []
    for each in found:
        row = Handoff(
            account=each["account"], cause="qualified", since_day=1, opened_at=MONDAY,
            tier=each["tier"], owner="sam@tallyfold.example",
        )  # fmt: skip
        promises.begin(row, "qualified_accept_or_reject", MONDAY, program, desks)
        row.save()
        rows.append(row)
    return rows


def mine(row, seller):
    """Make a hand-off somebody's."""
    row.owner = seller.email
    promises.reckon(row, programs.current_program(), Desks())
    row.save()
    return row


def test_each_asking_account_is_handed_over_once(sellers_of_two):
    work.run()
    opened = list(Handoff.objects.order_by("pk"))
    assert opened, "the world has qualified accounts"
    with picture.pinning():
        asking = {row["account"] for row in picture.reader().shown(opening._ASKING)}
    qualified = {row.account for row in opened if row.cause == "qualified"}
    assert qualified <= asking
    offered = Decision.objects.filter(kind="handoff_offered")
    assert {row.account for row in offered} == {row.account for row in opened}
    assert all(row.owner and row.due_at and row.route_reason for row in opened)
    work.run()
    assert Handoff.objects.count() == len(opened)
    assert offered.count() == len(opened)
    account = next(each.account for each in opened if each.cause == "qualified")
    Handoff.objects.filter(account=account).delete()
    Job.objects.all().delete()
    fresh.derive_accounts([account])
    assert Job.objects.filter(name=work.NAME, state=Job.State.WAITING).exists(), "a click shows it"
    work.run()
    assert Handoff.objects.filter(account=account).count() == 1


def test_every_reason_leads_somewhere(opened, sellers_of_two, user):
    sam, tess = sellers_of_two
    rules = programs.current_program().handoff.reject_reasons
    assert {rule.then for rule in rules.values()} <= set(handoffs_sheet.FOLLOWS)
    row, other = mine(opened[0], sam), mine(opened[1], sam)
    assert actions.reject(sam, row.public, "too_early", "see you") == "nurture_and_recycle"
    told = Decision.objects.get(kind="handoff_rejected", subject=row.public)
    assert (told.reason, told.until_on is not None) == ("too_early", True)
    with picture.pinning():
        assert [each.handoff.pk for each in queries.rejected()] == [row.pk]
        waits = [each.kind for each in today.find_today(user("mia")).waiting]
        assert "back" in waits
        actions.follow(user("mia"), row.public)
        assert not queries.rejected()
    with pytest.raises(AccordError, match="is no reason of the rules"):
        actions.reject(sam, other.public, "mood")
    with pytest.raises(NotFoundError, match="there is no hand-off"):
        actions.accept(sam, "nothing")
    since = other.promise_from
    actions.reject(sam, other.public, "capacity")
    other.refresh_from_db()
    assert (other.state, other.owner, other.promise_from) == ("open", tess.email, since)
    assert not Decision.objects.filter(kind="handoff_rejected", account=other.account).exists()
    with pytest.raises(AccordError, match="nobody stands in"):
        actions.reject(tess, other.public, "capacity")


def test_who_may_decide(opened, sellers_of_two, user):
    sam, tess = sellers_of_two
    reader = AppUser.objects.create(email="r@tallyfold.example", name="R", access_role="reader")
    row, desks = mine(opened[0], sam), Desks()
    allowed = {
        who.email
        for who in (sam, tess, user("robin"), user("mia"), reader)
        if actions.may_decide(who, row, desks, MONDAY)
    }
    assert allowed == {sam.email, user("robin").email}
    for who, words in ((tess, "is sam@"), (user("mia"), "is sam@"), (reader, "may not")):
        for deed in (actions.accept, actions.read):
            with pytest.raises(RefusedError, match=words):
                deed(who, row.public)
        with pytest.raises(RefusedError, match=words):
            actions.give(who, row.public, who.email)
        with pytest.raises(RefusedError, match=words):
            actions.reject(who, row.public, "too_early")
        with pytest.raises(RefusedError, match=words):
            actions.note_outcome(who, row.public, "nurture")
    for deed in (
        lambda: actions.follow(reader, row.public),
        lambda: actions.follow(sam, row.public),
        lambda: sellers.leave(reader, sam.email),
        lambda: sellers.leave(tess, sam.email),
        lambda: sellers.add_absence(reader, reader.email, "2026-06-01", ""),
    ):
        with pytest.raises(RefusedError, match="may not"):
            deed()
    row.refresh_from_db()
    assert (row.state, row.owner, row.read_at) == ("open", sam.email, None)


def test_whoever_stands_in_decides_while_the_owner_is_away(opened, sellers_of_two):
    sam, tess = sellers_of_two
    row = mine(opened[0], sam)
    day = timezone.now().date()
    sellers.add_absence(sam, sam.email, str(day - timedelta(days=1)), str(day + timedelta(days=1)))
    actions.accept(tess, row.public)
    row.refresh_from_db()
    assert row.decided_by == tess.email
    sellers.drop_absence(sam, sam.email, Absence.objects.get().pk)
    assert not Absence.objects.exists()


def test_reminders_and_escalations_are_told_once_each(opened, sellers_of_two, user):
    sam, _ = sellers_of_two
    row = mine(next(each for each in opened if each.cause == "qualified"), sam)
    Handoff.objects.exclude(pk=row.pk).delete()
    program, desks = programs.current_program(), Desks()
    promises.begin(row, "qualified_accept_or_reject", MONDAY, program, desks)
    row.save()
    late = MONDAY + timedelta(days=40)
    assert promises.tell_due(MONDAY, program, desks) == 0
    assert promises.tell_due(late, program, desks) == 4
    assert promises.tell_due(late, program, desks) == 0
    told = list(HandoffNotice.objects.order_by("percent").values_list("percent", "to"))
    manager = user("robin").email
    assert told == [(50, sam.email), (80, sam.email), (100, manager), (200, manager)]
    assert [n.percent for n in queries.notices(user("robin"))] == [200, 100]
    with picture.pinning():
        assert queries.by_seller(late)[0].n_late == 1


def test_a_follow_up_is_complete_by_people_touches_and_outcome(opened, sellers_of_two, monkeypatch):
    sam, _ = sellers_of_two
    row = mine(next(each for each in opened if each.cause == "qualified"), sam)
    actions.accept(sam, row.public, MONDAY)
    assert Decision.objects.filter(kind="handoff_accepted", account=row.account).exists()
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.promise_from) == ("accepted", sam.email, MONDAY)
    with pytest.raises(ConflictError, match="accepted already"):
        actions.accept(sam, row.public)
    day = 10**5
    done = [(day, person, f"channel {touch % 3}") for touch, person in enumerate([1, 2, 3, 4] * 2)]
    monkeypatch.setattr(following, "_done", lambda _row: done)
    row.refresh_from_db()
    assert not following.progress(row, programs.current_program()).is_complete
    following.settle(row, MONDAY, programs.current_program(), Desks())
    assert row.promise == "follow_up_complete"
    assert actions.note_outcome(sam, row.public, "meeting_booked")
    row.refresh_from_db()
    assert (row.state, row.promise, row.due_at) == ("done", "", None)
    with pytest.raises(AccordError, match="is no outcome"):
        actions.note_outcome(sam, row.public, "joy")


def test_a_seller_leaves_and_one_step_undoes_it(opened, sellers_of_two, user):
    sam, tess = sellers_of_two
    for row in opened:
        mine(row, sam)
    with picture.pinning():
        owned = queries.owned(sam.email)
        assert owned
        public = sellers.leave(user("robin"), sam.email)
    assert queries.held_owners() == {sam.email}
    assert set(Handoff.objects.values_list("owner", flat=True)) == {tess.email}
    assert sam.email not in Desks().sellers(), "whoever left is handed nothing"
    set_to = Decision.objects.filter(kind="owner_set")
    assert {row.account for row in set_to} == set(owned)
    with pytest.raises(ConflictError, match="has left already"):
        sellers.leave(user("robin"), sam.email)
    with picture.pinning():
        sellers.come_back(user("robin"), public)
    assert queries.held_owners() == frozenset()
    assert set(Handoff.objects.values_list("owner", flat=True)) == {sam.email}
    with pytest.raises(ConflictError, match="undone already"):
        sellers.come_back(user("robin"), public)


def test_a_desk_is_somebodys_own_or_their_managers(sellers_of_two):
    sam, tess = sellers_of_two
    with pytest.raises(RefusedError, match="says that themselves"):
        sellers.change_desk(tess, sam.email, {})
    for fields, words in (
        ({"time_zone": "Mars/Base"}, "no time zone"),
        ({"country": "Atlantis"}, "no holidays are known"),
        ({"backup": sam.email}, "can't be the backup"),
    ):
        with pytest.raises(AccordError, match=words):
            sellers.change_desk(sam, sam.email, fields)
    with pytest.raises(AccordError, match="write both days"):
        sellers.add_absence(sam, sam.email, "soon", "")
    sellers.change_desk(sam, sam.email, {"country": "Germany", "territories": "France, de"})
    desk = Desks().rows[sam.email]
    assert (desk.country, desk.territories) == ("DE", ["DE", "FR"])
    assert Desks().territory("FR") == (sam.email,)
