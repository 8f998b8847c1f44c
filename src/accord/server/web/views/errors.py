"""Pages for what went wrong: they say what did not happen, and where to go from here."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request could not be read."""
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
    return render(
        request,
        "404.html",
        {"status": 404, "cause": type(exception).__name__},
        status=HTTPStatus.NOT_FOUND,
    )


def server_error(_request: HttpRequest) -> HttpResponse:
    """Say that something broke, asking nothing that could break again."""
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
