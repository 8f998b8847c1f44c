"""Who is who does not hang on the order in which calls are filed, nor on how often they come.

Each call keeps its own moment of receipt, as with several collectors side by side: the number
of an account is that of the record received first, so receipt itself may name it.

Small worlds that share nothing stand in one log, since opening a log costs more than a world.
"""

import json
import os
import random

import pytest

import builders as b
from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts import keys, schemas, tables
from accord.facts.log import Log
from accord.identity import resolve
from accord.program import presets
from accord.server.collect import decoding
from accord.server.collect.parcels import Parcel
from accord.values import ids, time

NIGHTLY = bool(os.environ.get("ACCORD_NIGHTLY"))
PER_LOG = 200
WORLDS = 10_000 if NIGHTLY else PER_LOG
SEED = int(os.environ.get("ACCORD_SEED") or 0)
PROGRAM = presets.program()
START_S = b.moment(20) // time.SECOND
ARRIVED = b.moment(3)
STATE = [
    "accounts",
    "account_keys",
    "people",
    "person_keys",
    "person_roles",
    "unmatched",
    "relations",
    "decisions",
    "persons_by_key",
    "links",
]


def world(rng, name):
    """Return the calls of a few people of two firms on their browsers, and what a team decided."""
    firms = [f"{name}-a", f"{name}-b"]
    calls, decided = [], []
    for step in range(rng.randint(4, 12)):
        user = f"{name}-u{rng.randrange(3)}"
        firm = rng.choice(firms)
        call = {"messageId": f"{name}-{step}", "anonymousId": f"{name}-w{rng.randrange(3)}"}
        kind = rng.choice(("identify", "identify", "group", "group", "alias", "track", "page"))
        if kind not in {"track", "page"} or rng.random() < 0.5:
            call["userId"] = user
        if kind == "identify":
            mail = f"{rng.choice((user, f'{name}-shared'))}@{firm}.example"
            call["traits"] = rng.choice(
                (
                    {"email": mail},
                    {"title": f"CFO {step}"},
                    {"email": mail, "firstName": f"F{step}"},
                )
            )
        elif kind == "group":
            call |= {
                "groupId": firm,
                "traits": rng.choice(
                    ({}, {"name": firm, "website": f"{firm}.example"}, {"industry": f"i{step}"})
                ),
            }
        elif kind == "alias":
            call["previousId"] = rng.choice((f"{name}-w0", f"{name}-w1", f"{name}-u0"))
        else:
            call |= {"event": "Signed Up", "name": "Pricing", "properties": {"path": "/pricing"}}
        at = START_S + step * 3_600 + rng.randrange(3_000)
        calls.append(call | {"type": kind, "timestamp": at})
    one, other = (keys.record_key("tracking", firm) for firm in firms)
    for step in range(rng.randrange(3)):
        word = "account_merged" if rng.random() < 0.7 else "account_unmerged"
        decided.append(
            b.decision(word, account=one, subject=ids.public_id(other), days_ago=2 - step * 0.5)
        )
    return calls, decided


def arrived(rng, worlds, *, received_anyhow=False):
    """Return the log as calls are filed in some order, some of them again.

    Each has its own moment of receipt, or any at all: a queue was offline, a collector slow.
    """
    calls = [call for told, _ in worlds for call in told]
    calls += rng.sample(calls, len(calls) // 3)
    rng.shuffle(calls)
    parcels = []
    for call in calls:
        stamp = time.from_us(call["timestamp"] * time.SECOND).isoformat()
        body = json.dumps(call | {"timestamp": stamp}).encode()
        own = rng.randrange(86_400) if received_anyhow else call["timestamp"] % 86_400
        at = ARRIVED + own * 1_000  # its own, whenever it is filed
        parcels.append(Parcel("site", "tracking", at, call["type"], 1, "", "", False, False, body))
    found = decoding.decode(parcels, PROGRAM.zone)
    assert found.aside == []
    decided = [fact for _, some in worlds for fact in some]
    rng.shuffle(decided)
    rows = {kind: list(some) for kind, some in found.rows_by_kind.items()}
    if decided:
        rows["decisions"] = [fact.row for fact in decided]
    return rows


def table(kind, rows):
    """Return the facts of a kind, without what stands beside them."""
    named = set(schemas.SCHEMA_BY_KIND[kind].names)
    return tables.table(kind, [{n: v for n, v in row.items() if n in named} for row in rows])


def state(rows):
    """Return who is who: every table of people and accounts, without when we heard of it."""
    moment = AsOf(time.to_us(time.end_of_day(b.TODAY, PROGRAM.zone)), b.TODAY_NUMBER, PROGRAM.zone)
    with Session() as session:
        log = Log(tables_by_kind={kind: (table(kind, some),) for kind, some in rows.items()})
        logs.open_log(session, log, moment)
        resolve.resolve(session, PROGRAM, moment)
        found = {}
        for name in STATE:
            kept = session.arrow(f"SELECT * FROM {name}")
            told = [
                c for c in kept.column_names if c not in {"known_at", "received_at", "known_day"}
            ]
            found[name] = sorted(kept.select(told).to_pylist(), key=repr)
        return found


def law(rng, worlds, change=lambda rows: rows):
    one, other = state(arrived(rng, worlds)), state(change(arrived(rng, worlds)))
    for name in STATE:
        apart = [(x, y) for x, y in zip(one[name], other[name], strict=False) if x != y][:2]
        assert len(one[name]) == len(other[name]), (name, apart)
        assert not apart, (name, apart)


@pytest.mark.slow
def test_neither_order_nor_repetition_of_calls_changes_who_is_who():
    for number in range(WORLDS // PER_LOG):
        rng = random.Random(f"{SEED}:{number}")
        law(rng, [world(rng, f"x{number}y{each}") for each in range(PER_LOG)])


@pytest.mark.slow
def test_the_law_of_arrival_catches_one_who_believes_whom_it_heard_last():
    def last_heard(rows):
        later = [
            row | {"occurred_at": b.moment(1) + n} for n, row in enumerate(rows["person_traits"])
        ]
        return rows | {"person_traits": later}

    rng = random.Random(7)
    with pytest.raises(AssertionError):
        law(rng, [world(rng, f"x{each}") for each in range(50)], last_heard)


def told(rows):
    """Return what is known of each person, by all keys that lead to them, whatever their number."""
    found = state(rows)
    keys_by_person = {}
    for row in found["person_keys"]:
        keys_by_person.setdefault(row["person"], set()).add(row["key"])
    numbers = {"person", "account", "external_id", "source"}
    return {
        frozenset(keys_by_person[row["person"]]): {k: v for k, v in row.items() if k not in numbers}
        for row in found["people"]
    }


def receipt_law(rng, worlds, change=lambda rows: rows):
    one = told(arrived(rng, worlds))
    other = told(change(arrived(rng, worlds, received_anyhow=True)))
    assert one.keys() == other.keys()
    assert [(one[key], other[key]) for key in one if one[key] != other[key]] == []


@pytest.mark.slow
def test_when_calls_are_received_changes_nothing_that_is_known_of_a_person():
    for number in range(WORLDS // PER_LOG):
        rng = random.Random(f"{SEED}:{number}:received")
        worlds = [world(rng, f"r{number}y{each}")[0] for each in range(PER_LOG)]
        receipt_law(rng, [(calls, []) for calls in worlds])


@pytest.mark.slow
def test_the_law_of_receipt_catches_one_who_believes_whom_it_received_last():
    def last_received(rows):
        links = [row | {"occurred_at": row["received_at"]} for row in rows["identity_links"]]
        return rows | {"identity_links": links}

    rng = random.Random(7)
    with pytest.raises(AssertionError):
        receipt_law(rng, [world(rng, f"x{each}") for each in range(50)], last_received)


def call(step, user, *, browser="w", received=None, name=None):
    """Return a parcel of one act that says whose a browser is."""
    body = {
        "type": "track",
        "messageId": name or f"m{step}",
        "anonymousId": browser,
        "userId": f"{user}@acme.example",
        "event": "Signed Up",
        "timestamp": time.from_us(b.moment(20) + step * time.SECOND).isoformat(),
    }
    at = b.moment(3) + (step if received is None else received) * time.SECOND
    raw = json.dumps(body).encode()
    return Parcel("site", "tracking", at, "track", 1, "", "", False, False, raw)


def owner(*parcels):
    """Return whose the browser is, as the names of its tie."""
    rows = decoding.decode(parcels, PROGRAM.zone).rows_by_kind
    names = {keys.email_key(f"{user}@acme.example"): user for user in ("x", "y")}
    return [names[row["to_key"]] for row in state(rows)["links"]]


def test_a_browser_is_whose_it_was_last_told_to_be():
    x, y, again = call(1, "x"), call(2, "y"), call(3, "x")
    assert owner(x) == ["x"]
    assert owner(x, y) == ["y"]
    assert owner(x, y, again) == owner(again, y, x) == owner(y, again, x) == ["x"]


def test_a_call_heard_twice_says_once_whose_a_browser_is():
    assert owner(call(1, "x"), call(2, "y"), call(1, "x")) == ["y"]
    assert owner(call(1, "x"), call(2, "y"), call(1, "x", received=9, name="other")) == ["y"]


def test_of_acts_in_one_request_the_last_one_says_whose_a_browser_is():
    users = {1: "x", 2: "y", 3: "x", 4: "y", 5: "x"}
    for last, user in users.items():
        calls = [call(step, users[step], received=0) for step in range(1, last + 1)]
        assert owner(*calls) == [user]
