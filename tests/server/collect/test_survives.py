"""What was acknowledged is kept, once, whatever dies, fills up or is locked meanwhile."""

import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from segment.analytics.client import Client

from sites import ALONE, Site

pytestmark = pytest.mark.slow
NIGHTLY = bool(os.environ.get("ACCORD_NIGHTLY"))
EVENTS = 8_000 if NIGHTLY else 1_200
KILLS = 3
LOCKED_S = 30 if NIGHTLY else 6


def track(name, **more):
    return {"type": "track", "messageId": name, "userId": "u1", "event": "Clicked it"} | more


def stored(site):
    """Return how often each id stands in the segments, after everything was filed."""
    site.drain()
    return Counter(row["fact_id"] for row in site.facts().get("activities", []))


def test_kill_after_kill_under_a_stock_library_loses_and_doubles_nothing(idle):
    idle.start(code=ALONE)
    failed = []
    client = Client(idle.key, host=idle.url, max_retries=60, upload_interval=0.05,
                    on_error=lambda *told: failed.append(told), max_queue_size=20_000)  # fmt: skip
    done, killed_enough = threading.Event(), threading.Event()

    def send():
        for number in range(EVENTS):
            client.track("u1", "Clicked it", {"n": number}, message_id=f"id-{number}")
            if number % 100 == 99:
                time.sleep(0.12 if NIGHTLY else 0.5)
            if number == EVENTS - 100:
                killed_enough.wait()
        client.flush()
        done.set()

    sender = threading.Thread(target=send)
    sender.start()
    kills = 0
    while not done.wait(1.3):
        idle.kill()
        kills += 1
        if kills >= KILLS:
            killed_enough.set()
        time.sleep(0.4)
        idle.start(code=ALONE)
    sender.join()
    client.join()
    assert failed == []
    found = stored(idle)
    assert set(found) == {f"id-{number}" for number in range(EVENTS)}
    assert set(found.values()) == {1}


def test_a_crash_between_commit_and_answer_doubles_nothing(idle):
    sent = set()
    for crash in range(4):
        batch = [track(f"c{crash}-{n}") for n in range(25)]
        idle.start(code=ALONE, fault="inbox.after_commit")
        with pytest.raises(OSError):  # noqa: PT011 - the connection is cut, however it shows
            idle.post("/v1/batch", {"batch": batch})
        idle.kill()
        idle.start(code=ALONE)
        assert idle.post("/v1/batch", {"batch": batch}).status == 200
        idle.kill()
        sent |= {event["messageId"] for event in batch}
    found = stored(idle)
    assert set(found) == sent
    assert set(found.values()) == {1}
    (day,) = idle.counts()["days"]
    assert (day["accepted"], day["duplicate"], day["quarantined"]) == (100, 100, 0)


def test_an_id_is_known_for_ever_and_by_its_source(idle):
    idle.start(code=ALONE)
    for _ in range(3):
        idle.post("/v1/batch", {"batch": [track("same"), track("same")]})
        idle.drain()
    idle.post("/v1/track", track("same"), key="key9")
    idle.drain()
    assert stored(idle) == {"same": 1}
    idle.key, idle.source = "key9", "site9"
    assert stored(idle) == {"same": 1}


def test_sent_is_accepted_and_duplicate_and_quarantined_exactly(idle):
    idle.start(code=ALONE)
    bad = {
        "not_an_object": lambda n: n,
        "unknown_type": lambda n: {"type": "dance", "userId": "u", "n": n},
        "no_person": lambda n: {"type": "track", "event": "E", "messageId": f"p{n}"},
        "no_event": lambda n: {"type": "track", "userId": "u", "messageId": f"e{n}"},
        "no_group": lambda n: {"type": "group", "userId": "u", "messageId": f"g{n}"},
        "no_previous_id": lambda n: {"type": "alias", "userId": "u", "messageId": f"a{n}"},
        "bad_message_id": lambda n: track("x" * 300 + str(n)),
        "wrong_type": lambda n: track(f"w{n}", properties="text"),
        "too_large": lambda n: track(f"l{n}", properties={"x": "y" * 33_000}),
        "too_deep": lambda n: track(f"d{n}", properties=nested(90)),
        "too_many_properties": lambda n: track(
            f"m{n}", properties={str(k): 1 for k in range(10_001)}
        ),
    }
    for start in range(0, 1_000, 100):
        batch = [track(f"good{n}") for n in range(start, start + 100)]
        assert idle.post("/v1/batch", {"batch": batch}).status == 200
    assert idle.post("/v1/batch", {"batch": [track(f"good{n}") for n in range(50)]}).status == 200
    for make in bad.values():
        for start in (0, 5):
            batch = [make(n) for n in range(start, start + 5)]
            body = {"batch": batch}
            if make is bad["too_many_properties"]:
                for event in batch:
                    assert idle.post("/v1/batch", {"batch": [event]}).status == 200
                continue
            assert idle.post("/v1/batch", body).status == 200
    idle.drain()
    found = idle.counts()
    (day,) = found["days"]
    assert day["accepted"] == 1_000
    assert day["duplicate"] == 50
    assert day["quarantined"] == 10 * len(bad)
    assert Counter(one["reason"] for one in found["aside"]) == dict.fromkeys(bad, 10)
    assert all(one["raw"] and one["received_us"] for one in found["aside"])
    assert len(stored(idle)) == 1_000


def nested(levels):
    found = {"end": 1}
    for _ in range(levels):
        found = {"a": found}
    return found


def test_a_locked_inbox_answers_later_and_then_takes_everything(idle):
    idle.start(code=ALONE)
    assert idle.post("/v1/track", track("before")).status == 200
    other = sqlite3.connect(idle.home / "inbox.db", isolation_level=None, timeout=30)
    other.execute("begin exclusive")
    until, answers = time.monotonic() + LOCKED_S, []
    while time.monotonic() < until:
        answers.append(idle.post("/v1/track", track("during")))
        assert idle.ask("GET", "/health").status == 200
        assert idle.ask("GET", "/ready").status == 503
    other.execute("rollback")
    other.close()
    assert {(one.status, one.headers["retry-after"]) for one in answers} == {(503, "2")}
    begun = time.monotonic()
    while idle.post("/v1/track", track("after")).status != 200:
        assert time.monotonic() - begun < 10
    assert idle.ask("GET", "/ready").status == 200
    assert set(stored(idle)) == {"before", "after"}


@pytest.fixture
def cramped(tmp_path):
    """Return a site whose home is a disk of 12 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk can only be mounted by root")
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("a small disk can't be mounted here")
    site = Site(folder / "home")
    yield site
    site.kill()
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_answers_later_and_then_takes_everything(cramped):
    cramped.start(code=ALONE)
    filler = Path(cramped.home.parent, "filler")
    room = shutil.disk_usage(cramped.home).free
    filler.write_bytes(os.urandom(room - 700_000))
    acknowledged, refused, number = set(), 0, 0
    while refused < 3 and number < 400:
        batch = [track(f"{number}-{n}", properties={"x": os.urandom(700).hex()}) for n in range(20)]
        number += 1
        answer = cramped.post("/v1/batch", {"batch": batch})
        if answer.status == 200:
            acknowledged |= {event["messageId"] for event in batch}
        else:
            assert (answer.status, answer.headers["retry-after"]) == (503, "2")
            refused += 1
    assert refused == 3
    assert cramped.ask("GET", "/health").status == 200
    assert cramped.ask("GET", "/ready").status == 503
    filler.unlink()
    begun = time.monotonic()
    while cramped.post("/v1/track", track("after")).status != 200:
        assert time.monotonic() - begun < 10
    assert cramped.ask("GET", "/ready").status == 200
    assert acknowledged | {"after"} <= set(stored(cramped))


def test_a_request_to_end_under_load_loses_nothing(idle):
    idle.start(code=ALONE)
    acknowledged, stop = set(), threading.Event()

    def send(place):
        number = 0
        while not stop.is_set():
            batch = [track(f"t{place}-{number}-{n}") for n in range(10)]
            number += 1
            try:
                if idle.post("/v1/batch", {"batch": batch}).status == 200:
                    acknowledged.update(event["messageId"] for event in batch)
            except OSError:
                return

    senders = [threading.Thread(target=send, args=(place,)) for place in range(6)]
    for sender in senders:
        sender.start()
    time.sleep(1.5)
    begun = time.monotonic()
    idle.kill(signal.SIGTERM)
    assert time.monotonic() - begun < 10
    stop.set()
    for sender in senders:
        sender.join()
    assert len(acknowledged) > 100
    assert acknowledged <= set(stored(idle))


def test_bombs_and_wrong_keys_take_no_memory_and_write_nothing(idle):
    idle.start(code=ALONE)
    idle.post("/v1/track", track("first"))
    before = rss(idle)
    for _ in range(20):
        bomb = b'{"batch":[' + b" " * 30_000_000 + b"]}"
        assert idle.post("/v1/batch", bomb, packed="yes").status == 413
        assert idle.post("/v1/track", b"[" * 200_000).status in {200, 400}
        assert idle.post("/v1/track", track("no"), key="wrong").status == 401
    assert rss(idle) - before < 50_000_000
    assert set(stored(idle)) == {"first"}


def rss(site):
    """Return the memory of the server's processes, in bytes."""
    group, total = site.processes[0].pid, 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if os.getpgid(int(folder.name)) == group:
                    total += int(Path(folder, "statm").read_text().split()[1]) * 4096
            except (OSError, IndexError):
                continue
    return total


@pytest.mark.parametrize("later", ["+2h", "+25h", "+40d"] if NIGHTLY else ["+40d"])
def test_an_id_that_comes_again_much_later_counts_once(idle, later):
    library = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
    if library is None:
        pytest.skip("libfaketime is not installed; on Debian: apt-get install faketime")
    idle.start(code=ALONE)
    assert idle.post("/v1/batch", {"batch": [track("again")]}).status == 200
    idle.drain()
    idle.kill()
    clock = {"LD_PRELOAD": str(library), "FAKETIME": later, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    idle.environment |= clock
    idle.start(code=ALONE)
    assert idle.post("/v1/batch", {"batch": [track("again"), track("new")]}).status == 200
    other = {"batch": [track("again")]}
    assert idle.post("/v1/batch", other, key="key9").status == 200
    idle.drain()
    found = {row["fact_id"]: row for row in idle.facts()["activities"]}
    assert set(found) == {"again", "new"}
    assert found["new"]["received_at"] - found["again"]["received_at"] > 7_000_000_000
    (day, *more) = idle.counts()["days"]
    assert sum(one["duplicate"] for one in (day, *more)) == 1
    idle.source = "site9"
    assert [row["fact_id"] for row in idle.facts()["activities"]] == ["again"]


def test_a_wrong_key_costs_less_than_two_milliseconds_and_writes_nothing(idle):
    idle.start(code=ALONE)
    assert idle.post("/v1/track", track("first")).status == 200
    held = [(file.stat().st_size, file.stat().st_mtime_ns) for file in idle.home.glob("inbox.db*")]
    before, asked = busy_s(idle), 400
    for _ in range(asked):
        assert idle.post("/v1/track", track("no"), key="wrong").status == 401
    assert (busy_s(idle) - before) / asked < 0.002
    assert held == [(f.stat().st_size, f.stat().st_mtime_ns) for f in idle.home.glob("inbox.db*")]


def busy_s(site):
    """Return the seconds of processor time that the server's processes have used."""
    group, ticks = site.processes[0].pid, 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if os.getpgid(int(folder.name)) == group:
                    words = Path(folder, "stat").read_text().rpartition(")")[2].split()
                    ticks += int(words[11]) + int(words[12])
            except (OSError, IndexError):
                continue
    return ticks / os.sysconf("SC_CLK_TCK")


def test_facts_whose_disk_is_away_wait_and_are_filed_when_it_is_back(idle):
    idle.start(worker=True)
    assert idle.post("/v1/track", track("before")).status == 200
    wait_until_filed(idle)
    folder, away = idle.home / "segments", idle.home / "away"
    acknowledged = {"before"}
    for is_empty in (False, True):  # the folder is gone; a disk that is not mounted leaves it empty
        folder.rename(away)
        if is_empty:
            folder.mkdir()
        for number in range(10):
            name = f"{is_empty}-{number}"
            answer = idle.post("/v1/track", track(name))
            if answer.status == 200:
                acknowledged.add(name)
            else:
                assert (answer.status, "retry-after" in answer.headers) == (503, True)
            time.sleep(0.2)  # the worker looks into the inbox meanwhile
        assert idle.ask("GET", "/health").status == 200
        gone = idle.ask("GET", "/ready")
        assert (gone.status, b"facts" in gone.body) == (503, True)
        if is_empty:
            folder.rmdir()  # fails if anything was written where the disk was to be
        away.rename(folder)
        begun = time.monotonic()
        while idle.ask("GET", "/ready").status != 200:
            assert time.monotonic() - begun < 10
        wait_until_filed(idle)
        assert idle.post("/v1/track", track(f"{is_empty}-after")).status == 200
        acknowledged.add(f"{is_empty}-after")
    idle.kill()
    assert stored(idle) == Counter(acknowledged)


def wait_until_filed(site):
    """Wait until the running worker has filed what the inbox holds."""
    begun, waits = time.monotonic(), 1
    while waits:
        assert time.monotonic() - begun < 60
        time.sleep(0.1)
        with closing(sqlite3.connect(site.home / "inbox.db", timeout=10)) as box:
            waits = box.execute("select count(*) from inbox").fetchone()[0]
