"""Pages for what went wrong: they say what did not happen, and where to go from here."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from accord.server import errors

_PROGRAMS = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request could not be read."""
    if request.path.startswith(_PROGRAMS):
        return errors.as_json(HTTPStatus.BAD_REQUEST, "the request can't be read")
    return render(
        request,
        "400.html",
        {"status": 400, "cause": type(exception).__name__},
        status=HTTPStatus.BAD_REQUEST,
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that somebody may not do this."""
    context = {"status": 403, "exception": str(exception)}
    return render(request, "403.html", context, status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing at this address."""
    if request.path.startswith(_PROGRAMS):
        message = "there is nothing at this address; /api/v1/openapi.json describes them all"
        return errors.as_json(HTTPStatus.NOT_FOUND, message)
    return render(
        request,
        "404.html",
        {"status": 404, "cause": type(exception).__name__},
        status=HTTPStatus.NOT_FOUND,
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, asking nothing that could break again."""
    if request.path.startswith(_PROGRAMS):
        return errors.as_json(HTTPStatus.INTERNAL_SERVER_ERROR, "something broke; it is in the log")
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
