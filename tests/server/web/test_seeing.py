"""Where an admin limits sight, a seller finds no byte of an account that is not theirs, anywhere."""

import io
import itertools
import json
import re
import time
import zipfile

import pytest

from accord.server import compactor, home, inbox
from accord.server.actions import api_tokens, import_files, sign_list
from accord.server.actions import contact as contacting
from accord.server.actions import seeing as actions
from accord.server.api.entry import api
from accord.server.collect import intake, parcels
from accord.server.collect.parcels import Parcel
from accord.server.records.models import (
    AuditEntry,
    Campaign,
    Connection,
    ConnectionIssue,
    Decision,
    Erasure,
    QuarantinedEvent,
    Setting,
    SigningRound,
    SourceOpen,
)
from accord.server.records.queries import accounts, picture, programs, seeing, today
from accord.server.records.queries.accounts import Filters
from accord.server.web import urls as web_urls
from accord.values import ids
from accord.values.errors import AccordError, RefusedError

pytestmark = pytest.mark.slow
SELLER = "sam@tallyfold.example"
NOW_US = time.time_ns() // 1000


@pytest.fixture
def divided(workspace, user):
    """Limit sellers; return (own rows, foreign rows) of one of them."""
    actions.limit(user("robin"), ["sales"], "")
    every = {row.account: row for row in accounts.iterate_accounts(Filters())}
    with picture.pinning(who=lambda: user("sam")):
        own = {row.account for row in accounts.iterate_accounts(Filters())}
    assert 0 < len(own) < len(every)
    return [every[one] for one in own], [row for one, row in every.items() if one not in own]


def telling(own, foreign):
    """Return what names foreign accounts and is no part of anything of one's own."""
    known = " ".join(f"{row.name} {row.domain} {row.public_id}" for row in own).lower() + SELLER
    known += programs.current_text().lower()  # the rules are everybody's: they name rivals
    said = {w for row in foreign for w in (row.domain, row.public_id, row.name) if w}
    long = {word.lower() for word in said if len(word) > 8 and word.lower() not in known}
    assert len(long) > len(foreign)
    return re.compile("|".join(re.escape(word) for word in sorted(long)))


def planted(user, row):
    """Let one foreign account stand in everything that is kept besides the picture."""
    mia = user("mia")
    lines = f"Email,First Name\nno address at {row.domain},x\n".encode()
    run = import_files.receive(mia, [("people.csv", [lines])], {})
    import_files.check(mia, run)
    import_files.run(ids.from_public_id(run))
    contacting.suppress(mia, "account", row.public_id, f"they asked, at {row.domain}")
    contacting.suppress(mia, "person", f"ceo@{row.domain}", "they asked")
    sign_list.object_to(mia, row.public_id, f"no, not {row.domain}")
    SigningRound.objects.create(
        public="aaaaaaaaaa", program_version="x", generation="x", signed_at="2026-01-01T00:00:00Z",
        members=[{"account": row.account, "tier": "one_to_one", "name": row.name}],
    )  # fmt: skip
    link = Connection.objects.create(name="Hub", system="hubspot", made_by="mia")
    ConnectionIssue.objects.create(
        connection=link, stream="deals", record=row.domain, reason="odd", seen_at="2026-01-01T00:00:00Z"
    )  # fmt: skip
    SourceOpen.objects.create(
        connection=link, read_at="2026-01-01T00:00:00Z", opened={"1": ["5", "EUR", row.name]}
    )
    aside = QuarantinedEvent.objects.create(
        source="website", space="s", reason="no_time", raw=row.domain.encode(), door="batch",
        received_us=NOW_US,
    )  # fmt: skip
    erasure = Erasure.objects.create(asked_by="robin", person={}, receipt={"before": {row.name: 1}})
    event = {"type": "track", "event": "Page viewed", "messageId": "m-1", "userId": f"x@{row.domain}",
             "context": {"page": {"url": f"https://{row.domain}/p", "title": row.name}}}  # fmt: skip
    body = json.dumps({"batch": [event]}).encode()
    parcel = Parcel("website", "tracking", NOW_US, "batch", 1, "", "", False, False, body)
    box = inbox.Inbox(home.path("inbox.db"), 10**9)
    box.append_packed(lambda: [(intake.KIND, 1, parcels.FORM, parcels.pack([parcel]))]).result(10)
    box.close()
    with compactor.lease():
        compactor.Compactor().drain()
    fact = Decision.objects.get(kind="list_objection", account=row.account).fact_id
    campaign = Campaign.objects.create(
        play="industry_benchmark", title="C", owner="mia", accounts=[row.account],
        program_version=programs.current_program().version, state="running",
    )  # fmt: skip
    campaign.sendings.create(
        account=row.account, person=1, place=1, email=f"x@{row.domain}", name=row.name,
        due_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    numbers = {"connections": link, "quarantine": aside, "erasures": erasure}
    named = {place: ids.public_id(one.pk) for place, one in numbers.items()}
    named |= {
        "campaigns": campaign.public,
        "imports": run,
        "history": "aaaaaaaaaa",
        "": row.public_id,
    }
    return {"public_id": named, "fact_id": [fact]}


def addresses(values):
    """Yield every address of the pages and the interface with every value that fits."""
    for pattern in web_urls.urlpatterns:
        yield from _filled("/" + str(pattern.pattern), values, "<str:", ">")
    for path in api.get_openapi_schema()["paths"]:
        if path.startswith("/api/"):
            yield from _filled(path, values, "{", "}")


def _filled(path, values, begin, end):
    named = re.findall(re.escape(begin) + "([a-z_]+)" + re.escape(end), path)
    other = {
        "kind": ["csv", "xlsx"],
        "measure": ["engagement", "fit", "stage"],
        "system": ["hubspot"],
    }
    place = next((one for one in values["public_id"] if one and f"/{one}/" in path), "")
    whose = {"public_id": [values["public_id"][place]]}
    choices = [(values | other | whose).get(name, ["none"]) for name in named]
    for chosen in itertools.product(*choices):
        found = path
        for name, value in zip(named, chosen, strict=True):
            found = found.replace(f"{begin}{name}{end}", value)
        yield found


def told(answer):
    """Return everything that an answer says, spreadsheets unpacked."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b"".join(book.read(name) for name in book.namelist())
    return (data.decode("utf-8", "replace") + str(answer.headers)).lower()


def leaks(ask, values, pattern):
    """Ask for every address; return those that name a foreign account that was not asked for."""
    found, answered = {}, 0
    for address in addresses(values):
        if "sign-out" in address:
            continue
        answer = ask(address)
        assert answer.status_code < 500, address
        answered += answer.status_code == 200
        text = told(answer).replace(address.lower(), "")
        # What was asked for may be repeated.
        text = text.replace(values["public_id"][""].lower(), "")
        if hit := pattern.search(text):
            found[address] = hit.group(0)
    return found, answered


def test_a_seller_finds_no_foreign_account_at_any_address(divided, reads, user):
    own, foreign = divided
    values = planted(user, foreign[0])
    pattern = telling(own, foreign)
    sam = reads("sam")
    found, answered = leaks(sam.get, values, pattern)
    assert found == {}
    assert answered > 30
    for query in ("/accounts/?q=", "/accounts/export.csv?q=", "/api/v1/accounts?text="):
        address = query + foreign[0].name
        assert foreign[0].public_id not in told(sam.get(address))
        assert foreign[0].public_id in told(reads("mia").get(address))
    _row, secret = api_tokens.add(user("sam"), "dashboard", "reader")
    token = {"Authorization": f"Bearer {secret}"}
    stranger = type(sam)()
    found, answered = leaks(lambda a: stranger.get(a, headers=token), values, pattern)
    assert found == {}
    assert answered > 3
    everybodys, _ = leaks(reads("mia").get, values, pattern)
    assert len(everybodys) > 15, "the crawl must see what a marketer sees"


def test_a_page_that_forgets_is_found_by_the_crawl(divided, reads, user, monkeypatch):
    own, foreign = divided
    values = {"public_id": {"": foreign[0].public_id}, "fact_id": ["x"]}
    pattern, sam = telling(own, foreign), reads("sam")
    with monkeypatch.context() as patch:  # one page reads past the rule
        whole = accounts.list_rows([foreign[0].account])
        patch.setattr(today, "_worth_acting", lambda *_args, **_said: tuple(whole.values()))
        assert set(leaks(sam.get, values, pattern)[0]) == {"/"}
    monkeypatch.setattr(seeing, "sight", lambda: None)
    found, _ = leaks(sam.get, values, pattern)
    assert {"/accounts/", "/targets/", f"/accounts/{foreign[0].public_id}/"} <= set(found)


def test_what_a_seller_sends_about_a_foreign_account_changes_nothing(divided, reads, user):
    _own, foreign = divided
    row = foreign[0]
    sign_list.object_to(user("mia"), row.public_id, "no")
    fact = Decision.objects.get(kind="list_objection", account=row.account).fact_id
    before = (Decision.objects.count(), AuditEntry.objects.count())
    sam = reads("sam")
    form = {"reason": "x", "tier": "one_to_one", "until": "2030-01-31", "note": "x", "text": "x",
            "account": [row.public_id], "action": "account_frozen", "play": "a", "step": "b",
            "outcome": "skipped", "is_sure": "1", "value": SELLER}  # fmt: skip
    for address in (
        f"/accounts/{row.public_id}/note/", f"/accounts/{row.public_id}/step/",
        f"/accounts/{row.public_id}/role/", f"/targets/{row.public_id}/object/",
        f"/targets/{row.public_id}/override/", f"/targets/{row.public_id}/unlock/",
        f"/targets/objections/{fact}/", f"/inbound/{row.public_id}/accept/",
        f"/inbound/{row.public_id}/return/", "/accounts/change/", "/targets/sign/",
    ):  # fmt: skip
        answer = sam.post(address, form)
        assert answer.status_code < 500, address
    assert (Decision.objects.count(), AuditEntry.objects.count()) == before


def test_sight_is_by_owner_team_step_and_country_and_a_lead_may_see_all(workspace, user):
    every = list(accounts.iterate_accounts(Filters()))
    country = next(row.country for row in every if row.country)

    def seen(territories):
        actions.limit(user("robin"), ["sales"], territories)
        with picture.pinning(who=lambda: user("sam")):
            return {row.account for row in accounts.iterate_accounts(Filters())}

    own = seen("")
    by_hand = {
        row.account for row in every
        if SELLER in {row.owner, row.next_owner, *(m.get("user_email") for m in row.team)}
    }  # fmt: skip
    assert own == by_hand
    assert seen(f"{SELLER}: {country}") == own | {r.account for r in every if r.country == country}
    assert seen(f"{SELLER}: everything") == {row.account for row in every}
    with picture.pinning(who=lambda: user("mia")):
        assert accounts.count_accounts(Filters()) == len(every)
    assert accounts.count_accounts(Filters()) == len(every), "background work sees everything"


def test_only_an_admin_limits_sight_and_mistakes_are_named(workspace, user, reads):
    with pytest.raises(RefusedError):
        actions.limit(user("mia"), ["sales"], "")
    for wrong, words in ((f"{SELLER}: Atlantis", "no country"), ("nobody@x.example: DE", "user")):
        with pytest.raises(AccordError, match=words):
            actions.limit(user("robin"), ["sales"], wrong)
    assert not Setting.objects.filter(name=seeing.SETTING).exists()
    robin = reads("robin")
    page = robin.post("/settings/seeing/", {"role": "sales", "territories": f"{SELLER}: Atlantis"})
    assert page.status_code == 422
    assert "Atlantis" in page.content.decode()
    robin.post("/settings/seeing/", {"role": "sales", "territories": f"{SELLER}: Germany, at"})
    assert seeing.rule().territories == {SELLER: ("DE", "AT")}
    assert f"{SELLER}: DE, AT" in robin.get("/settings/seeing/").content.decode()
