"""One request of a provider: its proof checked and its events read by anymail's own view."""

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import tracking
from anymail.utils import get_request_basic_auth
from django.core.exceptions import SuspiciousOperation
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accord.server import configuration
from accord.server.mailing import reading
from accord.server.mailing.providers import Provider
from accord.values.errors import AccordError, RefusedError

_T = TypeVar("_T")
_heard: ContextVar[list[Any] | None] = ContextVar("mail_events", default=None)
_WRONG: Final = "the key or the password is not that of this address"


class UnreadError(AccordError):
    """What came is from the provider, and is no result that can be read."""


class AskedError(AccordError):
    """The provider has to be asked for its password first."""


@receiver(tracking)
def hear(sender: Any, event: Any, esp_name: str, **_: Any) -> None:  # noqa: ARG001 - the signal's own
    """Take an event that anymail read while a request is heard."""
    told = _heard.get()
    if told is not None:
        told.append(event)


def read(provider: Provider, request: HttpRequest, password: str, key: str) -> bytes:
    """Return a request's events as the body of a parcel; b"" when it tells of nothing.

    Errors: `RefusedError` for a wrong proof, `AskedError` where a password must be asked for
    first, `UnreadError` for a body that is no result.
    """
    proof = {provider.signed_by: key} if provider.signed_by else {"basic_auth": [password]}
    if provider.signed_by:
        _check_signature(provider, request, proof)
    else:
        _check_password(request, password)
    found = _events(provider, request, proof)
    return _body(provider, found) if found else b""


def again(provider: Provider, request: HttpRequest) -> bytes:
    """Return the events of a body that was heard before, and whose proof was good then."""
    view = _view(provider, {provider.signed_by: "-"} if provider.signed_by else {})
    view.setup(request)
    return _body(provider, _tried(lambda: list(view.parse_events(request))))


def _body(provider: Provider, found: Iterable[Any]) -> bytes:
    how = configuration.load().addresses
    return _tried(lambda: reading.body_of(provider.name, found, how))


def _check_password(request: HttpRequest, password: str) -> None:
    """Refuse before anything of the body is read."""
    if not request.META.get("HTTP_AUTHORIZATION"):
        message = "give the user and the password of this address"
        raise AskedError(message)
    if not constant_time_compare(get_request_basic_auth(request) or "", password):
        raise RefusedError(_WRONG)


def _check_signature(provider: Provider, request: HttpRequest, proof: dict[str, Any]) -> None:
    """Refuse what is not signed with the key, whatever is wrong with it."""
    try:
        _view(provider, proof).run_validators(request)
    except Exception as error:
        raise RefusedError(_WRONG) from error


def _events(provider: Provider, request: HttpRequest, proof: dict[str, Any]) -> list[Any]:
    """Let anymail's view answer the request, and return what it signalled meanwhile."""
    told: list[Any] = []
    token = _heard.set(told)
    try:
        with _quiet():
            _tried(lambda: provider.view.as_view(**proof)(request))
    except AnymailWebhookValidationFailure as error:
        raise RefusedError(_WRONG) from error
    finally:
        _heard.reset(token)
    return told


def _view(provider: Provider, proof: dict[str, Any]) -> Any:
    with _quiet():
        view = provider.view.as_view(**(proof or {"basic_auth": ["-"]}))
        return view.view_class(**view.view_initkwargs)


def _tried(read_: Callable[[], _T]) -> _T:
    """Do what may fail in any way: what a stranger's body holds is anything."""
    try:
        return read_()
    except (SuspiciousOperation, AccordError):
        raise  # the view's own refusal
    except Exception as error:
        raise UnreadError(_words(error)) from error


def _words(error: Exception) -> str:
    return f"the body is no result that can be read ({type(error).__name__})"


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep anymail from warning: SendGrid it reads without promising to go on doing so."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
