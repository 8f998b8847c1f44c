"""Hostile text in every address, field and filter is only text: no error of ours, nothing changed."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.test import Client

import accord
from accord.server.api.entry import api
from accord.server.records.models import AppUser, Generation, Segment
from accord.server.records.queries import accounts
from accord.server.records.queries.accounts import Filters
from accord.server.web import urls as web_urls

pytestmark = pytest.mark.slow
HOSTILE = (
    "x'; DROP TABLE records_appuser; --\" %_\\') UNION SELECT * FROM read_csv('/etc/passwd') {{7*7}}",
    "\x00\u202e\ufeff\u0345=1+1\r\n" + "\U0001f600" * 2_500,
)
OUT = {"sign_out", "theme"}
SERVER = Path(accord.__file__).parent / "server"


def named():
    """Return every name of a field or filter that pages and forms of ours read."""
    text = "\n".join(file.read_text() for file in (SERVER / "web").rglob("*.py"))
    asked = set(re.findall(r"(?:GET|POST|post|said)\.get(?:list)?\(\s*\"([a-z_]+)\"", text))
    fields = set(re.findall(r"^    ([a-z_]+) = (?:forms\.\w+|DateField)\(", text, re.MULTILINE))
    facets = {"q", "sort", "after", *accounts.FACETS}
    assert len(asked) > 20
    assert len(fields) > 10
    return sorted(asked | fields | facets)


FIELDS = named()


def addresses(word):
    """Yield every address with the word in each of its places, and as somebody would write it."""
    said = quote(word[:1_000].replace("/", "").replace("\r\n", ""), safe="") or "x"
    for pattern in web_urls.urlpatterns:
        if pattern.name not in OUT:
            yield re.sub(r"<str:\w+>", said, "/" + str(pattern.pattern))


def operations(word):
    for path, methods in api.get_openapi_schema()["paths"].items():
        if path.startswith("/api/"):
            yield re.sub(r"\{\w+\}", quote(word[:1_000], safe=""), path), sorted(methods)


def state():
    """Return what no text may change: users, facts, pictures, tables and accounts."""
    return (
        list(AppUser.objects.order_by("pk").values_list("email", "access_role", "is_active")),
        list(Segment.objects.values_list("name", "row_count")),
        list(Generation.objects.values_list("name", flat=True)),
        sorted(model._meta.db_table for model in apps.get_models()),
        accounts.count_accounts(Filters()),
    )


@pytest.mark.parametrize("word", HOSTILE, ids=["sql", "signs"])
def test_hostile_text_is_only_text(reads, word):
    robin: Client = reads("robin")
    robin.raise_request_exception = True
    before = state()
    short = dict.fromkeys(FIELDS, word[:1_000])  # an address holds no more
    for address in addresses(word):
        for answer in (robin.get(address, short), robin.post(address, dict.fromkeys(FIELDS, word))):
            assert answer.status_code < 500, address
            if not answer.streaming:
                assert b"root:x:0" not in answer.content
    for field in ("q", "sort", "after", "which", "shown", "from", "reason", *accounts.FACETS):
        for address in ("/accounts/", "/targets/"):
            assert robin.get(address, {field: word[:1_000]}).status_code < 500, (address, field)
    assert state() == before
    body = {"email": word, "purpose": "email", "sender": "seller", "scope": "account",
            "subject": word, "reason": word, "person": word, "name": word, "source": word,
            "rows": [{word: word, "Email": word}]}  # fmt: skip
    for address, methods in operations(word):
        for method in methods:
            ask = getattr(robin, method)
            said = {"text": word[:1_000], "tier": word[:1_000], "after": word[:1_000]}
            answer = (
                ask(address, said) if method == "get"
                else ask(address, body, content_type="application/json")
            )  # fmt: skip
            assert answer.status_code < 500, (method, address)
    assert state() == before
