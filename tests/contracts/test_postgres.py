"""A team's workspace in PostgreSQL: several collectors, kills, and an erasure that leaves no byte."""

import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scanning import needles

import postgres
from sites import ALONE, Site, free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(postgres.why_not()), reason=postgres.why_not() or "it runs"),
]
EVENTS = 400
KILLS = 2
DERIVE = """
from accord.server import commands; commands.set_up()
from accord.server import derivation
derivation.run()
"""
ERASE = """
from accord.server import commands; commands.set_up()
from accord.server.actions import erase
from accord.server.erasing import work
from accord.server.records.models import Erasure
erase.ask(None, "ada@vanishing.example", is_full=True)
work.run(Erasure.objects.get().pk)
print(Erasure.objects.get().state)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.running() as url:
        yield url


@pytest.fixture
def url(server: str) -> Iterator[str]:
    made = postgres.database(server)
    yield made
    from accord.server import inbox_postgres

    inbox_postgres.forget(made)


@pytest.fixture
def team(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return a site whose tables and inbox stand in PostgreSQL."""
    monkeypatch.setenv("ACCORD_DATABASE_URL", url)
    made = Site(tmp_path / "home")
    yield made
    made.kill()


def track(name: str) -> dict[str, object]:
    return {"type": "track", "messageId": name, "userId": "u1", "event": "Clicked it"}


def stored(site: Site) -> Counter[str]:
    site.drain()
    return Counter(row["fact_id"] for row in site.facts().get("activities", []))


def write(url: str) -> None:
    from accord.server.inbox_postgres import PostgresStore

    opened = PostgresStore(url).open()
    for _ in range(100):
        opened.write([[("activities", 1, "json", b"[]")]])
    opened.close()


def follow(url: str, stop: threading.Event, seen: list[int]) -> None:
    """Read whatever comes after what was read last, as the compactor does."""
    from accord.server.inbox_postgres import PostgresStore

    reader, is_over = PostgresStore(url), False
    while not is_over:
        is_over = stop.is_set()
        found = reader.read_after(seen[-1] if seen else 0, 10**6, newest_first=False)
        seen += [entry.seq for entry in found]


def test_numbers_become_visible_in_their_order_however_many_write(url: str) -> None:
    stop, seen = threading.Event(), list[int]()
    writers = [threading.Thread(target=write, args=(url,)) for _ in range(4)]
    reader = threading.Thread(target=follow, args=(url, stop, seen))
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    reader.join()
    assert len(seen) == len(set(seen)) == 400


def test_entries_are_read_counted_and_deleted_as_from_a_file(url: str) -> None:
    from accord.server.inbox_postgres import PostgresStore

    store = PostgresStore(url)
    assert store.trial() == ""
    opened = store.open()
    first, second = opened.write([[("people", 3, "json", b"a")], [("people", 2, "json", b"b")]])
    assert second > first
    found = [entry.payload for entry in store.read_after(0, 3, newest_first=False)]
    assert found == [b"a"]
    found = [entry.payload for entry in store.read_after(0, 3, newest_first=True)]
    assert found == [b"b", b"a"]
    assert store.count_after(0) == 5
    assert store.delete_through(first) == 1
    assert store.count_after(0) == 2
    assert store.used_bytes() > 0
    assert store.identity() == PostgresStore(url).identity()
    opened.close()


class Doors:
    """Two collectors of one workspace, each killed and started again in turn."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.ports = (site.port, free_port())
        self.kills = 0
        self.killed_enough = threading.Event()
        self._running = {port: self._started(port) for port in self.ports}

    def _started(self, port: int) -> subprocess.Popen[bytes]:
        self.site.port = port
        self.site.start(code=ALONE)
        return self.site.processes.pop()

    def kill_until(self, done: threading.Event) -> None:
        while not done.wait(0.7):
            port = self.ports[self.kills % 2]
            self.kills += 1
            self.site.processes = [self._running[port]]
            self.site.kill()
            self._running[port] = self._started(port)
            if self.kills >= KILLS:
                self.killed_enough.set()

    def close(self) -> None:
        self.site.processes = list(self._running.values())

    def send(self, place: int, answered: set[str]) -> None:
        """Send ids one by one, to either door, until one has answered for each."""
        own = Site.__new__(Site)
        own.key = self.site.key
        for number in range(place, EVENTS, 4):
            batch = [track(f"id-{number}"), track(f"id-{number}")]
            if number >= EVENTS - 8:
                self.killed_enough.wait(120)
            for attempt in range(2_000):
                own.port = self.ports[(number // 4 + attempt) % 2]
                try:
                    if own.post("/v1/batch", {"batch": batch}).status == 200:
                        answered.add(f"id-{number}")
                        break
                except OSError:
                    time.sleep(0.02)  # the answer may be all that was lost


def test_two_collectors_killed_in_turn_lose_and_double_nothing(team: Site) -> None:
    doors, done, answered = Doors(team), threading.Event(), set[str]()
    senders = [threading.Thread(target=doors.send, args=(n, answered)) for n in range(4)]
    killer = threading.Thread(target=doors.kill_until, args=(done,))
    for thread in (*senders, killer):
        thread.start()
    for sender in senders:
        sender.join()
    done.set()
    killer.join()
    doors.close()
    team.kill()
    assert doors.kills >= KILLS
    found = stored(team)
    assert answered == {f"id-{number}" for number in range(EVENTS)}
    assert set(found) == answered
    assert set(found.values()) == {1}


def test_somebody_who_is_erased_is_in_no_byte_of_the_database(team: Site, server: str) -> None:
    import psycopg

    team.start(code=ALONE)
    who = {"userId": "ada-1", "anonymousId": "browser-of-ada"}
    traits = {"email": "ada@vanishing.example", "name": "Ada Vanishing", "title": "CFO"}
    company = {"name": "Vanishing", "website": "https://vanishing.example"}
    team.post("/v1/batch", {"batch": [
        {"type": "group", "messageId": "g", "groupId": "v1", "traits": company, **who},
        {"type": "identify", "messageId": "i", "traits": traits, **who},
        {"type": "track", "messageId": "t", "event": "Demo Requested", **who},
        {"type": "dance", "messageId": "d", "userId": "ada@vanishing.example"},
    ]})  # fmt: skip
    team.run(DERIVE)
    late = {"type": "identify", "messageId": "i2", "traits": traits | {"phone": "1"}, **who}
    team.post("/v1/batch", {"batch": [late]})
    name = urlsplit(team.environment["ACCORD_DATABASE_URL"]).path[1:]

    def bytes_found() -> list[bytes]:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("checkpoint")
            place, number = connection.execute(
                "select setting, (select oid from pg_database where datname = %s) "
                "from pg_settings where name = 'data_directory'", (name,)
            ).fetchone()  # fmt: skip
        files = [file for file in Path(place, "base", str(number)).iterdir() if file.is_file()]
        whole = b"".join(file.read_bytes() for file in files).lower()
        return [needle for needle in needles("ada@vanishing.example") if needle in whole]

    assert b"ada@vanishing.example" in bytes_found()
    assert team.run(ERASE).strip() == "done"
    assert bytes_found() == []
