"""The quickstart is run exactly as it stands."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```(sh|text)\n(.*?)```", re.DOTALL)


@pytest.mark.slow
def test_every_block_of_the_quickstart_does_what_the_page_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    env = dict(os.environ, PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    env.pop("ACCORD_HOME", None)
    script, said, checked = [], "", 0
    for kind, text in BLOCK.findall((ROOT / "docs" / "quickstart.md").read_text()):
        if kind == "text":
            for line in text.strip().splitlines():
                assert line in said, f"{line!r} is not in:\n{said}"
                checked += 1
            continue
        exports = [line for line in text.splitlines() if line.startswith("export ")]
        script += exports
        done = subprocess.run(
            ["bash", "-euc", "\n".join([*script, text])],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"{text}\n{said}"
    assert checked >= 7
