"""What to say to whom: the program's claims by role, with the account's own words put in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from accord.content import words
from accord.program.model import Program

_VARIABLE: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim for some roles; `is_open` when a variable is still for the team to fill."""

    claim: str
    roles: tuple[str, ...]
    text: str
    proof: tuple[str, ...]
    objections: tuple[str, ...]
    is_open: bool


def for_roles(
    program: Program, roles: Sequence[str], known: Mapping[str, str], at_most: int = 3
) -> Iterable[Said]:
    """List the claims for roles, in the order of the roles, each once."""
    chosen: dict[str, list[str]] = {}
    for role in roles:
        for name, claim in program.messages.claims.items():
            if role in claim.roles:
                chosen.setdefault(name, []).append(role)
    for name, heard_by in list(chosen.items())[:at_most]:
        claim = program.messages.claims[name]
        text, is_open = filled(claim.claim, known)
        yield Said(name, tuple(heard_by), text, claim.proof, claim.objections, is_open)


def filled(text: str, known: Mapping[str, str]) -> tuple[str, bool]:
    """Put known words in for the variables; name the others, and tell whether any is open."""
    names = _VARIABLE.findall(text)
    is_open = any(name not in known for name in names)
    return _VARIABLE.sub(
        lambda match: known.get(match[1], f"[{words.spelled(match[1])}: yours to fill]"), text
    ), is_open


def variables(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the variables that an account's own row fills."""
    found = {
        "account_name": row.get("name"),
        "industry": row.get("industry"),
        "country": row.get("country"),
        "employees": f"{row['employees']:,}" if row.get("employees") else None,
    }
    return {name: str(value) for name, value in found.items() if value}
