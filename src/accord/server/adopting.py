"""`accord adopt`: a file or a preset becomes the program in force, under a person's name."""

from pathlib import Path

from rich.console import Console

from accord.program import reading, shelf
from accord.server import commands
from accord.values.errors import AccordError, NotFoundError, TooLargeError


def run(program: str, by: str, note: str) -> None:
    """Adopt a program as an admin and publish what it says of the facts."""
    text = _text(program)
    commands.prepare()
    from accord.server import derivation
    from accord.server.actions import programs
    from accord.server.records.models import AppUser

    user = AppUser.objects.filter(email__iexact=by).first()
    if user is None:
        message = f"nobody signs in as {by}; add them: accord users add {by} --role admin"
        raise NotFoundError(message)
    console = Console()
    version = programs.adopt_text(user, text, Path(program).stem, note)
    console.print(f"Version {version} is in force, adopted by {user.name}.", highlight=False)
    with console.status("Deriving every number from the facts"):
        derivation.run()
    console.print("Every number is derived by it. Look: accord serve", highlight=False)


def _text(program: str) -> str:
    if program in shelf.NAMES:
        return shelf.text(program)
    path = Path(program)
    if not path.is_file():
        message = f"{program} is neither a file nor a preset; presets: {', '.join(shelf.NAMES)}"
        raise NotFoundError(message)
    if path.stat().st_size > 4 * reading.LONGEST:  # four bytes a character at most
        message = (
            f"{program} has {path.stat().st_size // 1_000_000 + 1:,} MB; a program has at most "
            f"{reading.LONGEST:,} characters. Check that it is the file of the rules"
        )
        raise TooLargeError(message)
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{program} is not text in UTF-8; save it as UTF-8 and adopt it again"
        raise AccordError(message) from error
