"""The rules about imports really bite: a planted import is reported."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
    )


def test_an_import_against_the_order_is_caught(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "src" / "accord" / "values" / "planted.py"
    planted.write_text(
        '"""Planted."""\nfrom accord.scoring import score as score\nimport duckdb as d\n'
    )
    done = lint(tmp_path)
    assert done.returncode != 0
    assert "accord.values.planted -> accord.scoring.score" in done.stdout
    assert "accord.values.planted -> duckdb" in done.stdout
