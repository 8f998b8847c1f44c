"""The demo prints a way in for everybody who decides something."""

import pytest
from rich.console import Console

from accord.server import demo
from accord.server.actions import users

pytestmark = pytest.mark.django_db


def test_the_demo_prints_a_link_for_marketing_sales_and_the_admin(capsys):
    for email, name, role in demo._people():
        users.add_user(None, email, name, role)
    demo._welcome(Console(), "http://127.0.0.1:8710")
    said = capsys.readouterr().out
    for who in ("Mia, marketing", "Sam, sales", "Robin, admin"):
        assert f"Sign in once as {who}:" in said
    assert said.count("/sign-in/") == 3
