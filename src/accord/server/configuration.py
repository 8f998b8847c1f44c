"""What an operator may set: one typed model, read from the environment and the home's file."""

from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from accord.values.errors import AccordError

GIGABYTE = 1_000_000_000


class Configuration(BaseSettings):
    """Settings of one workspace; each is an environment variable ACCORD_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="ACCORD_", extra="ignore")

    home: Path = Field(Path("var/accord"), description="folder that holds the whole workspace")
    host: str = Field("127.0.0.1", description="address that the pages are served on")
    port: int = Field(8000, ge=1, le=65535, description="port that the pages are served on")
    secret_keys: SecretStr = Field(
        SecretStr(""),
        description="keys that seal connections' secrets, the newest first, with commas; empty: sealing_key in the home",
    )
    database_url: str = Field(
        "", description="postgresql://user:password@host/name; empty: accord.db in the home"
    )
    allowed_hosts: str = Field(
        "localhost,127.0.0.1,[::1]", description="names that pages answer to, with commas"
    )
    trusted_origins: str = Field(
        "", description="origins that may post forms, as https://accord.example, with commas"
    )
    is_https: bool = Field(
        default=False, description="pages are reached by https: cookies are marked secure"
    )
    debug: bool = Field(default=False, description="show tracebacks on pages; never in use")
    threads: int = Field(2, ge=1, le=64, description="threads of the engine when deriving")
    memory_limit: str = Field(
        "1500MB",
        pattern=r"^[1-9][0-9]* ?[MG]B$",
        description="memory of the engine when deriving, as 1500MB or 4GB",
    )
    web_processes: int = Field(
        2, ge=1, le=64, description="processes that answer pages; a core's worth of work each"
    )
    web_threads: int = Field(
        4, ge=1, le=64, description="pages that each of these answers at a time"
    )
    inbox_limit_bytes: int = Field(
        GIGABYTE, ge=1_000_000, description="size of the inbox above which it answers busy"
    )
    upload_limit_bytes: int = Field(
        GIGABYTE, ge=1_000, description="largest file that a page accepts"
    )
    connector_hosts: str = Field(
        "", description="further hosts that connections may call, such as a proxy, with commas"
    )
    connector_folders: str = Field(
        "", description="folders whose files connections may read, as /data/exports, with commas"
    )
    sign_in_link_minutes: int = Field(60, ge=1, description="how long a sign-in link works")
    addresses: Literal["keep", "truncate", "drop"] = Field(
        "truncate", description="what is kept of visitors' network addresses: keep, truncate, drop"
    )
    outgoing_allowed: str = Field(
        "", description="private networks that may be called, as 10.1.0.0/16, with commas"
    )
    fresh_accounts_at_most: int = Field(
        200, ge=1, description="accounts re-derived at once between generations"
    )


@cache
def load() -> Configuration:
    """Return the settings of this process."""
    try:
        found = Configuration()
    except ValidationError as error:
        raise AccordError(_in_words(error)) from None
    return found.model_copy(update={"home": found.home.expanduser().resolve()})


def _in_words(error: ValidationError) -> str:
    """Name every setting that can't be read, what it is for, and what it was given."""
    lines = []
    for one in error.errors():
        name = str(one["loc"][0]) if one["loc"] else ""
        field = Configuration.model_fields.get(name)
        about = f" ({field.description})" if field else ""
        given, wrong = one.get("input"), one["msg"].removeprefix("Value error, ")
        lines.append(f"the setting ACCORD_{name.upper()}{about} is {given!r}: {wrong}")
    return "\n".join(lines)


def database(configuration: Configuration) -> dict[str, Any]:
    """Return Django's entry for the main database."""
    if not configuration.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": configuration.home / "accord.db",
            "CONN_MAX_AGE": None,  # opening a file costs more than most questions to it
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                ),
            },
            # A database in memory would be a different one in every process and thread.
            "TEST": {"NAME": configuration.home / "test.db"},
        }
    url = urlsplit(configuration.database_url)
    if url.scheme not in {"postgresql", "postgres"}:
        message = (
            f"ACCORD_DATABASE_URL begins with {url.scheme!r}; write postgresql://user@host/name, "
            "or leave it out to keep everything in one file"
        )
        raise AccordError(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
    }
