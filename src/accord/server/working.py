"""The worker's own process: `python -m accord.server.working`."""

from accord.server import commands, process


def main() -> None:
    """Work until a signal says to stop."""
    process.die_with_parent()
    commands.set_up()
    from accord.server import worker

    worker.main()


if __name__ == "__main__":
    main()
