"""What an operator sets: read once, and every mistake named with what the setting is for."""

import pytest

from accord.server import configuration
from accord.values.errors import AccordError


@pytest.fixture(autouse=True)
def _fresh():
    configuration.load.cache_clear()
    yield
    configuration.load.cache_clear()


def test_every_setting_that_cannot_be_read_is_named_with_what_it_is_for(monkeypatch):
    monkeypatch.setenv("ACCORD_PORT", "eight")
    monkeypatch.setenv("ACCORD_MEMORY_LIMIT", "lots")
    with pytest.raises(AccordError) as caught:
        configuration.load()
    said = caught.value.message
    assert "ACCORD_PORT (port that the pages are served on) is 'eight'" in said
    assert "ACCORD_MEMORY_LIMIT (memory of the engine when deriving, as 1500MB or 4GB)" in said


def test_a_database_of_another_kind_is_refused_with_the_two_that_work(monkeypatch):
    monkeypatch.setenv("ACCORD_DATABASE_URL", "mysql://accord@localhost/accord")
    with pytest.raises(AccordError, match="postgresql://user@host/name"):
        configuration.database(configuration.load())


def test_a_database_address_is_read_with_its_escaped_password(monkeypatch):
    monkeypatch.setenv("ACCORD_DATABASE_URL", "postgresql://me:p%40ss@db:5433/accord")
    found = configuration.database(configuration.load())
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("me", "p@ss", "db")
    assert (found["PORT"], found["NAME"]) == ("5433", "accord")
