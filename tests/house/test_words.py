"""What the project may say: no addresses in lock files, no machine of anybody's."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_hold_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert text.count("--hash=sha256:") > 100


def test_no_tracked_text_names_a_home_or_a_workplace() -> None:
    banned = re.compile(r"/(?:home|root|Users|work)/[a-z]|\.\./shared/(?!data)")
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".html", ".css", ".sh", ".lock", ""}:
            if "static/vendor" in str(path) or path == Path(__file__):
                continue
            text = path.read_text(errors="ignore")
            found = banned.search(text)
            assert not found, f"{path}: {found and found.group()}"


def test_nothing_large_is_kept() -> None:
    for path in tracked():
        assert path.stat().st_size < 1_500_000, f"{path} is too large to keep"
