"""Secrets are sealed at rest, old plain ones too, keys are rotated, and a lost key is said plainly."""

import json
import logging
import tarfile

import pytest
from cryptography.fernet import Fernet

from accord.server import backup, configuration, doctor, home, sealing
from accord.server.syncing import vault
from accord.values.errors import AccordError

TOKEN = "pat-na1-very-secret"


@pytest.fixture
def ready(home_folder):
    sealing.prepare()
    return home_folder


def every_byte(folder):
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_secret_stands_nowhere_as_it_is_and_comes_back(ready, caplog):
    caplog.set_level(logging.DEBUG)
    vault.keep(7, {"token": TOKEN})
    assert vault.read(7) == {"token": TOKEN}
    assert TOKEN.encode() not in every_byte(ready)
    assert TOKEN not in caplog.text
    for file in (ready / sealing.FILE, ready / "secrets" / "connection-7.json"):
        assert file.stat().st_mode & 0o777 == 0o600


def test_what_an_older_version_wrote_plainly_is_sealed_at_the_start_and_once(ready):
    file = ready / "secrets" / "connection-3.json"
    file.write_text(json.dumps({"token": TOKEN}))
    assert vault.read(3) == {"token": TOKEN}
    assert sealing.unopened() == [file.name]
    assert (sealing.prepare(), sealing.prepare()) == (1, 0)
    assert TOKEN.encode() not in every_byte(ready)
    assert vault.read(3) == {"token": TOKEN}
    assert sealing.unopened() == []


def test_keys_are_rotated_and_the_old_one_opens_nothing_any_more(ready):
    for owner in (1, "mail-2"):
        vault.keep(owner, {"key": f"{TOKEN}{owner}"})
    old = (ready / sealing.FILE).read_text().strip()
    before = (ready / "secrets" / "mail-2.json").read_bytes()
    assert sealing.rotate() == 2
    (new,) = (ready / sealing.FILE).read_text().split()
    after = (ready / "secrets" / "mail-2.json").read_bytes()
    assert new != old
    assert Fernet(old).decrypt(before) == Fernet(new).decrypt(after)
    with pytest.raises(Exception, match=r"^$"):
        Fernet(old).decrypt(after)
    assert vault.read(1) == {"key": f"{TOKEN}1"}


def test_a_rotation_that_is_killed_leaves_both_keys_and_can_be_asked_again(ready, monkeypatch):
    for owner in (1, 2):
        vault.keep(owner, {"key": str(owner)})
    given, calls = sealing.write, []

    def dying(file, sealed):
        calls.append(file.name)
        if len(calls) == 3:
            raise KeyboardInterrupt
        given(file, sealed)

    monkeypatch.setattr(sealing, "write", dying)
    with pytest.raises(KeyboardInterrupt):
        sealing.rotate()
    monkeypatch.undo()
    monkeypatch.setenv("ACCORD_HOME", str(ready))
    configuration.load.cache_clear()
    assert len((ready / sealing.FILE).read_text().split()) == 2
    assert (vault.read(1), vault.read(2)) == ({"key": "1"}, {"key": "2"})
    assert sealing.rotate() == 2
    assert len((ready / sealing.FILE).read_text().split()) == 1
    assert (vault.read(1), vault.read(2)) == ({"key": "1"}, {"key": "2"})


def test_an_operator_s_own_keys_count_and_no_file_is_made(home_folder, monkeypatch):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    monkeypatch.setenv("ACCORD_SECRET_KEYS", old)
    configuration.load.cache_clear()
    sealing.prepare()
    vault.keep(1, {"key": TOKEN})
    assert not (home_folder / sealing.FILE).exists()
    assert old not in str(configuration.load())
    monkeypatch.setenv("ACCORD_SECRET_KEYS", f"{new},{old}")
    configuration.load.cache_clear()
    assert sealing.rotate() == 1
    monkeypatch.setenv("ACCORD_SECRET_KEYS", new)
    configuration.load.cache_clear()
    assert vault.read(1) == {"key": TOKEN}
    assert "not in it" in backup.words_of_key(with_key=True)
    monkeypatch.setenv("ACCORD_SECRET_KEYS", "no key")
    configuration.load.cache_clear()
    with pytest.raises(AccordError, match="ACCORD_SECRET_KEYS holds something"):
        vault.read(1)


def test_a_lost_key_is_said_and_no_other_takes_its_place(ready):
    vault.keep(1, {"key": TOKEN})
    assert list(doctor.secrets_can_be_opened()) == []
    (ready / sealing.FILE).unlink()
    sealing.prepare()
    assert not (ready / sealing.FILE).exists()
    with pytest.raises(AccordError, match="sealing_key"):
        vault.read(1)
    (found,) = doctor.secrets_can_be_opened()
    assert "connection-1.json" in found.words
    home.write_private(ready / sealing.FILE, Fernet.generate_key().decode())
    (found,) = doctor.secrets_can_be_opened()
    assert "can't be opened" in found.words
    with pytest.raises(AccordError, match="type the secret"):
        vault.read(1)


def test_a_key_that_others_may_read_is_said(ready):
    (ready / sealing.FILE).chmod(0o644)
    assert any(sealing.FILE in one.words for one in doctor.home_is_ours())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_key", [True, False])
def test_a_backup_says_whether_the_key_is_in_it(ready, tmp_path, with_key):
    import sqlite3

    vault.keep(1, {"key": TOKEN})
    with sqlite3.connect(home.path("accord.db")) as connection:
        for table in (
            "records_segment(kind, name, removed_at)",
            "records_generation(name, removed_at)",
        ):
            connection.execute(f"create table {table}")
    connection.close()
    file = tmp_path / "b.tar.gz"
    backup.write(file, with_key=with_key)
    with tarfile.open(file) as archive:
        names = archive.getnames()
        data = b"".join(archive.extractfile(m).read() for m in archive.getmembers() if m.isfile())
    assert (sealing.FILE in names) == with_key
    assert "secrets/connection-1.json" in names
    assert TOKEN.encode() not in data
    assert ("is in it" in backup.words_of_key(with_key=with_key)) == with_key
