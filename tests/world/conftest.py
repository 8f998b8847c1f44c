import shutil
from pathlib import Path

import pytest

from world import worlds


@pytest.fixture(scope="session", autouse=True)
def _no_world_left_behind():
    yield
    for folder in worlds.folders:
        shutil.rmtree(Path(folder), ignore_errors=True)
