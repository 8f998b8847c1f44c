"""Every address has a case here: who may ask for it, who may send to it, and nobody else does.

What somebody's rights refuse is refused before anything is written, for every address alike.
"""

import pytest
from django.apps import apps
from django.test import Client

from accord.server.records.models import AuditEntry, Decision, Erasure, SavedView
from accord.server.web import urls as web_urls
from accord.values import ids

pytestmark = pytest.mark.slow

OPEN = {"sign_in", "sign_in_link", "mail_results", "mail_click", "mail_opened", "mail_leave"}
"""For those who are not signed in; mail results prove themselves."""
OWN = {"sign_out", "theme", "password", "accounts_columns", "view_save", "view_delete"}
"""What everybody signed in does for themselves."""
PAGES = {
    "today", "more", "accounts", "accounts_export", "account", "account_timeline", "receipt",
    "account_fact", "account_brief", "account_brief_pdf", "targets", "targets_history",
    "targets_signed", "targets_kept_out", "program", "program_versions", "program_compare",
    "program_presets", "program_preset", "program_draft", "imports", "import", "import_mapping",
    "import_rejected", "import_sample", "import_acceptance", "inbound", "connections", "connection", "reconciliation", "gaps", "scorecard", "channels",
    "settings", "privacy", "erasure", "contact_rules", "legal_basis", "account_person", "account_group", "empty_seats", "empty_seats_file", "help",
    "glossary", "tracking", "tracking_key", "tracking_live",
    "tracking_quarantine", "tracking_event", "tracking_mail", "tokens", "seeing", "sending",
    "plays", "campaign", "campaign_preview", "audiences", "audience", "webhooks",
    "handoffs", "handoff", "handoff_people",
}  # fmt: skip
"""What everybody signed in may look at; nothing is sent to it, or readers are refused."""
WRITERS = {
    "accounts_bulk", "account_role", "account_step", "account_note", "empty_seats_seek", "empty_seats_audience", "targets_sign", "target_object",
    "target_override", "target_unlock", "target_withdraw", "program_revert", "program_adopt",
    "program_discard", "program_text", "program_section", "import_answer", "import_commit", "import_terms",
    "inbound_accept", "inbound_return", "contact_suppress", "contact_allow", "undo",
    "connection_new", "connection_edit", "connection_query", "connection_query_remove", "connection_fields", "connection_writing", "connection_write", "connection_run", "connection_pause",
    "connection_remove", "tracking_add", "tracking_change", "tracking_replay",
    "tracking_replay_all", "tracking_mail_add", "tracking_mail_change", "token_add", "token_change", "sending_try",
    "play_plan", "campaign_change", "campaign_mail", "campaign_take_out", "campaign_read", "campaign_launch",
    "campaign_move", "campaign_task", "campaign_addresses", "audience_add", "audience_file", "audience_remove",
    "webhook_add", "webhook_change", "webhook_retry",
    "handoff_desk", "handoff_away", "handoff_leave", "handoff_leave_undo", "handoff_accept",
    "handoff_reject", "handoff_give", "handoff_read", "handoff_outcome", "handoff_follow",
}  # fmt: skip
"""What readers may not send."""
ADMINS = {
    "retention",
    "facts_kept",
    "person_erase",
    "person_export",
    "user_invite",
    "user_role",
    "user_active",
}
"""What only admins may send."""


def routes():
    found = {}
    for prefix, patterns in (("/", web_urls.urlpatterns),):
        for pattern in patterns:
            address = prefix + str(pattern.pattern)
            while "<str:" in address:
                name = address.split("<str:")[1].split(">")[0]
                value = (
                    "engagement"
                    if name == "measure"
                    else "csv"
                    if name == "kind"
                    else "0000000000001"
                )
                address = address.replace(f"<str:{name}>", value)
            found[str(pattern.name)] = address
    return found


ROUTES = routes()


def test_every_address_has_a_case():
    cases = [OPEN, OWN, PAGES, WRITERS, ADMINS]
    assert set().union(*cases) == set(ROUTES)
    assert sum(map(len, cases)) == len(ROUTES), "an address stands in two cases"


@pytest.fixture(autouse=True)
def closed(monkeypatch):
    """Close what is downloaded: nobody reads it here."""
    given = Client.request

    def request(self, **asked):
        answer = given(self, **asked)
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer

    monkeypatch.setattr(Client, "request", request)


def everything():
    """Count the rows of every table, so that a write of any kind shows."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_app_config("records").get_models()
        if model.__name__ not in {"AppUser", "Watermark"}
    }


def test_nobody_who_is_not_signed_in_gets_or_sends_anything(workspace):
    before = everything()
    for name, address in ROUTES.items():
        if name in OPEN | {"theme"}:
            continue
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address)
            assert answer.status_code in {302, 401, 403, 405}, (name, method, answer.status_code)
            if answer.status_code == 302:
                assert "/sign-in/" in answer["Location"], (name, method)
    assert everything() == before


@pytest.mark.parametrize(
    ("who", "refused"), [("jo", WRITERS | ADMINS), ("sam", ADMINS), ("mia", ADMINS)]
)
def test_what_rights_refuse_changes_nothing(reads, who, refused):
    client = reads(who)
    before = everything()
    for name in sorted(refused):
        answer = client.post(ROUTES[name], {"person": "a@b.example", "is_sure": "on"})
        assert answer.status_code < 500, (name, answer.status_code)
    assert everything() == before


def test_a_reader_who_sends_to_a_page_changes_nothing(reads):
    before = everything()
    for name in sorted(PAGES):
        answer = reads("jo").post(ROUTES[name], {"x": "y"})
        assert answer.status_code < 500, (name, answer.status_code)
    assert everything() == before


def test_a_view_of_one_s_own_is_nobody_else_s(reads):
    mia = reads("mia")
    mia.post("/accounts/views/", {"name": "Zebra 77"})
    row = SavedView.objects.get(name="Zebra 77")
    place = f"/accounts/views/{ids.public_id(row.pk)}/delete/"
    for other in ("sam", "jo"):
        reads(other).post(place)
        assert SavedView.objects.filter(pk=row.pk).exists()
        assert "Zebra 77" not in reads(other).get("/accounts/").content.decode()


def test_every_answer_forbids_inline_code(reads):
    robin = reads("robin")
    for name, address in ROUTES.items():
        if name in {"accounts_export", "empty_seats_file"}:
            continue  # a file
        answer = robin.get(address)
        policy = answer.get("Content-Security-Policy", "")
        assert "unsafe" not in policy, name
        assert "script-src 'self'" in policy, name
        assert answer.get("X-Content-Type-Options") == "nosniff", name
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            page = answer.content.decode()
            assert " style=" not in page.replace(" style=&", ""), name
            assert " onclick=" not in page, name
            assert "<script>" not in page, name


def test_the_log_names_nobody(reads, caplog):
    from accord.server.records.queries import users

    robin = reads("robin")
    for address in ROUTES.values():
        robin.get(address, {"q": "ada.secret@acme.example"})
        robin.post(address, {"email": "ada.secret@acme.example", "password": "a secret word"})
    told = caplog.text
    assert "ada.secret" not in told
    assert "a secret word" not in told
    for user in users.list_users():
        assert user.email not in told


def test_hostile_words_in_every_filter_and_sort_are_only_words(reads):
    robin = reads("robin")
    words = [
        "'",
        '"; drop table account_rows; --',
        "') OR 1=1 --",
        "%",
        "\\",
        "\x00",
        "a" * 5_000,
        "{{7*7}}",
    ]
    fields = [
        "q",
        "text",
        "sort",
        "after",
        "tier",
        "stage",
        "owner",
        "industry",
        "country",
        "group",
        "limit",
    ]
    from accord.server.records.queries import accounts

    before = accounts.count_accounts(accounts.Filters())
    for address in ("/accounts/", "/targets/", "/imports/", "/api/v1/accounts", "/inbound/", "/"):
        for field in fields:
            for word in words:
                answer = robin.get(address, {field: word})
                assert answer.status_code < 500, (address, field, word[:30])
    assert accounts.count_accounts(accounts.Filters()) == before > 0


def test_nothing_was_decided_by_looking(reads):
    before = (Decision.objects.count(), AuditEntry.objects.count(), Erasure.objects.count())
    for address in ROUTES.values():
        reads("robin").get(address)
    assert (Decision.objects.count(), AuditEntry.objects.count(), Erasure.objects.count()) == before
