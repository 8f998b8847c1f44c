"""What tests of campaigns share: one picture throughout, and who plans."""

import pytest

from accord.server.records.queries import picture


@pytest.fixture
def pinned(workspace):
    """Read one generation throughout, whatever is published meanwhile."""
    with picture.pinning():
        yield


@pytest.fixture
def planner(user):
    """Return whoever plans campaigns."""
    return user("mia")
