"""The map in the README is made from the import contract, so that it can't drift."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_map_in_the_readme_is_the_contract() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/draw_map.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
