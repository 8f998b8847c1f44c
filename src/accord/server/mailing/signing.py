"""DKIM: a mail signed with the team's own key, where its server or provider doesn't do it."""

from collections.abc import Callable
from typing import Any, Final

from accord.server.mailing.how import How
from accord.values.errors import AccordError

SIGNED: Final = (
    b"from", b"reply-to", b"to", b"subject", b"date", b"message-id", b"mime-version",
    b"content-type", b"list-unsubscribe", b"list-unsubscribe-post",
)  # fmt: skip
"""Headers under the signature: RFC 8058 asks for the two of the way out."""


def signer(how: How, secrets: dict[str, str]) -> Callable[[bytes], bytes] | None:
    """Return what signs a whole mail, or None where no key is set.

    Raises:
        AccordError: when a key is set and the extra that signs is not installed.
    """
    key = secrets.get("dkim_key", "")
    if not (key and how.dkim_domain and how.dkim_selector):
        return None
    dkim = library()
    domain, selector = how.dkim_domain.encode("idna"), how.dkim_selector.encode()

    def sign(whole: bytes) -> bytes:
        given = {"include_headers": list(SIGNED), "canonicalize": (b"relaxed", b"relaxed")}
        head = dkim.sign(whole, selector, domain, key.encode(), **given)
        return bytes(head) + whole

    return sign


def check_key(key: str) -> None:
    """Refuse what is no private key that can sign.

    Raises:
        AccordError: for another text.
    """
    dkim = library()
    try:
        dkim.sign(b"From: a@a.example\r\n\r\nx\r\n", b"a", b"a.example", key.encode())
    except Exception as error:
        message = "the DKIM key is no RSA private key in PEM; paste the whole file"
        raise AccordError(message) from error


def library() -> Any:
    """Return the library that signs.

    Raises:
        AccordError: when it is not installed.
    """
    try:
        import dkim
    except ImportError:
        message = (
            "signing needs the extra: pip install 'accord-abm[mail]'; or let your mail server sign"
        )
        raise AccordError(message) from None
    return dkim
