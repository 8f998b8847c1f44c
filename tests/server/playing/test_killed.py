"""A worker that is killed while mails leave sends nobody a mail twice, and forgets nobody."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

import post_office
import postgres

pytestmark = pytest.mark.slow
WORK = str(Path(__file__).parent / "mail_work.py")
MAILS, KILLS = (10_000, 50) if os.environ.get("ACCORD_NIGHTLY") else (120, 4)
LOST_AT = 37
"""Of so many mails the server hangs up after taking one, before it answers."""


def work(lab, *words, fault="", check=True):
    done = subprocess.run(
        [sys.executable, WORK, *words],
        env=lab.environment | {"ACCORD_FAULT": fault},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def office():
    with post_office.opened() as found:
        yield found


@pytest.fixture(scope="module")
def full(built, office, tmp_path_factory):
    """Fill an outbox over a published picture, once."""
    folder = tmp_path_factory.mktemp("full") / "home"
    shutil.copytree(built / "home", folder)
    environment = os.environ | {"ACCORD_HOME": str(folder)} | postgres.of_home(folder)
    words = [sys.executable, WORK, "fill", str(office[1]), str(MAILS)]
    subprocess.run(words, env=environment, check=True)
    return folder


@pytest.fixture
def post(full, office, lab):
    """Give the test an outbox of its own and an office that heard nothing yet."""
    shutil.rmtree(lab.folder / "home")
    shutil.copytree(full, lab.folder / "home")
    found = office[0]
    found.taken.clear()
    found.at_data = {}
    return found


def finished(lab):
    """Send what is left; return the addresses in each state."""
    lines = (line.split(" ") for line in work(lab, "finish").splitlines())
    return {state: emails for state, *emails in lines}


def taken(office):
    return Counter(to for _, recipients, _ in office.taken for to in recipients)


def test_random_kills_send_nobody_twice_and_forget_nobody(lab, post, seed):
    draw = random.Random(seed)
    post.at_data = {f"p{n}@acme.example": "" for n in range(LOST_AT, MAILS + 1, LOST_AT)}
    for _ in range(KILLS):
        worker = subprocess.Popen(
            [sys.executable, WORK, "send"], env=lab.environment, stdout=subprocess.DEVNULL
        )
        wanted = len(post.taken) + draw.randint(1, MAILS // (KILLS + 4))
        deadline = time.monotonic() + 120
        while len(post.taken) < wanted and time.monotonic() < deadline:
            time.sleep(draw.uniform(0.0, 0.01))
        assert worker.poll() is None, "it was done before it was killed"
        worker.kill()
        worker.wait()
    found, heard = finished(lab), taken(post)
    assert max(heard.values()) == 1, [to for to, n in heard.items() if n > 1]
    assert not found["waiting"] + found["claimed"] + found["handed"], "somebody was forgotten"
    assert set(found["sent"]) <= set(heard)
    missing = set(heard) - set(found["sent"])
    assert missing <= set(found["unknown"]), "what arrived without an answer is unknown"
    assert set(post.at_data) <= set(found["unknown"]), "an answer that was lost is not made up"
    assert len(found["unknown"]) <= len(post.at_data) + KILLS
    assert sum(map(len, found.values())) == MAILS


@pytest.mark.parametrize(
    ("point", "unknown"),
    [("mail.claimed", 0), ("mail.handed", 1), ("mail.delivered", 1), ("mail.settled", 0)],
)
def test_a_kill_at_each_point_ends_as_its_name_says(lab, post, point, unknown):
    work(lab, "send", fault=point, check=False)
    found, heard = finished(lab), taken(post)
    assert max(heard.values()) == 1
    assert len(found["unknown"]) == unknown
    assert len(found["sent"]) == MAILS - unknown


def test_work_of_the_team_is_asked_for_once_though_a_worker_died_over_it(built, lab):
    shutil.copytree(built / "home", lab.folder / "home", dirs_exist_ok=True)
    work(lab, "work", "6", fault="steps.done", check=False)
    tasks, accounts = work(lab, "work", "6").split()
    assert tasks == accounts != "0"
    assert work(lab, "work", "6").split() == [tasks, accounts]
