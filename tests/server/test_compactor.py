"""Nothing acknowledged is lost and nothing counts twice, whatever is killed when."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from accord.server import faults

WORK = str(Path(__file__).parent / "crash_work.py")
STORAGE_POINTS = [
    point
    for point in faults.POINTS
    if point.split(".")[0] in {"inbox", "segment", "seen", "manifest", "merge"}
]
KILLS = 200 if os.environ.get("ACCORD_NIGHTLY") else 20


def work(lab, *words, fault="", check=True):
    done = subprocess.run(
        [sys.executable, WORK, *[str(word) for word in words]],
        env=lab.environment | {"ACCORD_FAULT": fault},
        capture_output=True,
        text=True,
        check=False,
    )
    killed = done.returncode == -9
    assert killed or done.returncode == 0, done.stderr
    if check:
        assert not killed
    return killed, done.stdout.split()


def stored(lab):
    _, lines = work(lab, "stored")
    return int(lines[0]), set(lines[1:])


@pytest.mark.slow
@pytest.mark.parametrize("point", STORAGE_POINTS)
def test_a_process_killed_at_a_fault_point_loses_and_doubles_nothing(lab, point):
    _, acked = work(lab, "write", 0, 900, 100)
    work(lab, "drain")
    killed_writing, more = work(lab, "write", 900, 900, 100, fault=point, check=False)
    killed_filing, _ = work(lab, "drain", fault=point, check=False)
    assert killed_writing or killed_filing, f"{point} was never reached"
    work(lab, "write", 900, 900, 100)  # the client that heard no answer sends again
    work(lab, "drain")
    doubled, found = stored(lab)
    assert doubled == 0
    assert found == {f"a{number}" for number in range(1800)}
    assert set(acked) | set(more) <= found


@pytest.mark.slow
def test_random_kills_lose_and_double_nothing(lab, seed, tmp_path):
    draw = random.Random(seed)
    acked_file = tmp_path / "acked"
    first = 0
    for _ in range(KILLS):
        both = []
        with acked_file.open("ab") as stream:
            for words in (("write", first, 2000, 20), ("drain",)):
                both.append(
                    subprocess.Popen(
                        [sys.executable, WORK, *[str(word) for word in words]],
                        env=lab.environment,
                        stdout=stream,
                        stderr=subprocess.DEVNULL,
                    )
                )
        time.sleep(draw.uniform(0.5, 1.6))
        for process in both:
            process.kill()
            process.wait()
        first += 1000  # half of what was sent is sent again under the same ids
    work(lab, "drain")
    doubled, found = stored(lab)
    acked = {line for line in acked_file.read_text().split("\n")[:-1] if line.startswith("a")}
    assert len(acked) > 100 * KILLS / 20
    assert acked <= found
    assert doubled == 0
