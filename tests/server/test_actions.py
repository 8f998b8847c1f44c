"""Every decision is a fact, may be undone by another, and is refused in words where it must be."""

import json

import pytest
from django.db import connection

from accord.program import shelf
from accord.server import facts_now, previews
from accord.server.actions import (
    decide_accounts,
    notes,
    programs,
    roles,
    saved_views,
    sign_list,
    users,
)
from accord.server.actions.decide_accounts import Change
from accord.server.records.models import (
    Adoption,
    AuditEntry,
    Decision,
    Job,
    ListSignature,
    ProgramPreview,
    SigningRound,
)
from accord.server.records.queries import account_page, accounts, lists, views
from accord.server.records.queries import programs as asked
from accord.server.records.queries.accounts import Filters
from accord.values.errors import AccordError, ConflictError, NotFoundError, RefusedError

pytestmark = pytest.mark.slow


def first_accounts(n=3):
    return [row.account for row in accounts.list_accounts(Filters(), "rank", None, n).rows]


def test_a_reader_decides_nothing(workspace, user):
    jo = user("jo")
    change = Change("priority_vote", reason="because")
    attempts = [
        lambda: decide_accounts.apply(jo, first_accounts(), change),
        lambda: notes.add_note(jo, "acme.example", "hello"),
        lambda: sign_list.propose_list(jo),
        lambda: programs.start_draft(jo),
        lambda: users.add_user(jo, "x@y.example", "X", "admin"),
    ]
    before = Decision.objects.count()
    for attempt in attempts:
        with pytest.raises(RefusedError, match="reader"):
            attempt()
    assert Decision.objects.count() == before


def test_a_preview_writes_nothing_and_says_what_would_change(workspace, user):
    before = Decision.objects.count()
    change = Change("owner_set", "noor@tallyfold.example")
    effects, sentence = decide_accounts.preview(user("mia"), first_accounts(), change)
    assert len(effects) == 3
    assert sentence.startswith(str(sum(effect.is_changed for effect in effects)))
    assert Decision.objects.count() == before


def test_a_bulk_edit_is_a_batch_of_facts_and_undo_supersedes_it(workspace, user):
    mia, chosen = user("mia"), first_accounts()
    change = Change("tier_overridden", "one_to_one", "the board asked for it")
    batch = decide_accounts.apply(mia, chosen, change)
    facts = facts_now.log().tables_by_kind["decisions"]
    written = [row for row in facts[-1].to_pylist() if row["kind"] == "tier_overridden"]
    assert {row["account"] for row in written} == set(chosen)
    assert {row["reason"] for row in written} == {"the board asked for it"}
    assert decide_accounts.undo(mia, batch) == 3
    assert Decision.objects.filter(kind="tier_override_ended").count() == 3
    with pytest.raises(ConflictError, match="already"):
        decide_accounts.undo(mia, batch)


def test_undo_brings_back_the_override_that_stood_before(workspace, user):
    mia, (account,) = user("mia"), first_accounts(1)
    decide_accounts.apply(mia, [account], Change("tier_overridden", "one_to_few", "first"))
    batch = decide_accounts.apply(mia, [account], Change("tier_overridden", "one_to_one", "second"))
    decide_accounts.undo(mia, batch)
    last = Decision.objects.filter(account=account).order_by("id").last()
    assert (last.kind, json.loads(last.value)["tier"], last.reason) == (
        "tier_overridden",
        "one_to_few",
        "first",
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change("tier_overridden", "tier_9", "x"), "no tier"),
        (Change("tier_overridden", "one_to_one"), "reason"),
        (Change("tier_locked", "one_to_one", "x"), "until when"),
        (Change("owner_set", "noor"), "mail address"),
        (Change("delete"), "can't be decided"),
    ],
)
def test_an_incomplete_change_is_refused_in_words(workspace, user, change, words):
    with pytest.raises(AccordError, match=words):
        decide_accounts.apply(user("robin"), first_accounts(), change)
    with pytest.raises(AccordError, match="choose 1 to"):
        decide_accounts.apply(user("robin"), [], Change("account_unfrozen"))


def test_a_seller_has_five_votes_a_quarter(workspace, user):
    sam, chosen = user("sam"), first_accounts(6)
    decide_accounts.apply(sam, chosen[:4], Change("priority_vote", reason="met the new CFO"))
    with pytest.raises(AccordError, match="1 left"):
        decide_accounts.apply(sam, chosen[4:], Change("priority_vote", reason="met the new CFO"))
    with pytest.raises(RefusedError):
        decide_accounts.apply(user("mia"), chosen[:1], Change("priority_vote", reason="x"))


def test_the_list_is_in_force_when_both_sides_have_signed(workspace, user):
    waiting = lists.open_round()
    assert lists.find_target_list().signatures[0].signed_by == "mia@tallyfold.example"
    with pytest.raises(ConflictError, match="marketing has signed"):
        sign_list.sign_list(user("mia"), waiting.public)
    with pytest.raises(RefusedError):
        sign_list.sign_list(user("mia"), waiting.public, side="sales")
    assert sign_list.sign_list(user("sam"), waiting.public)
    fact = Decision.objects.filter(kind="list_signed").order_by("id").last()
    said = json.loads(fact.value)
    assert said["tiers"] == {
        accounts_public(member["account"]): member["tier"] for member in waiting.members
    }
    assert said["signed_by"]["sales"] == "sam@tallyfold.example"
    assert lists.open_round() is None
    assert len(lists.list_signed()) == 2
    assert Job.objects.filter(name="derive", state="waiting").exists()


def accounts_public(account):
    from accord.values import ids

    return ids.public_id(account)


def test_an_objection_keeps_the_list_from_being_signed_until_it_is_settled(workspace, user):
    sam, waiting = user("sam"), lists.open_round()
    row = accounts.list_accounts(Filters(), "rank", None, 1).rows[0]
    sign_list.object_to(sam, row.public_id, "they froze all spending", "one_to_many")
    with pytest.raises(RefusedError, match="1 objections are open"):
        sign_list.sign_list(sam, waiting.public)
    (objection,) = lists.list_objections()[row.account]
    with pytest.raises(AccordError, match="say how"):
        sign_list.settle_objection(user("mia"), objection.fact_id)
    sign_list.settle_objection(sam, objection.fact_id)
    assert not sign_list.sign_list(sam, waiting.public)
    assert sign_list.sign_list(user("mia"), waiting.public)


def test_settling_an_objection_asks_again_for_the_signatures_given_before_it(workspace, user):
    sam, waiting = user("sam"), lists.open_round()
    assert waiting.signatures.filter(side="marketing").exists()
    row = accounts.list_accounts(Filters(), "rank", None, 1).rows[0]
    sign_list.object_to(sam, row.public_id, "they froze all spending")
    (objection,) = lists.list_objections()[row.account]
    assert sign_list.settle_objection(sam, objection.fact_id, "they did not") == (
        "mia@tallyfold.example",
    )
    assert not waiting.signatures.exists()
    assert AuditEntry.objects.filter(action="ask_signatures_again").count() == 1
    sign_list.sign_list(user("mia"), waiting.public)
    sign_list.object_to(sam, row.public_id, "they froze all spending")
    (second,) = lists.list_objections()[row.account]
    sign_list.settle_objection(user("mia"), second.fact_id, "asked the bank")
    assert not waiting.signatures.exists()


def test_a_lock_made_while_a_list_waits_is_in_it_and_asks_for_both_signatures_again(
    workspace, user
):
    sam, mia, waiting = user("sam"), user("mia"), lists.open_round()
    member = next(each for each in waiting.members if each["tier"] == "one_to_few")
    lock = Change("tier_locked", "one_to_many", "they asked for less", 30_000)
    decide_accounts.apply(sam, [member["account"]], lock)
    with pytest.raises(ConflictError, match=member["name"]):
        sign_list.sign_list(sam, waiting.public)
    assert not lists.open_round().signatures.exists()
    assert not sign_list.sign_list(sam, waiting.public)
    assert sign_list.sign_list(mia, waiting.public)
    members = SigningRound.objects.get(public=waiting.public).members
    signed = {each["account"]: each["tier"] for each in members}
    assert signed[member["account"]] == "one_to_many"


def test_a_list_above_the_agreed_capacity_is_refused_naming_the_excess(
    workspace, user, monkeypatch
):
    sign_list.withdraw_list(user("mia"), lists.open_round().public)
    true = lists._rooms

    def crowded(reader):
        first, *rest = true(reader)
        return (
            lists.Room(first.tier, first.label, first.after - 2, first.signed, first.after),
            *rest,
        )

    monkeypatch.setattr(lists, "_rooms", crowded)
    with pytest.raises(RefusedError, match="2 too many"):
        sign_list.propose_list(user("mia"))
    assert not SigningRound.objects.filter(signed_at=None, closed_at=None).exists()


def test_two_people_who_edit_a_draft_never_overwrite_each_other(workspace, user):
    draft = asked.list_drafts()[0]
    mine = programs.save_draft(
        user("mia"), draft.version, draft.text + "# a\n", revision=draft.revision
    )
    with pytest.raises(ConflictError, match="mia@"):
        programs.save_draft(
            user("sam"), draft.version, draft.text + "# b\n", revision=draft.revision
        )
    assert asked.find_version(draft.version).text.endswith("# a\n")
    assert mine == draft.revision + 1


def test_a_draft_with_problems_is_kept_but_never_adopted(workspace, user):
    draft = asked.list_drafts()[0]
    programs.save_draft(user("mia"), draft.version, "schema: nonsense\n", revision=draft.revision)
    assert asked.find_version(draft.version).text == "schema: nonsense\n"
    with pytest.raises(RefusedError, match="problems"):
        programs.adopt_draft(user("robin"), draft.version, "try")
    assert asked.check_text("schema: nonsense\n")


def test_marketing_and_sales_adopt_together_and_a_revert_brings_the_rules_back(workspace, user):
    before = asked.find_current()
    text = before.text.replace("one_to_one: {capacity: 12}", "one_to_one: {capacity: 11}")
    assert text != before.text
    draft = programs.start_draft(user("mia"), "One less", text)
    assert not programs.adopt_draft(user("mia"), draft, "too many")
    assert asked.find_current().version == before.version
    assert programs.adopt_draft(user("sam"), draft, "agreed")
    after = asked.find_current()
    assert after.version != before.version
    assert set(after.adopted_by) == {"mia@tallyfold.example", "sam@tallyfold.example"}
    with pytest.raises(RefusedError):
        programs.revert(user("mia"), before.version, "no")
    programs.revert(user("robin"), before.version, "back")
    assert asked.find_current().version == before.version
    assert any("capacity: 11" in line for line in asked.compare(before.version, after.version))


def test_a_draft_that_began_from_an_older_version_is_compared_first(workspace, user):
    current = asked.find_current()
    old = programs.start_draft(user("sam"), "Mine", current.text + "# mine\n")
    text = current.text.replace("capacity: 12", "capacity: 10")
    programs.adopt_text(user("robin"), text, "Other", "other")
    with pytest.raises(ConflictError, match="was adopted since"):
        programs.adopt_draft(user("robin"), old, "mine")
    programs.rebase_draft(user("sam"), old)
    assert programs.adopt_draft(user("robin"), old, "compared")


def test_a_role_is_said_of_a_person_who_is_there(workspace, user):
    for row in accounts.iterate_accounts(Filters()):
        page = account_page.find_account(row.public_id)
        if page.people:
            break
    person = page.people[0]
    roles.confirm_role(user("sam"), row.public_id, person.public_id, "main", "champion")
    fact = Decision.objects.get(kind="role_confirmed")
    assert (fact.account, fact.person) == (row.account, person.person)
    assert json.loads(fact.value) == {"solution": "main", "role": "champion"}
    with pytest.raises(NotFoundError):
        roles.confirm_role(user("sam"), row.public_id, "0" * 13, "main", "champion")
    with pytest.raises(AccordError, match="no role"):
        roles.reject_role(user("sam"), row.public_id, person.public_id, "main", "boss")


def test_saved_views_belong_to_whoever_saved_them_until_they_are_shared(workspace, user):
    filters = Filters(text="acme", chosen={"tier": ("one_to_one",)}, is_rising=True)
    own = saved_views.save_view(user("mia"), "Warm", filters, "-engagement")
    shared = saved_views.save_view(user("mia"), "Ours", filters, "name", is_shared=True)
    assert views.find_view(own, user("mia")).filters == filters
    with pytest.raises(NotFoundError):
        views.find_view(own, user("sam"))
    assert [view.name for view in views.list_views(user("sam"))] == ["Ours"]
    with pytest.raises(NotFoundError):
        saved_views.delete_view(user("sam"), shared)
    saved_views.delete_view(user("robin"), shared)
    assert not views.list_views(user("sam"))


def test_a_decision_is_never_changed_and_every_deed_is_written_down(workspace, user):
    row = accounts.list_accounts(Filters(), "rank", None, 1).rows[0]
    notes.add_note(user("sam"), row.public_id, "Met Ada at the fair")
    note = Decision.objects.get(kind="note")
    note.reason = "other"
    with pytest.raises(TypeError, match="never changed"):
        note.save()
    deed = AuditEntry.objects.order_by("id").last()
    assert (deed.done_by, deed.action) == ("sam@tallyfold.example", "add_note")
    found = account_page.find_account(row.public_id)
    assert found.notes[0]["value"]["text"] == "Met Ada at the fair"
    assert connection.vendor in {"sqlite", "postgresql"}


def test_a_first_draft_is_previewed_against_the_rules_that_come_along(workspace, user):
    Adoption.objects.all().delete()
    draft = programs.start_draft(user("mia"), "Ours", shelf.text(shelf.DEFAULT))
    programs.start_preview(user("mia"), draft)
    previews.run(ProgramPreview.objects.get(draft__version=draft).pk)
    found = asked.find_preview(draft)
    assert (found.state, found.base) == ("ready", "")
    assert found.sentence.startswith("Nobody moves")


def test_a_signature_that_could_not_bring_the_list_into_force_can_be_given_again(
    workspace, user, monkeypatch
):
    waiting = lists.open_round()
    with monkeypatch.context() as broken:
        broken.setattr(sign_list, "_put_in_force", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sign_list.sign_list(user("sam"), waiting.public)
    assert not ListSignature.objects.filter(round=waiting, side="sales").exists()
    assert sign_list.sign_list(user("sam"), waiting.public)


def test_nobody_says_yes_to_a_revision_that_they_have_not_read(workspace, user):
    draft = programs.start_draft(user("mia"), "Ours", shelf.text(shelf.DEFAULT))
    read = asked.find_version(draft).revision
    programs.save_draft(user("sam"), draft, shelf.text(shelf.DEFAULT) + "\n", revision=read)
    with pytest.raises(ConflictError, match="changed this draft after you opened it"):
        programs.adopt_draft(user("mia"), draft, "agreed", revision=read)
    assert not asked.find_version(draft).approvals
    assert not programs.adopt_draft(user("mia"), draft, "agreed", revision=read + 1)
    assert asked.find_version(draft).approvals == ("marketing",)
