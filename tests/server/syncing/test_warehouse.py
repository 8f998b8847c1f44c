"""A warehouse as a connection: allowed, asked, tried, kept, run, gone on with, and nothing told."""

import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import pytest

from accord.connectors.warehouse.query import Query
from accord.server.actions import connections as linking
from accord.server.actions import warehouse
from accord.server.records.models import AppUser, Connection, SyncCursor
from accord.server.records.queries import connections
from accord.server.syncing import running, schedules
from accord.values import ids
from accord.values.errors import AccordError, ConflictError, RefusedError

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FIRMS = Query(
    "Firms", "companies", "SELECT id AS record_id, name, site AS domain, at FROM firms", "at"
)
WHO = Query("People", "people", "SELECT id AS record_id, email, firm AS company_id FROM folk")


@pytest.fixture
def admin(home_folder):
    return AppUser.objects.create(email="ada@us.example", name="Ada", access_role="admin")


@pytest.fixture
def allowed(tmp_path: Path, home_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from accord.server import configuration

    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("ACCORD_CONNECTOR_FOLDERS", str(folder))
    monkeypatch.setenv("ACCORD_CONNECTOR_HOSTS", "127.0.0.1")
    configuration.load.cache_clear()
    return folder


def write(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.fixture
def file(allowed: Path) -> Path:
    made = allowed / "crm.db"
    write(
        made,
        "create table firms(id integer, name text, site text, at integer)",
        "create table folk(id integer, email text, firm integer)",
        "insert into firms values (1, 'Acme', 'acme.example', 1), (2, 'Globex', 'globex.example', 2)",
        "insert into folk values (1, 'ada@acme.example', 1), (2, 'not an address', 2)",
    )
    return made


@pytest.fixture
def linked(file: Path, admin) -> str:
    given = {"address": f"sqlite://{file}", "name": "Our warehouse", "password": "hush-hush"}
    public_id = linking.add(admin, "warehouse", given)
    warehouse.save(admin, public_id, FIRMS)
    warehouse.save(admin, public_id, WHO)
    return public_id


def run(public_id: str):
    running.run(ids.from_public_id(public_id) or 0)
    found = connections.find_connection(public_id)
    assert found.last is not None
    return found.last


def filed(kind: str) -> list[dict]:
    from accord.server import compactor, segments
    from accord.server.records.models import Segment

    with compactor.lease():
        compactor.Compactor().drain()
    rows = Segment.objects.filter(kind=kind, removed_at=None)
    return [row for one in rows for row in segments.read(kind, one.name).to_pylist()]


def test_queries_are_read_into_facts_and_go_on_from_where_they_were(linked, file):
    first = run(linked)
    assert (first.state, first.read, first.error) == ("done", 4, "")
    assert {row["name"] for row in filed("companies")} == {"Acme", "Globex"}
    source = f"warehouse-{ids.from_public_id(linked)}"
    assert {row["source"] for row in filed("people")} == {source}
    write(file, "insert into firms values (3, 'Initech', 'initech.example', 3)")
    second = run(linked)
    assert second.by_stream["Firms"]["read"] == 2  # the newest again, and the new one
    assert len(filed("companies")) == 3
    assert len(filed("people")) == 2


def test_a_run_that_is_cut_off_goes_on_and_comes_to_the_same(linked, monkeypatch):
    from accord.server import faults

    class Killed(BaseException):
        """The process ends here."""

    def die(point: str) -> None:
        if point == "sync.facts_stored":
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(faults, "reach", die)
        with pytest.raises(Killed):
            running.run(ids.from_public_id(linked) or 0)
    assert not SyncCursor.objects.exists()
    assert run(linked).state == "done"
    assert len(filed("companies")) == 2
    assert [row.state for row in connections.list_runs(linked)] == ["done", "failed"]


def test_it_stands_on_the_schedule_and_rests_when_paused(linked, admin):
    number = ids.from_public_id(linked) or 0
    assert schedules.next_run(number) is not None
    linking.pause(admin, linked, is_paused=True)
    assert schedules.next_run(number) is None
    assert connections.find_connection(linked).state == "paused"


def test_a_dry_run_says_what_rows_become_and_stores_nothing(linked, admin):
    tried = warehouse.attempt(admin, linked, WHO)
    assert (tried.read, tried.taken) == (2, 2)
    assert tried.fields == {"record_id": "external_id", "email": "email", "company_id": "company_external_id"}  # fmt: skip
    assert any("is no mail address" in issue["reason"] for issue in tried.issues)
    assert filed("people") == []
    assert not SyncCursor.objects.exists()


def test_a_query_that_asks_for_something_else_begins_anew_and_others_go_on(linked, admin):
    run(linked)
    same = Query(FIRMS.name, FIRMS.kind, FIRMS.sql, FIRMS.cursor)
    warehouse.save(admin, linked, same, before="Firms")
    assert SyncCursor.objects.count() == 2
    other = Query("Firms", "companies", FIRMS.sql + " WHERE id > 1", "at")
    warehouse.save(admin, linked, other, before="Firms")
    assert [row.stream for row in SyncCursor.objects.all()] == ["People"]
    with pytest.raises(ConflictError, match="already"):
        warehouse.save(admin, linked, Query("People", "companies", FIRMS.sql), before="Firms")
    warehouse.remove(admin, linked, "Firms")
    kept = Connection.objects.get().options["queries"]
    assert [each["name"] for each in kept] == ["People"]
    assert run(linked).by_stream.keys() == {"People"}


def test_a_query_that_can_t_be_answered_is_not_kept_and_a_later_fault_is_said(linked, admin, file):
    with pytest.raises(AccordError, match="no such column"):
        warehouse.save(admin, linked, Query("Bad", "companies", "SELECT nothing_such FROM firms"))
    assert len(Connection.objects.get().options["queries"]) == 2
    write(file, "alter table folk rename to crowd")
    ended = run(linked)
    assert ended.state == "failed"
    assert "People: the query can't be answered: no such table: folk" in ended.error
    assert len(filed("companies")) == 2  # what was read before stays


def test_only_an_admin_writes_queries(linked):
    mia = AppUser.objects.create(email="mia@us.example", access_role="marketing")
    for deed in (
        lambda: warehouse.attempt(mia, linked, FIRMS),
        lambda: warehouse.save(mia, linked, FIRMS),
        lambda: warehouse.remove(mia, linked, "Firms"),
    ):
        with pytest.raises(RefusedError):
            deed()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("sqlite:///etc/passwd", "may not be read"),
        ("sqlite://{home}/accord.db", "may not be read"),
        ("duckdb://{data}/../{name}/accord.db", "may not be read"),
        ("parquet://{link}", "may not be read"),
        ("postgresql://db.internal/crm", "may not be called"),
        ("postgresql://127.0.0.1,db.internal/crm", "may not be called"),
        ("postgresql:///crm?host=db.internal", "host can't be said in the address"),
        ("postgresql://me:secret@127.0.0.1/crm", "the password has a field of its own"),
        ("s3://bucket/x?endpoint=http://169.254.169.254", "may not be called"),
        ("http://127.0.0.1/", "is no address of a warehouse"),
    ],
)
def test_what_nobody_allowed_is_not_opened(admin, allowed, home_folder, address, why):
    link = allowed / "link"
    link.symlink_to(home_folder)
    told = address.format(home=home_folder, name=home_folder.name, data=allowed, link=link)
    with pytest.raises(AccordError, match=why):
        linking.add(admin, "warehouse", {"address": told})
    assert not Connection.objects.exists()


def test_the_password_is_in_no_row_and_no_log(linked, caplog):
    run(linked)
    assert "hush-hush" not in str(list(Connection.objects.values_list()))
    assert "hush-hush" not in caplog.text


@pytest.fixture(scope="module")
def postgres():
    """Serve a PostgreSQL of our own, or skip where there is none."""
    pytest.importorskip("psycopg")
    tools = Path("/usr/lib/postgresql")
    places = [str(one) for one in tools.glob("*/bin")] if tools.exists() else []
    find = lambda name: next(filter(None, (shutil.which(name, path=one) for one in places)), shutil.which(name))  # noqa: E731  # fmt: skip
    initdb, control = find("initdb"), find("pg_ctl")
    if not (initdb and control):
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="accord-postgres-"))  # where another user may go
    as_user: dict = {}
    if os.geteuid() == 0:  # it serves nobody who is root
        try:
            who = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("there is no user postgres to serve it")
        os.chown(folder, who.pw_uid, who.pw_gid)
        as_user = {"user": who.pw_uid, "group": who.pw_gid}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": folder,
    }
    (folder / "pw").write_text("s3cret-word")
    (folder / "pw").chmod(0o644)
    subprocess.run([initdb, "-D", folder / "d", "-U", "boss", "-A", "scram-sha-256", "--pwfile", folder / "pw"], check=True, **quiet, **as_user)  # fmt: skip
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    subprocess.run(
        [control, "-D", folder / "d", "-w", "-o", options, "start"], check=True, **quiet, **as_user
    )
    yield port
    subprocess.run(
        [control, "-D", folder / "d", "-m", "immediate", "stop"], check=True, **quiet, **as_user
    )
    shutil.rmtree(folder)


def test_postgresql_is_read_and_never_written(postgres, admin, allowed):
    import psycopg

    boss = {"host": "127.0.0.1", "port": postgres, "user": "boss", "password": "s3cret-word"}
    with psycopg.connect(**boss, dbname="postgres") as connection:
        connection.execute("create table firms(id int, name text, site text, at timestamptz)")
        connection.execute("insert into firms select n, 'Firm ' || n, 'f' || n || '.example', timestamptz '2026-09-01' + n * interval '1 minute' from generate_series(1, 12000) n")  # fmt: skip
    given = {
        "address": f"postgresql://127.0.0.1:{postgres}/postgres",
        "user": "boss",
        "password": "s3cret-word",
    }
    public_id = linking.add(admin, "warehouse", given)
    asked = Query("Firms", "companies", FIRMS.sql + " WHERE name LIKE 'Firm %'", "at")
    warehouse.save(admin, public_id, asked)
    assert run(public_id).read == 12_000
    assert run(public_id).read == 11  # the ten minutes before the newest, and it
    assert len(filed("companies")) == 12_000
    for sql in (
        "WITH gone AS (DELETE FROM firms RETURNING *) SELECT * FROM gone",
        "SELECT pg_read_file('/etc/passwd'), lo_create(7)",
    ):
        with pytest.raises(AccordError):
            warehouse.attempt(admin, public_id, Query("Q", "companies", sql))
    with psycopg.connect(**boss, dbname="postgres") as connection:
        (left,) = connection.execute("select count(*) from firms").fetchone()
    assert left == 12_000


def test_a_wrong_password_needs_a_person_and_is_not_said(postgres, admin, allowed):
    address = f"postgresql://127.0.0.1:{postgres}/postgres"
    given = {"address": address, "user": "boss", "password": "wrong-word"}
    public_id = linking.add(admin, "warehouse", given)
    row = Connection.objects.get()
    row.options["queries"] = [{"name": "Q", "kind": "companies", "sql": "SELECT 1 AS name", "cursor": "", "mapping": {}}]  # fmt: skip
    row.save()
    ended = run(public_id)
    assert "PostgreSQL does not let us in" in ended.error
    assert "wrong-word" not in ended.error
    assert connections.find_connection(public_id).state == "refused"
