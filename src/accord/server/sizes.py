"""How large a request may be: refused by its own word for it, before anything of it is read."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from accord.server import configuration, errors, typed
from accord.values.errors import TooLargeError

_MEGABYTE: Final = 1_000_000
_PLAIN_BYTES: Final = 5 * _MEGABYTE
_IMPORTS: Final = "/imports/"


class SizeMiddleware:
    """Refuses what is too large; only who is signed in may bring large files.

    It stands right behind what tells who is signed in; nothing before that reads a body, and
    a body without a length is never read at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or say how large it may be."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        limit = _limit(request)
        size = typed.whole(said, 2**62)
        if size is not None and size <= limit:
            return self._get_response(request)
        message = (
            f"what was sent is larger than {limit // _MEGABYTE:,} MB; sign in first, and bring "
            "large data as files on the import page, split if need be"
        )
        response = errors.answer(request, TooLargeError(message))
        response["Connection"] = "close"
        return response


def _limit(request: HttpRequest) -> int:
    """Return how many bytes this request may have."""
    if request.path == _IMPORTS and request.user.is_authenticated:
        return configuration.load().upload_limit_bytes + _PLAIN_BYTES  # the form around the files
    return _PLAIN_BYTES
