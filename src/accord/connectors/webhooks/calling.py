"""One call of a webhook: never redirected, never longer than its time, never inside."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from accord.connectors import outgoing
from accord.connectors.outgoing import Policy
from accord.values.errors import AccordError

TIMEOUT_S: Final = 15.0
BODY_AT_MOST: Final = 20_000
_ANSWER_AT_MOST: Final = 500
_GONE: Final = 410
_FIRST_GOOD: Final = 200
_FIRST_MOVED: Final = 300
_FIRST_BAD: Final = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said; a status of 0 is no answer at all, and `words` say why."""

    status: int
    words: str
    retry_after: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it was taken: 2xx, nothing else."""
        return _FIRST_GOOD <= self.status < _FIRST_MOVED

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing any more."""
        return self.status == _GONE


def call(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    policy: Policy,
    timeout_s: float = TIMEOUT_S,
) -> Answer:
    """Send a webhook and return what came back; what fails is an answer too."""
    if len(body) >= BODY_AT_MOST:
        return Answer(0, f"{len(body):,} bytes are too many for a webhook")
    sent = {"content-type": "application/json", "user-agent": "Accord-Webhooks", **headers}
    end = time.monotonic() + timeout_s
    try:
        with (
            _client(policy, timeout_s) as caller,
            caller.stream("POST", url, content=body, headers=sent) as response,
        ):
            return _read(response, end)
    except AccordError as error:
        return Answer(0, error.message)
    except httpx.TimeoutException:
        return Answer(0, f"no answer within {timeout_s:g} s")
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return Answer(0, f"no answer: {error}"[:_ANSWER_AT_MOST])


def _client(policy: Policy, timeout_s: float) -> httpx.Client:
    return httpx.Client(
        transport=outgoing.Guarded(policy),
        timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, 5.0)),
        follow_redirects=False,
        trust_env=False,
    )


def _read(response: httpx.Response, end: float) -> Answer:
    """Read a little of an answer, and no longer than there is time."""
    found = bytearray()
    for part in response.iter_raw():
        found += part
        if len(found) >= _ANSWER_AT_MOST or time.monotonic() > end:
            break
    words = found[:_ANSWER_AT_MOST].decode("utf-8", "replace").replace("\x00", "").strip()
    if _FIRST_MOVED <= response.status_code < _FIRST_BAD:
        words = "a redirect is not followed; give the address where it leads"
    return Answer(response.status_code, words, response.headers.get("retry-after", ""))
