"""Sites for tests that collect: one that all may share, and ones of a test's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sites import Site


@pytest.fixture
def idle(tmp_path: Path) -> Iterator[Site]:
    """Return a site that is not started yet."""
    made = Site(tmp_path / "home")
    yield made
    made.kill()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start one site for all tests that leave it as it is."""
    made = Site(tmp_path_factory.mktemp("collect") / "home")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def site(shared: Site) -> Site:
    """Return a site that answers, with a key of the test's own."""
    shared.take_key()
    return shared


@pytest.fixture
def demo(built: Path, tmp_path: Path) -> Iterator[Site]:
    """Return a site over the demo workspace, with its worker, not started yet."""
    shutil.copytree(built / "home", tmp_path / "home")
    made = Site(tmp_path / "home")
    yield made
    made.kill()
