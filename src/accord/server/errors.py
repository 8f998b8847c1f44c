"""What goes wrong in front of people: one table from kind of error to HTTP status."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from accord.values.errors import (
    AccordError,
    AgainstRuleError,
    BusyError,
    ConflictError,
    NotFoundError,
    RefusedError,
    TooLargeError,
)

STATUS_BY_ERROR: Final[dict[type[AccordError], HTTPStatus]] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    AgainstRuleError: HTTPStatus.FORBIDDEN,
    RefusedError: HTTPStatus.FORBIDDEN,
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    AccordError: HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""From the kind of error to what an answer says."""


def status_of(error: AccordError) -> HTTPStatus:
    """Return the status of an error: that of its nearest kind in the table."""
    return next(STATUS_BY_ERROR[kind] for kind in type(error).__mro__ if kind in STATUS_BY_ERROR)


class ErrorMiddleware:
    """Turns an error that a person can mend into a page, a fragment or JSON that says how."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer with the error's own words; leave surprises to Django."""
        return answer(request, error) if isinstance(error, AccordError) else None


def answer(request: HttpRequest, error: AccordError) -> HttpResponse:
    """Answer a request with an error's own words."""
    status = status_of(error)
    if request.path.startswith("/api/"):
        response = as_json(status, error.message)
    else:
        response = HttpResponse(_page(request, error, status), status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = "5"
    return response


def as_json(status: HTTPStatus, message: str) -> HttpResponse:
    """Answer a program: a code for it, and words for people."""
    body = {"code": status.name.lower(), "message": message, "problems": []}
    return JsonResponse(body, status=status)


def _page(request: HttpRequest, error: AccordError, status: HTTPStatus) -> str:
    """Render the error page, or its bare words where there is no template."""
    context = {"message": error.message, "status": int(status), "title": status.phrase}
    try:
        return render_to_string("error.html", context, request)
    except TemplateDoesNotExist:
        return error.message
