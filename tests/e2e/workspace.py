"""A demo workspace made for real, started for real: `python workspace.py HOME PORT`."""

import os
import sys
from pathlib import Path

PASSWORD = "correct horse battery staple"


def main(folder: str, port: str) -> None:
    """Make the demo in a home where there is none, let its users in by password, and serve it."""
    os.environ["ACCORD_HOME"] = folder
    from accord.server import commands

    commands.prepare()
    from rich.console import Console

    from accord.server import demo, serving
    from accord.server.records.models import AppUser

    if not demo.is_ready():
        demo.make(7, Console(stderr=True))
    for user in AppUser.objects.all():
        user.set_password(PASSWORD)
        user.save()
    serving.serve(
        "127.0.0.1", int(port), lambda address: Path(folder, "address").write_text(address)
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
