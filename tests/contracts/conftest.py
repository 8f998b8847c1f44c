"""One door for all stock clients, each with a key of its own."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sites import ALONE, Site

NODE = Path(__file__).parent / "node"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start one site for all clients."""
    made = Site(tmp_path_factory.mktemp("contracts") / "home")
    made.start(code=ALONE)
    yield made
    made.kill()


@pytest.fixture
def site(shared: Site) -> Site:
    """Return the site with a key of the test's own."""
    shared.take_key()
    return shared


@pytest.fixture(scope="session")
def node() -> Path:
    """Return the folder of the Node clients, installed from their lock; skip without Node."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed: the Node clients can't be driven")
    if not (NODE / "node_modules" / "@segment").exists():
        done = subprocess.run(
            ["npm", "ci", "--no-fund", "--no-audit"], cwd=NODE, capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"npm could not install the clients: {done.stderr.decode()[-300:]}")
    return NODE
