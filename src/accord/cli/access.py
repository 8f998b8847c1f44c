"""Who signs in and what sends: the commands `accord users` and `accord keys`."""

from enum import StrEnum
from typing import Annotated

import typer

users = typer.Typer(help="Add and list the people who sign in.", no_args_is_help=True)
keys = typer.Typer(help="Make and list the keys by which sites send.", no_args_is_help=True)


class Role(StrEnum):
    """What a user may do."""

    ADMIN = "admin"
    MARKETING = "marketing"
    SALES = "sales"
    READER = "reader"


@users.command("add")
def add_user(
    email: str,
    name: Annotated[str, typer.Option(help="As people know them.")] = "",
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.READER,
) -> None:
    """Add somebody and print a link that signs them in once."""
    from accord.server import telling

    telling.add_user(email, name, role.value)


@users.command("list")
def list_users() -> None:
    """List everybody."""
    from accord.server import telling

    telling.list_users()


@keys.command("add")
def add_key(name: Annotated[str, typer.Argument(help="What sends, as Website.")]) -> None:
    """Make a write key and print it."""
    from accord.server import telling

    telling.add_key(name)


@keys.command("list")
def list_keys() -> None:
    """List every write key, and what it brought."""
    from accord.server import telling

    telling.list_keys()
