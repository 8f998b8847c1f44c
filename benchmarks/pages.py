"""How fast pages answer at 50,000 accounts, 8 clients at once, a derivation going on meanwhile."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

FILTERS = [
    {},
    {"q": "soft"},
    {"q": "acme"},
    {"q": "zz nobody"},
    {"tier": "one_to_one"},
    {"tier": "one_to_many"},
    {"stage": "aware"},
    {"stage": "qualified"},
    {"industry": "software"},
    {"industry": "software", "country": "US"},
    {"country": "GB", "fit_band": "strong"},
    {"fit_band": "strong", "stage": "engaged"},
    {"owner": "sam@tallyfold.example"},
    {"change": "enters"},
    {"motion": "renew", "country": "DE", "industry": "retail"},
    {"sort": "-engagement"},
    {"sort": "name"},
    {"sort": "-fit", "industry": "manufacturing"},
    {"sort": "-engagement_change"},
    {"sort": "employees", "after": "last"},
]
"""Twenty lists: text, facets, pairs of facets, rare ones, sorts, a far page."""
PREPARE = """
import sys
from datetime import date, timedelta
from pathlib import Path
import pyarrow.parquet as pq
from rich.console import Console
from accord.server import commands, configuration, demo
commands.prepare()
from accord.facts import schemas
from accord.server import compactor, derivation, home, inbox
from accord.world import simulate, sizes
users = {mail: demo._user(mail, name, role) for mail, name, role in demo._people()}
folder = home.path(".world")
size = sizes.named("bench", events=int(sys.argv[1]))
simulate.simulate(size, "standard", 1, folder, demo._yesterday())
box = inbox.Inbox(home.path("inbox.db"), 4 * 10**9)
for kind in schemas.KINDS:
    file = folder / "facts" / f"{kind}.parquet"
    if file.exists():
        for batch in pq.ParquetFile(file).iter_batches(100_000):
            import pyarrow as pa
            box.append_table(kind, pa.Table.from_batches([batch])).result()
box.close()
with compactor.lease():
    compactor.Compactor().drain()
demo._adopt(users["robin@tallyfold.example"])
print(derivation.run().seconds, "s to derive")
"""
TREE = """
import sys
from accord.server import supervisor
supervisor.Supervisor(supervisor.commands("127.0.0.1", int(sys.argv[1]))).run()
"""
SESSION = """
from accord.server import commands
commands.set_up()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from accord.server.actions import sign_in
from accord.server.records.queries import accounts
user = sign_in.find_user("mia@tallyfold.example")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
filters = accounts.Filters()
print(session.session_key)
print(*[row.public_id for row in accounts.list_accounts(filters, "-engagement", None, 200).rows])
page = accounts.list_accounts(filters, "employees", None, accounts.count_accounts(filters) - 50)
print(page.next)
"""
AGAIN = """
import time
from accord.server import commands
commands.set_up()
from accord.server import jobs
while True:
    jobs.enqueue("derive")
    time.sleep(0.5)
"""
"""Keeps the worker deriving, as it does when facts come in all the time."""


def main() -> None:
    """Make the workspace, ask for pages, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--requests", type=int, default=200, help="requests of each client")
    parser.add_argument("--port", type=int, default=8119)
    parser.add_argument("--home", type=Path, help="a workspace that is there already")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        environment = os.environ | {"ACCORD_HOME": str(chosen.home or folder)}
        if chosen.home is None or not (chosen.home / "accord.db").exists():
            run(environment, PREPARE, str(chosen.events))
        measure(environment, chosen)


def measure(environment: dict[str, str], chosen: argparse.Namespace) -> None:
    """Ask for lists, then for account pages, while a derivation goes on."""
    key, ids, last = run(environment, SESSION).strip().split("\n")
    tree = subprocess.Popen([sys.executable, "-c", TREE, str(chosen.port)], env=environment)
    base = f"http://127.0.0.1:{chosen.port}"
    try:
        wait(base)
        lists = [
            "/accounts/?" + urllib.parse.urlencode(f | ({"after": last} if "after" in f else {}))
            for f in FILTERS
        ]
        pages = [f"/accounts/{each}/" for each in ids.split()]
        for words, addresses, limit in (("list", lists, 0.5), ("account page", pages, 0.3)):
            deriving = subprocess.Popen([sys.executable, "-c", AGAIN], env=environment)
            took = ask(base, addresses, key, chosen)
            deriving.kill()
            deriving.wait()
            p95 = statistics.quantiles(took, n=20)[-1]
            print(
                f"{words}: median {statistics.median(took) * 1000:.0f} ms, "
                f"p95 {p95 * 1000:.0f} ms (at most {limit * 1000:.0f}), n {len(took)}"
            )
    finally:
        tree.terminate()
        tree.wait()


def ask(base: str, addresses: list[str], key: str, chosen: argparse.Namespace) -> list[float]:
    """Return how long every request took, in seconds."""
    took: list[float] = []

    def client(number: int) -> None:
        for turn in range(chosen.requests):
            address = addresses[(number * 7 + turn) % len(addresses)]
            request = urllib.request.Request(  # noqa: S310 - our own
                base + address, headers={"Cookie": f"sessionid={key}"}
            )
            begun = time.perf_counter()
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                body = answer.read()
                assert answer.status == 200, (address, answer.status)  # noqa: S101, PLR2004
                assert b"sign-in" not in answer.url.encode(), address  # noqa: S101
            assert body  # noqa: S101
            took.append(time.perf_counter() - begun)

    clients = [threading.Thread(target=client, args=(n,)) for n in range(chosen.clients)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    return took


def wait(base: str) -> None:
    """Wait until the pages answer."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)


def run(environment: dict[str, str], code: str, *words: str) -> str:
    """Run code in a process of its own and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, check=True, stdout=subprocess.PIPE
    )
    return done.stdout.decode()


if __name__ == "__main__":
    main()
