"""The links of a mail: signed, so that only what we wrote leads anywhere, with no row for each."""

from dataclasses import dataclass
from typing import Any, Final

from django.core import signing

from accord.values.errors import AccordError

_CLICK: Final = "accord.mail.click"
_LEAVE: Final = "accord.mail.leave"
_OPEN: Final = "accord.mail.open"
_PARTS_OF_CLICK: Final = 4
_PARTS: Final = 3
TOKEN_AT_MOST: Final = 4_000


class WrongLinkError(AccordError):
    """A link is not one that we wrote."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Whose mail a link stood in: its Message-ID, the key of the person, and the campaign."""

    message_id: str
    person_key: int
    campaign: str = ""


def click(base: str, mail: Mail, target: str) -> str:
    """Return the address that records a click and leads to a target."""
    return f"{base}/l/{_signed(_CLICK, [*_told(mail), target])}"


def leave(base: str, mail: Mail) -> str:
    """Return the address that withdraws from mail: a page by GET, at once by POST."""
    return f"{base}/u/{_signed(_LEAVE, _told(mail))}"


def opened(base: str, mail: Mail) -> str:
    """Return the address of the picture that tells of opens."""
    return f"{base}/o/{_signed(_OPEN, _told(mail))}"


def read_click(token: str) -> tuple[Mail, str]:
    """Return whose mail a link stood in and where it leads.

    Raises:
        WrongLinkError: for what we did not sign as a link.
    """
    told = _read(_CLICK, token, _PARTS_OF_CLICK)
    target = str(told[3])
    if not target.startswith(("http://", "https://")):
        raise WrongLinkError(_WRONG)
    return Mail(str(told[0]), int(told[1]), str(told[2])), target


def read_leave(token: str) -> Mail:
    """Return whose mail a way out stood in.

    Raises:
        WrongLinkError: for what we did not sign as a way out.
    """
    told = _read(_LEAVE, token, _PARTS)
    return Mail(str(told[0]), int(told[1]), str(told[2]))


def read_open(token: str) -> Mail:
    """Return whose mail a picture stood in.

    Raises:
        WrongLinkError: for what we did not sign as a picture.
    """
    told = _read(_OPEN, token, _PARTS)
    return Mail(str(told[0]), int(told[1]), str(told[2]))


_WRONG: Final = (
    "this link is not whole; open it from the mail again, or copy all of it from the mail"
)


def _told(mail: Mail) -> list[Any]:
    return [mail.message_id, mail.person_key, mail.campaign]


def _signed(purpose: str, told: list[Any]) -> str:
    return signing.Signer(salt=purpose, sep=".", algorithm="sha256").sign_object(told)


def _read(purpose: str, token: str, parts: int) -> list[Any]:
    if len(token) > TOKEN_AT_MOST:
        raise WrongLinkError(_WRONG)
    try:
        told = signing.Signer(salt=purpose, sep=".", algorithm="sha256").unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise WrongLinkError(_WRONG) from None
    if not isinstance(told, list) or len(told) != parts:
        raise WrongLinkError(_WRONG)
    return told
