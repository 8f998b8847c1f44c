"""Audiences: a rule asked anew for every file, less whoever is kept back, with the reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accord.connectors.audiences.platforms import PLATFORMS
from accord.groups import legal_basis
from accord.server.actions import audiences as actions
from accord.server.actions import contact
from accord.server.audiences import choosing, steps, suppressing
from accord.server.records.models import AudienceFile, Campaign, Enrolment
from accord.server.records.queries import campaigns, picture
from accord.values.errors import AccordError, RefusedError

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("workspace")]


@pytest.fixture(autouse=True)
def pinned(workspace):
    with picture.pinning():
        yield


@pytest.fixture
def mia(user):
    return user("mia")


@pytest.fixture
def small(monkeypatch):
    """Let files of a small workspace be large enough."""
    import dataclasses

    for name, kind in list(PLATFORMS.items()):
        monkeypatch.setitem(PLATFORMS, name, dataclasses.replace(kind, at_least=1))


def made(by, platform="6sense_accounts", **rule):
    return actions.add(by, "All", platform, rule=rule)


def now_in(row):
    return choosing.choose(row, timezone.now())


def words_of(choice):
    return dict(choice.kept_back)


def wish(mia, **given):
    """Let the law ask for nothing, or say what it asks."""
    grounds = dict.fromkeys(legal_basis.PURPOSES, "opt_out") | given
    rows = [
        {"country": "*", "purpose": purpose, "sender": "*", "ground": ground}
        for purpose, ground in grounds.items()
    ]
    contact.set_table(mia, rows, "as this test needs it")


def test_the_list_stands_in_an_audience_and_whoever_left_it_goes_with_the_next_file(mia, small):
    row = made(mia, is_acquisition=False)
    first = now_in(row)
    assert set(campaigns.signed()) <= set(first.members)
    file = actions.write(mia, row)
    assert file.content.startswith(b"Account Name,Country,Domain\r\n")
    assert steps.since_last(row, now_in(row).members).added == ()
    gone = min(first.members)
    domain = first.members[gone].domain
    contact.suppress(mia, "domain", domain, reason="they asked us")
    choice = now_in(row)
    assert gone not in choice.members
    assert words_of(choice) == {"the team suppressed the domain: they asked us": 1}
    assert steps.since_last(row, choice.members).removed == (gone,)
    second = actions.write(mia, row)
    assert second.rows == file.rows - 1
    assert domain.encode() not in second.content
    counts = list(AudienceFile.objects.order_by("pk").values_list("rows", "added", "removed"))
    assert counts == [(file.rows, file.rows, 0), (file.rows - 1, 0, 1)]
    assert AudienceFile.objects.order_by("pk")[0].members == []


def test_open_deals_are_left_out_of_acquisition_and_rivals_always(mia):
    everybody, new = now_in(made(mia, is_acquisition=False)), now_in(made(mia, is_acquisition=True))
    reader = picture.reader()
    likely = {
        account
        for (account,) in reader.tuples(
            f"SELECT DISTINCT account FROM {reader.source('opportunities')} "
            "WHERE NOT is_closed AND probability >= 50"
        )
    }
    assert set(new.members).isdisjoint(likely)
    assert set(everybody.members) - set(new.members) >= likely & set(everybody.members)
    assert sum(n for _, n in new.kept_back) == len(everybody.members) - len(new.members) > 0
    now = timezone.now()
    rows = [
        {"account": number, "domain": f"d{number}.example", "excluded": excluded}
        for number, excluded in enumerate(("competitor", "ours", "channel_only", None), 1)
    ]
    assert suppressing.refused(rows, is_acquisition=False, now=now) == {
        1: "a competitor",
        2: "our own company",
        3: "a partner or sold through one",
    }


def test_people_are_asked_for_at_the_moment_and_leave_hashed(mia, small):
    row = made(mia, "linkedin_contacts", is_acquisition=False)
    wish(mia, ads="consent")
    asked = now_in(row)
    assert asked.members == {}
    assert [words for words in words_of(asked) if "consent is needed" in words]
    wish(mia)
    choice = now_in(row)
    assert choice.members
    person, member = next(iter(choice.members.items()))
    contact.suppress(mia, "person", member.email, reason="no ads")
    assert person not in now_in(row).members
    content = actions.write(mia, row).content
    assert b"@" not in content
    assert content.count(b"\r\n") > 1


def test_roles_narrow_an_audience_of_people(mia):
    wish(mia)
    everybody = now_in(made(mia, "linkedin_contacts", is_acquisition=False))
    buyers = now_in(made(mia, "linkedin_contacts", roles=["economic_buyer"], is_acquisition=False))
    assert 0 < len(buyers.members) < len(everybody.members)


def test_an_audience_of_a_play_is_where_it_runs_without_those_held_out(mia, user):
    accounts = campaigns.signed()[:4]
    row = Campaign.objects.create(
        play="industry_benchmark", title="x", owner=mia.email, state=Campaign.State.RUNNING
    )
    for place, account in enumerate(accounts):
        state = Enrolment.State.HELD_OUT if place == 0 else Enrolment.State.LIVE
        starts = timezone.now() - timedelta(days=1)
        Enrolment.objects.create(campaign=row, account=account, state=state, starts_at=starts)
    choice = now_in(made(mia, play="industry_benchmark", is_acquisition=False))
    assert set(choice.members) == set(accounts[1:])
    row = made(mia, "linkedin_companies", is_acquisition=False)
    with pytest.raises(AccordError, match="300 companies or more, and .* after suppression"):
        actions.write(mia, row)
    assert not AudienceFile.objects.exists()
    for name in ("sam", "jo"):
        with pytest.raises(RefusedError):
            made(user(name))
        with pytest.raises(RefusedError):
            actions.write(user(name), row)


def test_a_page_shows_who_is_kept_back_and_gives_the_file(mia, small, user):
    from django.test import Client

    client = Client()
    client.force_login(mia)
    answer = client.post(
        "/plays/audiences/add/", {"name": "For 6sense", "platform": "6sense_accounts"}, follow=True
    )
    page = answer.content.decode()
    assert "For 6sense is there" in page
    place = answer.redirect_chain[-1][0]
    given = client.post(place + "file/")
    assert given["Content-Disposition"] == ('attachment; filename="for_6sense_6sense_accounts.csv"')
    assert b"".join(given.streaming_content).startswith(b"Account Name,Country,Domain\r\n")
    assert "Since the last file" in client.get(place).content.decode()
    assert "For 6sense" in client.get("/plays/audiences/").content.decode()
    reader = Client()
    reader.force_login(user("jo"))
    assert "audience_file" not in reader.get(place).content.decode()
    assert reader.post(place + "file/").status_code == 403
    assert "gone here" in client.post(place + "remove/", follow=True).content.decode()
