"""One derivation: from the log and the program in force to a published generation."""

import time as clock

from django.utils import timezone

from accord.derive import derive
from accord.derive.derive import Keeping
from accord.server import compactor, facts_now, fresh, generations, leaving, manifest
from accord.server.records.models import Generation
from accord.server.records.queries import programs
from accord.values import time
from accord.values.errors import BusyError


def run() -> Generation:
    """File what waits, derive everything as of now, and publish it."""
    try:
        with compactor.lease():
            compactor.Compactor().drain()
    except BusyError:
        pass  # somebody else is filing; what is not filed yet is read from the inbox
    begun, started = clock.monotonic(), timezone.now()
    program = programs.current_program()
    marks = fresh.marks()
    last_decision, last_seq = facts_now.last_decision(), manifest.watermark()
    with generations.Folder() as folder, leaving.held() as left:
        keeping = Keeping(left, folder.link) if left else None
        derive.derive(facts_now.log(), program, started, folder.write, keeping)
        about = Generation(
            as_of_us=time.to_us(started),
            as_of_day=time.day_of(time.to_us(started), program.zone),
            program_version=program.version,
            last_decision=last_decision,
            last_seq=last_seq,
        )
        about.seconds = clock.monotonic() - begun
        return generations.publish(folder, about, time.to_us(started), marks)
