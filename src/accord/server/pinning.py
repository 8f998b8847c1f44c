"""Every request reads one generation from its first query to its last."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accord.server.records.queries import picture


class PinMiddleware:
    """Pins the generation that the first query of a request finds, for whoever asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request from one picture."""
        is_reading = request.method in ("GET", "HEAD")
        with picture.pinning(is_reading=is_reading, who=lambda: request.user):
            return self._get_response(request)
