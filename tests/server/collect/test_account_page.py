"""From a stock call to the account's page: who clicked shows there within seconds."""

import time
from uuid import uuid4

import pytest

pytestmark = pytest.mark.slow

LOOK = """
from accord.server import commands; commands.set_up()
from accord.server.records.queries import account_page, accounts
from accord.server.records.queries.accounts import Filters
row = accounts.list_accounts(Filters(text="acme.example"), "rank").rows[0]
page = account_page.find_account(row.public_id)
print(row.is_fresh)
print([item for item in page.timeline][:3])
"""


def event(kind, **more):
    return {"type": kind, "messageId": str(uuid4()), **more}


def test_a_click_shows_on_the_account_s_page(demo):
    demo.start(worker=True)
    who = {"userId": "u-77", "anonymousId": "browser-77"}
    demo.post(
        "/v1/batch",
        {
            "batch": [
                event("page", anonymousId="browser-77", properties={"url": "https://x.example/pricing"}),
                event("identify", **who, traits={"email": "new.person@acme.example", "title": "CIO"}),
                event("track", **who, event="Demo Requested", properties={"message": "Call me"}),
            ]
        },
    )  # fmt: skip
    begun = time.monotonic()
    seen = ""
    while time.monotonic() - begun < 90:
        seen = demo.run(LOOK)
        if "hand_raise" in seen:
            break
    assert "hand_raise" in seen, seen
