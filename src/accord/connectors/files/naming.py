"""Ids for records that come without one, the same in every file that names them so."""

from collections.abc import Sequence
from hashlib import blake2b

from accord.connectors.files import headers, words


def company_id(host: str | None, name: str | None, country: str | None) -> str:
    """Return the id of a company: by its host, else by name and country."""
    if host:
        return f"domain:{host}"
    return f"name:{words.squash(name or '')}|{country or ''}"


def person_id(email: str | None, name: str | None, company: str | None) -> str:
    """Return the id of a person: by mail address, else by name and company."""
    if email:
        return f"email:{email}"
    return f"name:{words.squash(name or '')}|{words.squash(company or '')}"


def deal_id(name: str, company: str | None, created_on: int | None) -> str:
    """Return the id of an opportunity: by name, company and the day it was opened."""
    return f"deal:{words.squash(name)}|{words.squash(company or '')}|{created_on or ''}"


class Digests:
    """Hashes rows by what they say, whatever the order of columns; empty cells say nothing."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._places = sorted(
            (f"{header}\x1e", at)
            for at, header in enumerate(columns)
            if header and not headers.is_ignored(header)
        )

    def of(self, columns: Sequence[Sequence[str]]) -> list[str]:
        """Return, for each row of the columns, 16 letters that differ when it says another thing."""
        marked = [
            [mark + text if (text := cell.strip()) else "" for cell in columns[at]]
            for mark, at in self._places
        ]
        return [_digest("\x1f".join(filter(None, row))) for row in zip(*marked, strict=True)]


def _digest(said: str) -> str:
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
