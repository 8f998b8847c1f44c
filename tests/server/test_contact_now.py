"""A withdrawal reaches what is already queued: the question reads what was just acknowledged."""

import pytest
from django.utils import timezone

from accord.facts import keys
from accord.groups import legal_basis
from accord.server import configuration, contact_now, home, inbox, keeping_out
from accord.server.actions import contact
from accord.server.records.queries import legal_basis as queries
from accord.values import time
from accord.values.errors import AccordError, RefusedError

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WHO = "new.person@nowhere.example"


@pytest.fixture
def mia(workspace, user):
    return user("mia")


def asked(email=WHO, purpose="email", sender="marketing"):
    return contact_now.ask(email, purpose, sender, timezone.now()).rule


def consent(mia, status, purpose="email"):
    contact.record_consent(mia, WHO, purpose, status, "newsletter wording 3")


def test_what_is_said_counts_before_it_is_filed(mia):
    assert asked() == "no_consent"
    consent(mia, "given")
    found = contact_now.ask(WHO, "email", "marketing", timezone.now())
    assert found.is_allowed
    assert found.said.wording == "newsletter wording 3"
    assert found.said.source == "accord"
    consent(mia, "withdrawn")
    assert asked() == "withdrawn"


def test_an_unsubscribe_in_the_inbox_counts_at_once(mia):
    from accord.facts import tables
    from accord.server.records.queries import programs

    consent(mia, "given")
    now = time.to_us(timezone.now())
    act = {
        "fact_id": "u1", "source": "mail", "occurred_at": now + 1, "known_at": now,
        "received_at": now, "is_backfilled": False, "kind_name": "unsubscribe", "email": WHO,
    }  # fmt: skip
    box = inbox.Inbox(home.path("inbox.db"), configuration.load().inbox_limit_bytes)
    box.append_rows("activities", [tables.activity(act, programs.current_program().zone)]).result()
    box.close()
    assert asked() == "withdrawn"


@pytest.mark.parametrize(("scope", "subject"), [("person", WHO), ("domain", "nowhere.example")])
def test_a_suppression_counts_at_once_and_can_be_lifted(mia, scope, subject):
    consent(mia, "given")
    with pytest.raises(AccordError, match="reason"):
        contact.suppress(mia, scope, subject, " ")
    contact.suppress(mia, scope, subject, "asked on the phone")
    assert asked() == f"suppressed_{scope}"
    (row,) = queries.list_suppressed()
    assert (row.scope, row.subject) == (scope, subject)
    contact.allow(mia, row.fact_id, "asked us to write again")
    assert asked() == "consent"
    assert queries.list_suppressed() == ()


def test_a_suppressed_account_stops_all_of_its_people(mia):
    import pyarrow.parquet as pq

    from accord.server import manifest
    from accord.values import ids

    folder = home.path("generations", manifest.current_generation_name())
    row = next(
        one for one in pq.read_table(folder / "people.parquet").to_pylist()
        if one["account"] and one["email"] and not one["excluded"] and not one["is_opted_out"]
    )  # fmt: skip
    contact.suppress(mia, "account", ids.public_id(row["account"]), "a lawsuit")
    assert asked(row["email"]) == "suppressed_account"


def test_somebody_erased_is_never_contacted(mia):
    consent(mia, "given")
    keeping_out.keep_out([keys.email_key(WHO)])
    assert asked() == "erased"


def test_the_table_is_the_team_s_and_keeps_who_set_it(mia, user):
    rows = legal_basis.written(legal_basis.STARTING)
    rows[0]["ground"] = "opt_out"
    with pytest.raises(RefusedError):
        contact.set_table(user("sam"), rows, "why not")
    before = timezone.now()
    contact.set_table(mia, rows, "agreed with counsel")
    assert asked() == "opt_out"
    assert contact_now.ask(WHO, "email", "marketing", before).rule == "no_consent"
    assert queries.in_force(timezone.now()).set_by == mia.email
