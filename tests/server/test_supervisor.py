"""The process tree leaves nothing behind, however its parent ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

TREE = """
import sys
from accord.server import supervisor
commands = {
    "pages": ["-m", "accord.server.pages", "127.0.0.1", sys.argv[1]],
    "worker": ["-m", "accord.server.working"],
}
supervisor.Supervisor(commands).run()
"""
pytestmark = pytest.mark.slow


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_of(home):
    """Return every process that was started for this home."""
    mark = f"ACCORD_HOME={home}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and mark in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return set(found) - {os.getpid()}


def wait_for(condition, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection:
            connection.sendall(
                b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            return b"200" in connection.recv(100)
    except OSError:
        return False


@pytest.fixture
def tree(lab):
    port = free_port()
    parent = subprocess.Popen(
        [sys.executable, "-c", TREE, str(port)],
        env=lab.environment,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    home = lab.environment["ACCORD_HOME"]
    assert wait_for(lambda: answers(port), 30)
    assert len(processes_of(home)) >= 4  # parent, pages, their worker process, worker
    yield parent, home, port
    for pid in processes_of(home):
        os.kill(pid, signal.SIGKILL)
    parent.wait()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_its_parent(tree, how):
    parent, home, _ = tree
    parent.send_signal(how)
    assert wait_for(lambda: parent.poll() is not None, 15)
    assert wait_for(lambda: not processes_of(home), 5), processes_of(home)


def test_a_child_that_dies_is_started_again(tree):
    parent, _, port = tree
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    for pid in children:
        os.kill(int(pid), signal.SIGKILL)
    assert wait_for(lambda: not answers(port), 5)
    assert wait_for(lambda: answers(port), 30)
    assert parent.poll() is None
