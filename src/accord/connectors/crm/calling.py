"""Calls over HTTP that wait for their turn, try again what may pass, and renew a stale token."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

import httpx
import msgspec

from accord.connectors import outgoing
from accord.connectors.crm.faults import AccessError, AwayError, RejectedError
from accord.connectors.crm.pacing import Clock, Pacer

_TRIES: Final = 6
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 30.0
_TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
_TOO_MANY: Final = 429
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_BAD: Final = 400
_SERVER: Final = 500
_RETRY_AFTER_S: Final = 10.0
_SHOWN: Final = 300


class Verdict(Enum):
    """What a decoded answer comes to."""

    GOOD = "good"
    AGAIN = "again"
    RENEW = "renew"


@dataclass(frozen=True, slots=True)
class _Tried:
    """What one try came to."""

    value: Any = None
    is_good: bool = False
    is_stale: bool = False
    is_to_pause: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One call: method, path or address, and what goes with it."""

    path: str
    method: str = "GET"
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    form: Mapping[str, str] | None = None
    timeout_s: float | None = None
    is_once: bool = False
    """It makes something: where no answer came, it is not simply made again."""
    is_write: bool = False
    """It writes there; so an error says."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How one system wants to be called.

    `token(renew)` returns what goes into the Authorization header. `verdict` looks at a decoded
    answer, since some systems say in the body of a good answer that they failed; it may raise.
    """

    name: str
    token: Callable[[bool], str] | None = None
    verdict: Callable[[Any], Verdict] | None = None
    limit_wait: Callable[[httpx.Response], float | None] | None = None
    policy: outgoing.Policy | None = None
    """Where its calls may go; anywhere where nothing is said, as in tests of one system."""


class Caller:
    """Calls one system; close it when done."""

    def __init__(
        self, base: str, manners: Manners, pacer: Pacer, clock: Clock | None = None
    ) -> None:
        self._manners = manners
        self._pacer = pacer
        self._clock = clock or Clock()
        self._jitter = random.Random()  # noqa: S311 - only spreads retries
        transport = outgoing.Guarded(manners.policy) if manners.policy else None
        self._client = httpx.Client(
            base_url=base, timeout=_TIMEOUT, follow_redirects=False, transport=transport
        )
        self.calls = 0
        self.retries = 0

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def json(self, request: Request) -> Any:
        """Return the decoded answer to a call.

        Errors: `AccessError`, `LimitError` or `AwayError`, each in words for people.
        """
        return self._answer(request, msgspec.json.decode)

    def text(self, request: Request) -> str:
        """Return an answer that is no JSON."""
        return str(self._answer(request, lambda content: content.decode("utf-8")))

    def _answer(self, request: Request, decode: Callable[[bytes], Any]) -> Any:
        tried = _Tried()
        renewals = 0
        for attempt in range(_TRIES):
            self.retries += attempt > 0
            tried = self._try(request, decode, renew=tried.is_stale)
            if tried.is_good:
                return tried.value
            if tried.is_stale:
                renewals += 1
                self._check_token(renewals)
            elif tried.is_to_pause and request.is_once:
                break
            elif tried.is_to_pause:
                self._pause(attempt)
        raise AwayError(
            f"{self._manners.name} could not be {'written' if request.is_write else 'read'}: "
            f"{tried.why}. It is tried again at the next run."
        )

    def _try(self, request: Request, decode: Callable[[bytes], Any], *, renew: bool) -> "_Tried":
        try:
            response = self._send(request, renew=renew)
        except httpx.HTTPError as error:
            return _Tried(why=_why(error), is_to_pause=True)
        if response.status_code == _UNAUTHORIZED:
            return _Tried(why="the token had expired", is_stale=True)
        if response.status_code == _TOO_MANY:
            self._pacer.hold(self._asked(response), self._limit_words(response))
            return _Tried(why="it asked to wait")
        if response.status_code >= _SERVER:
            return _Tried(why=f"it answered {response.status_code}", is_to_pause=True)
        self._refuse(request, response)
        return self._read(response, decode)

    def _read(self, response: httpx.Response, decode: Callable[[bytes], Any]) -> "_Tried":
        """Read a good answer; one that ends in the middle is asked for again."""
        try:
            found = decode(response.content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _Tried(why="its answer was cut off", is_to_pause=True)
        verdict = self._manners.verdict(found) if self._manners.verdict else Verdict.GOOD
        if verdict is Verdict.GOOD:
            return _Tried(value=found, is_good=True)
        why = "it answered that it failed"
        return _Tried(
            why=why, is_stale=verdict is Verdict.RENEW, is_to_pause=verdict is Verdict.AGAIN
        )

    def _check_token(self, renewals: int) -> None:
        if self._manners.token is None or renewals > 1:
            raise AccessError(
                f"{self._manners.name} refuses the credentials; enter new ones on the "
                "connection's page."
            )

    def _send(self, request: Request, *, renew: bool) -> httpx.Response:
        headers = {"Accept-Encoding": "gzip"}
        if self._manners.token is not None:
            headers["Authorization"] = self._manners.token(renew)
        self._pacer.wait()
        self.calls += 1
        try:
            return self._client.request(
                request.method,
                request.path,
                params=dict(request.query),
                headers=headers,
                timeout=request.timeout_s or _TIMEOUT,
                **_content(request),
            )
        except httpx.InvalidURL as error:
            raise AccessError(
                f"{self._manners.name} has an address that can't be called ({error}); "
                "correct it on the connection's page."
            ) from error

    def _refuse(self, request: Request, response: httpx.Response) -> None:
        if response.status_code < _BAD:
            return
        said = response.text[:_SHOWN]
        if response.status_code == _FORBIDDEN:
            raise AccessError(
                f"{self._manners.name} forbids {'writing' if request.is_write else 'reading'} "
                f"{request.path}: a right is missing. "
                f"Give the app the rights that its page in the documentation names. It said: {said}"
            )
        if response.status_code == _NOT_FOUND:
            raise AccessError(
                f"{self._manners.name} has nothing at {request.path}; check the address of the "
                "connection."
            )
        raise RejectedError(
            f"{self._manners.name} did not accept a call to {request.path} "
            f"({response.status_code}): {said}",
            response.status_code,
        )

    def _asked(self, response: httpx.Response) -> float:
        own = self._manners.limit_wait(response) if self._manners.limit_wait else None
        if own is not None:
            return own
        try:
            return max(0.1, float(response.headers.get("retry-after", _RETRY_AFTER_S)))
        except ValueError:
            return _RETRY_AFTER_S

    def _limit_words(self, response: httpx.Response) -> str:
        return (
            f"{self._manners.name} allows no more calls for now: {response.text[:_SHOWN]} "
            "The run goes on from where it is when the limit is free again."
        )

    def _pause(self, attempt: int) -> None:
        longest = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2**attempt)
        self._clock.sleep(longest * (0.5 + self._jitter.random() / 2))


def _content(request: Request) -> dict[str, Any]:
    if request.form is not None:
        return {"data": dict(request.form)}
    if request.body is not None:
        return {"content": msgspec.json.encode(request.body)}
    return {}


def _why(error: httpx.HTTPError) -> str:
    """Say in words why nothing came back; what has no words yet, as the network says it."""
    if isinstance(error, httpx.TimeoutException):
        return "it did not answer in time"
    if isinstance(error, httpx.ConnectError):
        return "nobody answers at its address"
    return f"{type(error).__name__} {error}"[:_SHOWN]
