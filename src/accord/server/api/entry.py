"""How programs come in: by a token, or signed in as in the pages; and what they hear when it fails."""

from http import HTTPStatus
from typing import Annotated, Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Path, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer, SessionAuth
from pydantic import StringConstraints

from accord.server import errors
from accord.server.actions import api_tokens
from accord.server.api import described
from accord.server.records.models import AppUser
from accord.values.errors import AccordError

VERSION = "1"


class Problem(Schema):
    """What went wrong: a code for programs, words for people, and where."""

    code: str
    message: str
    problems: list[dict[str, Any]] = Field(default_factory=list)


Text = Annotated[str, StringConstraints(min_length=1, max_length=320)]
Id = Annotated[str, Path(description="as the list gives it")]
_PROBLEMS = frozenset({400, 401, 403, 404, 409, 413, 422, 503})
Answers = dict[int | frozenset[int], Any]


def answers(shape: Any, status: int = HTTPStatus.OK) -> Answers:
    """Return what an operation may answer: what it is for, or a problem."""
    return {int(status): shape, _PROBLEMS: Problem}


class Token(HttpBearer):
    """A token of somebody's, as `Authorization: Bearer accord_...`."""

    def authenticate(self, request: HttpRequest, token: str) -> AppUser | None:
        """Come in as the token's user, with the token's access role."""
        user = api_tokens.user_of(token)
        if user is not None:
            request.user = user
        return user


class SignedIn(SessionAuth):
    """The cookie of somebody who is signed in; what changes something needs the pages' token."""

    param_name = settings.SESSION_COOKIE_NAME


class Api(NinjaAPI):
    """The interface, whose description names the door for events and health as well."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Describe every address that programs use."""
        found = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        described.complete(found)
        return found


api = Api(
    title="Accord",
    version=VERSION,
    description="Accounts, receipts, lists, imports, people's wishes, and the door for events.",
    docs_url=None,  # its page would load scripts from elsewhere
    openapi_url="openapi.json",
    auth=[Token(), SignedIn()],
    urls_namespace="api",
)


def user_of(request: HttpRequest) -> AppUser:
    """Return who asks."""
    return cast("AppUser", request.user)


def _say(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    return api.create_response(
        request, {"code": code, "message": message, "problems": []}, status=status
    )


@api.exception_handler(AccordError)
def on_error(request: HttpRequest, error: AccordError) -> HttpResponse:
    """Answer what a person can mend in the error's own words."""
    return errors.answer(request, error)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which values can't be what they are."""
    problems = [
        {"where": ".".join(str(part) for part in one["loc"]), "message": one["msg"]}
        for one in error.errors
    ]
    message = "; ".join(f"{one['where']}: {one['message']}" for one in problems[:5])
    body = {"code": "invalid", "message": message[:1_000], "problems": problems[:100]}
    return api.create_response(request, body, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Say how to come in."""
    message = "give a token as Authorization: Bearer ...; Settings, Tokens makes them"
    answer = _say(request, HTTPStatus.UNAUTHORIZED, "who_are_you", message)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(HttpError)
def on_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Say that a request could not be read."""
    return _say(request, error.status_code, "unreadable", str(error))
