"""Named points where a process can be made to die at once, so that tests can prove recovery."""

import os
import signal
from typing import Final

POINTS: Final = (
    "inbox.before_commit",
    "inbox.after_commit",
    "segment.half_written",
    "segment.written",
    "seen.half_written",
    "seen.written",
    "manifest.before_commit",
    "manifest.committed",
    "inbox.deleted",
    "merge.before_commit",
    "merge.committed",
    "generation.half_written",
    "generation.before_commit",
    "generation.committed",
    "sync.facts_stored",
    "sync.cursor_saved",
    "erasure.kept_out",
    "erasure.segment_written",
    "erasure.half_way",
    "erasure.place_done",
    "aging.counted",
    "aging.segment_written",
    "steps.done",
    "mail.claimed",
    "mail.handed",
    "mail.delivered",
    "mail.settled",
    "crm.planned",
    "crm.claimed",
    "crm.sent",
    "crm.settled",
    "job.claimed",
    "job.finished",
)
"""Every point, in the order of a fact's way from the inbox to a page."""

_ARMED: Final = os.environ.get("ACCORD_FAULT", "")


def reach(point: str) -> None:
    """Die here, without a word, if this is the point that the environment names."""
    if point == _ARMED:
        os.kill(os.getpid(), signal.SIGKILL)
