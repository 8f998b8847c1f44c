"""Programs come in by a token with the rights of its user or fewer, and read what pages show."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accord.server.actions import api_tokens, users
from accord.server.api import urls
from accord.server.records.models import ApiToken, Decision, Erasure, ImportRun
from accord.server.records.queries import accounts
from accord.values.errors import RefusedError

pytestmark = pytest.mark.slow

READ = {
    "api_accounts", "api_account", "api_people", "api_receipt", "api_targets", "api_picture", "api_me",
    "api_import", "api_suppressions", "api_erasure", "api_may_contact",
}  # fmt: skip
WRITE = {"api_imports", "api_import_commit", "api_suppress", "api_erase"}


def bearer(secret):
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def asks(workspace, user):
    """Return who asks with a token of somebody's, with an access role."""

    def made(name, role):
        return bearer(api_tokens.add(user(name), "Trial", role)[1])

    return made


def operations():
    found = urls.api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    fill = {"{public_id}": "0000000000001", "{measure}": "engagement"}
    for path, methods in found.items():
        if path.startswith("/api/"):
            address = path
            for name, value in fill.items():
                address = address.replace(name, value)
            yield from ((address, method) for method in methods)


def test_every_operation_is_closed_to_strangers_and_to_tokens_that_do_not_work(asks, user):
    _, secret = api_tokens.add(user("mia"), "Gone", "reader")
    api_tokens.revoke(user("mia"), ApiToken.objects.get(name="Gone"))
    found = list(operations())
    assert len(found) >= 14
    for address, method in found:
        for client in (Client(), bearer("accord_" + "x" * 43), bearer(secret)):
            answer = getattr(client, method)(address, {}, "application/json")
            assert answer.status_code == 401, (method, address)
            assert answer.json()["code"] == "who_are_you"


def test_what_is_read_is_what_the_page_shows(asks):
    client = asks("jo", "reader")
    page = client.get("/api/v1/accounts", {"limit": 5, "sort": "-engagement"}).json()
    shown = accounts.list_accounts(accounts.Filters(), "-engagement", None, 5)
    assert [one["id"] for one in page["items"]] == [row.public_id for row in shown.rows]
    assert page["items"][0]["engagement"] == shown.rows[0].engagement / 1_000_000
    rest = client.get("/api/v1/accounts", {"sort": "-engagement", "after": page["next"]}).json()
    assert not {one["id"] for one in rest["items"]} & {one["id"] for one in page["items"]}
    first = f"/api/v1/accounts/{page['items'][0]['id']}"
    receipt = client.get(f"{first}/receipts/engagement").json()
    assert abs(sum(one["points"] for one in receipt["reasons"]) - receipt["total"]) < 1e-6
    assert receipt["total"] == page["items"][0]["engagement"]
    assert client.get(f"{first}/people").json()
    assert client.get(first).json()["account"]["id"] == page["items"][0]["id"]
    every = client.get("/api/v1/accounts", {"limit": 500}).json()["items"]
    for one in every:
        for part in ("", "/people"):
            assert client.get(f"/api/v1/accounts/{one['id']}{part}").status_code == 200
    for one in every[:5]:
        for measure in ("fit", "intent"):
            answer = client.get(f"/api/v1/accounts/{one['id']}/receipts/{measure}")
            assert answer.status_code == 200
    assert client.get("/api/v1/targets").json()["members"]
    assert client.get("/api/v1/picture").json()["generation"]


def test_a_reader_s_token_changes_nothing(asks):
    client = asks("robin", "reader")
    before = (Decision.objects.count(), Erasure.objects.count(), ImportRun.objects.count())
    bodies = {
        "/api/v1/suppressions": {"scope": "domain", "subject": "acme.example", "reason": "asked"},
        "/api/v1/erasures": {"person": "ada@acme.example"},
        "/api/v1/imports": {"rows": [{"Company name": "New"}]},
    }
    for address, body in bodies.items():
        assert client.post(address, body, "application/json").status_code == 403, address
    assert (Decision.objects.count(), Erasure.objects.count(), ImportRun.objects.count()) == before


def test_rows_come_in_by_the_same_check_as_files(asks):
    client = asks("mia", "marketing")
    rows = [{"Company name": "Nordwind", "Company Domain Name": "nordwind.example"}]
    answer = client.post("/api/v1/imports", {"rows": rows}, "application/json")
    assert answer.status_code == 202
    from accord.server.actions import import_files
    from accord.values import ids

    public_id = answer.json()["id"]
    too_soon = client.post(f"/api/v1/imports/{public_id}/commit", {}, "application/json")
    assert too_soon.status_code == 409
    import_files.run(ids.from_public_id(public_id))
    checked = client.get(f"/api/v1/imports/{public_id}").json()
    assert (checked["state"], checked["rows_accepted"]) == ("checked", 1)
    done = client.post(f"/api/v1/imports/{public_id}/commit", {}, "application/json")
    assert done.status_code == 202


def test_a_token_never_does_more_than_its_user_may_by_now(workspace, user):
    mia, robin = user("mia"), user("robin")
    with pytest.raises(RefusedError, match="what you may, or less"):
        api_tokens.add(mia, "Too much", "admin")
    _, secret = api_tokens.add(mia, "Fine", "marketing")
    assert api_tokens.user_of(secret).access_role == "marketing"
    users.change_user(robin, mia, access_role="sales", is_active=True)
    assert api_tokens.user_of(secret).access_role == "reader"
    mia.refresh_from_db()
    users.change_user(robin, mia, access_role="sales", is_active=False)
    assert api_tokens.user_of(secret) is None


def test_a_former_secret_works_for_a_week_and_then_no_longer(workspace, user):
    row, first = api_tokens.add(user("mia"), "Job", "reader")
    second = api_tokens.rotate(user("mia"), row)
    assert first != second
    assert api_tokens.user_of(first) and api_tokens.user_of(second)
    ApiToken.objects.update(former_until=timezone.now() - timedelta(seconds=1))
    assert api_tokens.user_of(first) is None
    assert api_tokens.user_of(second)
    with pytest.raises(RefusedError):
        api_tokens.rotate(user("robin"), row)


def test_no_secret_is_kept(workspace, user):
    _, secret = api_tokens.add(user("mia"), "Job", "reader")
    kept = str(list(ApiToken.objects.values()))
    assert secret not in kept and secret.removeprefix("accord_") not in kept


def test_the_page_shows_a_secret_once_and_only_to_its_owner(workspace, user):
    client = Client()
    client.force_login(user("mia"))
    client.post("/settings/tokens/add/", {"name": "Nightly export", "access_role": "reader"})
    page = client.get("/settings/tokens/").content.decode()
    assert "accord_" in page
    again = client.get("/settings/tokens/").content.decode()
    assert "accord_" not in again and "Nightly export" in again
    other = Client()
    other.force_login(user("sam"))
    assert "Nightly export" not in other.get("/settings/tokens/").content.decode()
    row = ApiToken.objects.get(name="Nightly export")
    other.post(f"/settings/tokens/{row.public_id}/", {"deed": "revoke"})
    row.refresh_from_db()
    assert row.revoked_at is None


def test_somebody_signed_in_needs_the_pages_token_to_change_something(workspace, user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user("robin"))
    assert client.get("/api/v1/accounts").status_code == 200
    body = {"scope": "domain", "subject": "acme.example", "reason": "asked"}
    answer = client.post("/api/v1/suppressions", body, "application/json")
    assert answer.status_code in {401, 403}
    assert not Decision.objects.filter(
        kind="contact_suppressed", subject__contains="acme.ex"
    ).exists()


def test_what_is_not_there_is_said_as_json(asks):
    client = asks("jo", "reader")
    for address in ("/api/v1/nothing", "/api/v1/accounts/%2F", "/api/v1/accounts/zzz", "/api/x"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
