"""People who are signed in and read pages without a browser."""

from collections.abc import Callable

import pytest
from django.test import Client


@pytest.fixture
def reads(workspace, user) -> Callable[[str], Client]:
    """Sign somebody in by the name before the @; return who asks for pages."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(user(name))
        return client

    return signed_in
