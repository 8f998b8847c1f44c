"""Processes that never outlive their parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

_PR_SET_PDEATHSIG: Final = 1
_PARENT: Final = "ACCORD_PARENT"
_AUTOGROUP: Final = Path("/proc/self/autogroup")


def start(code: Sequence[str], **options: Any) -> "subprocess.Popen[bytes]":
    """Start Python with arguments, as a child that can tell whether its parent lives."""
    environment = os.environ | {_PARENT: str(os.getpid())}
    return subprocess.Popen([sys.executable, *code], env=environment, **options)  # noqa: S603 - our own code


def die_with_parent() -> None:
    """Make the system end this process when its parent ends, however that happens.

    Call it first thing in a child's main thread.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    started_by = os.environ.get(_PARENT, "")
    if started_by and os.getppid() != int(started_by):
        sys.exit(0)  # it ended before we could ask
    os.environ[_PARENT] = str(os.getpid())  # for children that others start from here


def stand_back(steps: int) -> None:
    """Let other processes go first, by so many steps of niceness.

    Linux weighs sessions against each other before it looks at niceness within one, so a
    process that leads a session of its own tells the session as well.
    """
    os.nice(steps)
    with contextlib.suppress(OSError):
        if os.getsid(0) == os.getpid() and _AUTOGROUP.exists():
            _AUTOGROUP.write_text(str(steps))
