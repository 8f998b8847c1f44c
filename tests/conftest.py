"""What every test shares: the drawn seed, and where real data is."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "everyday",
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("nightly", max_examples=500, deadline=None)
settings.load_profile("nightly" if os.environ.get("ACCORD_NIGHTLY") else "everyday")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real data sets, or skip where there is none."""
    place = os.environ.get("ACCORD_TEST_DATA")
    if not place or not Path(place).is_dir():
        pytest.skip("ACCORD_TEST_DATA names no folder of real data")
    return Path(place)


@pytest.fixture(scope="session")
def seed() -> int:
    """Return the seed of this run: drawn from the date by `make`, printed, repeatable."""
    return int(os.environ.get("ACCORD_SEED", "20261122"))
