"""What a sales tool's export makes of the picture: contact, engagement and what may be mailed."""

from typing import Any

import builders as b
from accord.connectors import files
from accord.connectors.files import samples
from accord.derive import derive
from accord.program import presets
from accord.values import time

PROGRAM = presets.program("default_mid_market_saas")
PEOPLE = ("ada@acme.example", "ivan@acme.example", "nora@globex.example")
CRM = [
    b.company("Acme", "acme.example", **b.GOOD),
    b.company("Globex", "globex.example", **b.GOOD),
    *(b.person(email, "CFO", email.partition("@")[2]) for email in PEOPLE),
]


def _facts(name: str) -> list[b.Fact]:
    data = samples.content(name)
    plan = files.look(data, f"{name}.csv")
    received = time.to_us(b.AS_OF)
    return [
        b.Fact(kind, row)
        for chunk in files.read(data, plan, received, b.ZONE)
        for kind, table in chunk.tables.items()
        for row in table.to_pylist()
    ]


def _members(name: str) -> dict[str, dict[str, Any]]:
    picture = derive.derive(b.log(CRM, _facts(name)), PROGRAM, b.AS_OF)
    emails = {row["person"]: row["email"] for row in picture.tables["people"].to_pylist()}
    return {emails[row["person"]]: row for row in picture.tables["members"].to_pylist()}


def test_replies_and_conversations_warm_while_what_only_we_did_reaches() -> None:
    found = _members("salesloft_cadences")
    told = {who: (row["is_reached"], row["points"] > 0) for who, row in found.items()}
    assert told == {
        "ada@acme.example": (True, True),
        "ivan@acme.example": (False, False),
        "nora@globex.example": (True, False),
    }


def test_a_bounce_is_a_bad_address_and_an_opt_out_keeps_mails_away() -> None:
    found = _members("outreach_sequences")
    assert {who: row["is_reachable"] for who, row in found.items()} == {
        "ada@acme.example": True,
        "ivan@acme.example": False,
        "nora@globex.example": False,
    }
