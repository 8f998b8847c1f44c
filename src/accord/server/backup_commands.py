"""What `accord backup` and `accord restore` do, and what they say when it is done."""

from pathlib import Path


def write(file: Path, keep_days: int, *, with_key: bool) -> str:
    """Write the whole workspace to one file; return what there is to say."""
    from accord.server import commands

    commands.prepare()
    from accord.server import backup

    size = backup.write(file, keep_days, with_key=with_key)
    return f"{size / 1e6:,.1f} MB written to {file}\n{backup.words_of_key(with_key=with_key)}"


def restore(file: Path) -> None:
    """Read a backup into an empty home."""
    from accord.server import commands

    commands.set_up()
    from accord.server import backup, privacy_commands

    backup.restore(file)
    commands.prepare()
    privacy_commands.tell_restored(file)


def rotate() -> int:
    """Encrypt every secret anew; return how many."""
    from accord.server import commands

    commands.prepare()
    from accord.server import sealing

    return sealing.rotate()
