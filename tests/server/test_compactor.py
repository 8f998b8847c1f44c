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


def lines_of(file):
    return file.read_text().count("\n") if file.exists() else 0


def start(lab, stream, *words):
    return subprocess.Popen(
        [sys.executable, WORK, *[str(word) for word in words]],
        env=lab.environment,
        stdout=stream,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.slow
def test_random_kills_lose_and_double_nothing(lab, seed, tmp_path):
    draw = random.Random(seed)
    acked: set[str] = set()
    for turn in range(KILLS):
        files = {name: tmp_path / f"{name}{turn}" for name in ("acked", "filed")}
        # Half of what was sent is sent again under the same ids.
        with files["acked"].open("wb") as heard, files["filed"].open("wb") as filed:
            both = {
                "acked": start(lab, heard, "write", turn * 1000, 2000, 20),
                "filed": start(lab, filed, "drain_for_ever"),
            }
        wanted = {name: draw.randint(1, 40) for name in files}
        deadline = time.monotonic() + 60
        while both and time.monotonic() < deadline:  # kills fall among commits, not before them
            for name in [name for name in both if lines_of(files[name]) >= wanted[name]]:
                process = both.pop(name)
                process.kill()
                process.wait()
            time.sleep(draw.uniform(0.0, 0.02))
        assert not both, "the work never got as far as its kill"
        acked |= set(files["acked"].read_text().split("\n")[:-1])  # the last line may be torn
    work(lab, "drain")
    doubled, found = stored(lab)
    assert len(acked) >= 20 * KILLS
    assert acked <= found
    assert doubled == 0
