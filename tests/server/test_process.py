"""Processes that do heavy work stand behind those that answer people."""

import subprocess
import sys
from pathlib import Path

import pytest

BACK = """
import os
from pathlib import Path
from accord.server import process
process.stand_back(7)
group = Path("/proc/self/autogroup")
told = group.read_text().split() if group.exists() else []
print(os.nice(0), told[-1] if told else 7)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="sessions are weighed by Linux only")
def test_a_process_that_stands_back_tells_its_own_session_as_well():
    done = subprocess.run(
        [sys.executable, "-c", BACK],
        check=True,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert done.stdout.split() == ["7", "7"]


@pytest.mark.skipif(sys.platform != "linux", reason="sessions are weighed by Linux only")
def test_a_process_in_somebody_elses_session_leaves_it_alone():
    group = Path("/proc/self/autogroup")
    before = group.read_text() if group.exists() else ""
    done = subprocess.run([sys.executable, "-c", BACK], check=True, capture_output=True, text=True)
    assert done.stdout.split()[0] == "7"
    assert (group.read_text() if group.exists() else "") == before
