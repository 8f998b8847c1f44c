"""Heavy work in a process of its own: `python -m accord.server.heavy JOB`."""

import sys
from collections.abc import Callable
from typing import Any, Final

from accord.server import commands, process

_STEPS: Final = 5
"""Pages and quick work go before what takes long."""
IS_BUSY: Final = 75
"""The process ends with this where the work must wait for what is in use (as EX_TEMPFAIL)."""


def main(number: str) -> int:
    """Do the work of one job; its last words are the error that the job keeps."""
    process.die_with_parent()
    process.stand_back(_STEPS)
    commands.set_up()
    from accord.server.records.models import Job
    from accord.values.errors import AccordError, BusyError

    job = Job.objects.get(pk=int(number))
    try:
        _handlers()[job.name](job.arguments)
    except AccordError as error:
        sys.stderr.write(error.message)
        return IS_BUSY if isinstance(error, BusyError) else 1
    return 0


def _handlers() -> dict[str, Callable[[dict[str, Any]], object]]:
    from accord.server import compactor, derivation, previews
    from accord.server.actions import import_files
    from accord.server.erasing import aging, work
    from accord.server.syncing import running
    from accord.server.writing_back import work as writing

    return {
        aging.NAME: lambda _: aging.run(),
        "erase": lambda said: work.run(said["erasure"]),
        "derive": lambda _: derivation.run(),
        "merge": lambda _: compactor.merge_beside(),
        "preview": lambda said: previews.run(said["preview"]),
        "import": lambda said: import_files.run(said["run"]),
        "sync": lambda said: running.run(said["connection"], said.get("asked_by", "")),
        writing.NAME: lambda said: writing.run(said["connection"]),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
