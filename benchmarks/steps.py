"""How many steps of plays are done a second, while events come in and pages are read.

    python benchmarks/steps.py --steps 20000                 SQLite, one worker
    python benchmarks/steps.py --steps 20000 --workers 4     PostgreSQL, four workers

A step is one mail of a campaign: its account's step comes due, the mail is written into the
outbox and the account's next step dated, the mail is claimed, asked about (suppression, legal
basis, caps, quiet hours, freezes), marked as handed over, settled, and told to the log, all
committed. Mails that a cap put off were asked about, too; they are left when the next round
begins. The mail server is left out: handing over answers at once. Rounds lie two weeks
apart, so that caps of a week let the mails go. PostgreSQL is a server of its own that survives
a power cut as it is installed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from base64 import b64encode
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Self
from uuid import uuid4

import collect
import pages
import peak

sys.path.append(str(Path(__file__).parents[1] / "tests"))
import postgres

EVENTS_A_SECOND = 200
PER = 20
GOALS = {1: 200, 4: 500}
FILL = """
import sys
from accord.server import commands
commands.set_up()
from accord.groups import legal_basis
from accord.server.actions import contact
from accord.server.mailing import how as hows
from accord.server.mailing.how import How
from accord.server.records.models import AppUser
rows = [{"country": "*", "purpose": purpose, "sender": "*", "ground": "opt_out"}
        for purpose in legal_basis.PURPOSES]
mia = AppUser.objects.get(email="mia@tallyfold.example")
contact.set_table(mia, rows, "as this measurement needs it")
hows.keep(How(by="smtp", host="127.0.0.1", port=25, security="none", from_name="Us",
    from_address="hello@us.example", base_url="http://127.0.0.1", postal="1 Way",
    per_minute=10**6))
"""
ROUND = """
import sys
from datetime import datetime, timedelta
from accord.server import commands
commands.set_up()
from accord.server.playing import people
from accord.server.records.models import Campaign, Enrolment
from accord.server.records.queries import picture, programs
now, most = datetime.fromisoformat(sys.argv[1]), int(sys.argv[2])
Campaign.objects.update(state="paused")
campaign = Campaign.objects.create(play="industry_benchmark", title="C", state="running",
    owner="mia@tallyfold.example", program_version=programs.current_program().version,
    texts={"1": {"subject": "Hello", "body": "Some words."}}, launched_at=now)
asked = '''SELECT account FROM {targets} t WHERE coalesce(signed_tier, tier) IS NOT NULL
    AND account IN (SELECT account FROM {members} WHERE role IN
        ('functional_leader', 'economic_buyer', 'technical_evaluator'))
    ORDER BY account LIMIT ''' + str(most)
with picture.pinning():
    reader = people.reader()
    rows = reader.rows(asked.format(targets=reader.source("targets"),
        members=reader.source("members")))
Enrolment.objects.bulk_create([Enrolment(campaign=campaign, account=row["account"],
    state="live", starts_at=now, next_place=1, due_at=now) for row in rows], batch_size=500)
print(campaign.pk, len(rows))
"""
WORK = """
import sys
from datetime import datetime
from accord.server import commands
commands.set_up()
from accord.server.mailing.outcomes import Outcome
from accord.server.playing import post, steps
from accord.server.records.queries import picture
taken = Outcome("sent", "250 taken")
print("ready", flush=True)
for line in sys.stdin:
    now = datetime.fromisoformat(line.strip())
    with picture.pinning():
        while steps.run(now) + post.run(lambda rows: lambda row: taken, now):
            pass
    print("done", flush=True)
"""
COUNT = """
import sys
import json
from collections import Counter
from datetime import datetime
from accord.server import commands
commands.set_up()
from accord.server.records.models import Enrolment, Sending
now = datetime.fromisoformat(sys.argv[1])
due = Sending.objects.filter(state="waiting", due_at__lte=now, campaign__state="running").count()
untold = Sending.objects.filter(state="sent", is_told=False).count()
late = Enrolment.objects.filter(
    state="live", due_at__lte=now, campaign__state="running").count()
states = Counter(Sending.objects.values_list("state", flat=True))
print(json.dumps([states, {"mails due": due, "mails untold": untold, "accounts due": late}]))
"""
FIRST_ROUND = "2027-03-01T16:00:00+00:00"


def main() -> None:
    """Make a workspace, do steps in rounds until there were enough, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=20_000, help="mails at least")
    parser.add_argument("--workers", type=int, default=1, help="more than one: on PostgreSQL")
    parser.add_argument("--events", type=int, default=100_000, help="activities of the history")
    parser.add_argument("--accounts", type=int, default=2_000, help="of each campaign, at most")
    parser.add_argument("--port", type=int, default=8139)
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="accord-bench-")))
        environment = os.environ | {"ACCORD_HOME": str(folder / "home")}
        if chosen.workers > 1:
            if why := postgres.why_not():
                raise SystemExit(why)
            environment["ACCORD_DATABASE_URL"] = stack.enter_context(postgres.running(()))
        pages.run(environment, pages.PREPARE, str(chosen.events))
        pages.run(environment, FILL)
        keys = [{"key": collect.KEY, "source": "benchmark", "space": "tracking"}]
        (folder / "home" / "write_keys.json").write_text(json.dumps(keys))
        measure(environment, chosen)


def measure(environment: dict[str, str], chosen: argparse.Namespace) -> None:
    """Do rounds of steps beside the door and a reader, and judge the figures."""
    session = pages.run(environment, pages.SESSION).split("\n")[0]
    tree = subprocess.Popen([sys.executable, "-c", pages.TREE, str(chosen.port)], env=environment)
    base = f"http://127.0.0.1:{chosen.port}"
    workers = [Worker(environment) for _ in range(chosen.workers)]
    try:
        pages.wait(base)
        with peak.Looking(base, session) as looking, Door(base) as door:
            accounts, mails, took = _rounds(environment, chosen, workers)
    finally:
        for worker in workers:
            worker.end()
        tree.terminate()
        tree.wait()
    p95 = statistics.quantiles(looking.took, n=20)[-1]
    print(
        f"{mails:,} mails at {accounts:,} accounts' steps in {took:.1f} s: {mails / took:,.0f} a "
        f"second (at least {GOALS.get(chosen.workers, 0)}), {chosen.workers} workers; "
        f"{door.taken / door.seconds:.0f} events a second taken meanwhile; list of accounts "
        f"median {statistics.median(looking.took) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
    )
    if mails / took < GOALS.get(chosen.workers, 0):
        raise SystemExit("missed")


def _rounds(
    environment: dict[str, str], chosen: argparse.Namespace, workers: "list[Worker]"
) -> tuple[int, int, float]:
    """Return how many accounts' steps and mails were done, in which time of work."""
    accounts, took, number = 0, 0.0, 0
    while True:
        now = _moment(number)
        found = pages.run(environment, ROUND, now, str(chosen.accounts)).split()
        accounts += int(found[1])
        begun = time.perf_counter()
        for worker in workers:
            worker.begin(now)
        for worker in workers:
            worker.wait()
        took += time.perf_counter() - begun
        number += 1
        states, undone = json.loads(pages.run(environment, COUNT, now))
        if any(undone.values()) or states.keys() & {"claimed", "handed"}:
            raise SystemExit(f"left undone: {undone}, {states}")
        mails = sum(states.values())
        if mails >= chosen.steps:
            print("mails by state:", states)
            return accounts, mails, took


def _moment(number: int) -> str:
    from datetime import datetime, timedelta

    return (datetime.fromisoformat(FIRST_ROUND) + timedelta(days=14 * number)).isoformat()


class Worker:
    """A process that does what is due when it is told a moment."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WORK],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.wait()

    def begin(self, now: str) -> None:
        """Tell it the moment of a round."""
        stream = self._stream(self._process.stdin)
        stream.write(now + "\n")
        stream.flush()

    def wait(self) -> None:
        """Wait until nothing is due any more; a worker that broke ends the measurement."""
        if not self._stream(self._process.stdout).readline():
            raise SystemExit("a worker ended early")

    def end(self) -> None:
        """Let it go."""
        self._process.kill()
        self._process.wait()

    @staticmethod
    def _stream(found: IO[str] | None) -> IO[str]:
        if found is None:
            raise SystemExit("a worker can't be spoken to")
        return found


class Door:
    """A site that sends so many events a second, in batches."""

    def __init__(self, base: str) -> None:
        self._address = f"{base}/v1/batch"
        self._key = b64encode(f"{collect.KEY}:".encode()).decode()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._send)
        self.taken = 0
        self.seconds = 0.0

    def __enter__(self) -> Self:
        self._begun = time.perf_counter()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self.seconds = time.perf_counter() - self._begun

    def _send(self) -> None:
        due = time.perf_counter()
        while not self._stop.wait(max(0.0, due - time.perf_counter())):
            due += PER / EVENTS_A_SECOND
            batch = [collect.EVENT | {"messageId": str(uuid4())} for _ in range(PER)]
            request = urllib.request.Request(  # noqa: S310 - our own
                self._address,
                data=json.dumps({"batch": batch}).encode(),
                headers={"Authorization": f"Basic {self._key}", "Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                answer.read()
            self.taken += PER


if __name__ == "__main__":
    main()
