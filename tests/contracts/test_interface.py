"""The interface answers as its description says, whatever it is asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


def test_no_server_error_and_no_answer_beside_the_description() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/api.py", "--seconds", "25"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    assert "Selected: 27/27" in done.stdout
