"""People who sign in, by name and access role."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who signs in."""

    public_id: str
    email: str
    name: str
    access_role: str
    is_active: bool
    last_login: datetime | None
